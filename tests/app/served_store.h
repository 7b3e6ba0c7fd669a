#pragma once

#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "app/http/api.h"
#include "model/wire/digest.h"
#include "pipeline/embedded_log.h"
#include "store/article_store.h"
#include "store/host_health_table.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::app {

// A store with one article, and an Api over it as the service would have it.
class ServedStore {
 public:
  ServedStore() {
    config_.store.path = folder_ / "store";
    database_ = *store::Database::Open(config_.store);
    rules_ = *pipeline::Rules::Load(std::string(STRATWATCH_CONFIG_FOLDER) + "/gazetteer", {});
    log_ = *pipeline::OpenEmbeddedLog(*database_, clock_);
    pipeline::ServiceOptions options;
    options.tasks = {false, false, false, true};
    auto started =
        pipeline::Service::Start(options, {*database_, *log_, *rules_, clock_, events_, metrics_});
    if (!started) throw std::runtime_error(started.error().message);
    service_ = std::move(*started);
    while (!service_->Health().front().ready) std::this_thread::yield();
    api_ = std::make_unique<Api>(
        ApiParts{config_, *database_, *rules_, sources_, metrics_, *service_});
    AddArticle();
  }

  const Api& api() const { return *api_; }
  const Article& article() const { return article_; }

 private:
  void AddArticle() {
    article_.url = *Url::Parse("https://news.example/maroc-ia");
    article_.id = wire::ArticleIdOf(article_.url);
    article_.outcome = Outcome::kStored;
    article_.title = "Le Maroc adopte sa stratégie";
    article_.text = "Le Maroc adopte une stratégie nationale pour l’intelligence artificielle.";
    article_.language = "fr";
    article_.content_hash = wire::ContentHashOf(article_.text);
    article_.tags = {
        {TagType::kCountry, "MA", "Maroc", TagField::kTitle, 3, 8, "test", 1.0F, true, "", "", ""}};
    store::WriteBatch batch;
    std::vector<Article> articles{article_};
    const auto added = store::ArticleStore(*database_).Add(batch, articles);
    store::HostHealth health;
    health.host = "news.example";
    health.outcomes[static_cast<std::size_t>(Outcome::kStored)] = 40;
    health.texts = 40;
    health.empties = 10;
    health.empty_share = 0.25;
    store::HostHealthTable(*database_).Put(batch, health);
    if (!added) throw std::runtime_error(added.error().message);
    const auto written = database_->Write(batch, store::Durability::kBuffered);
    if (!written) throw std::runtime_error(written.error().message);
  }

  stratwatch::testing::TemporaryFolder folder_;
  stratwatch::testing::FakeClock clock_;
  NullEventSink events_;
  config::Config config_;
  std::vector<Source> sources_;
  pipeline::Metrics metrics_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<pipeline::Rules> rules_;
  std::unique_ptr<pipeline::Log> log_;
  std::unique_ptr<pipeline::Service> service_;
  std::unique_ptr<Api> api_;
  Article article_;
};

}  // namespace stratwatch::app
