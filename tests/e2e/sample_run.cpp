#include "tests/e2e/sample_run.h"

#include <fstream>
#include <set>
#include <stdexcept>

#include "model/outcome.h"
#include "store/article_store.h"
#include "store/database.h"
#include "tests/newsweb/pages.h"
#include "tests/newsweb/text_forms.h"

namespace stratwatch::testing {
namespace {

template <typename T>
T Taken(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

std::string TagsText(const Article& article) {
  std::set<std::string> tags;
  for (const Tag& tag : article.tags) {
    tags.insert(std::string(TagTypeName(tag.type)) + ":" + tag.canonical_id +
                (tag.subject ? "*" : ""));
  }
  std::string text;
  for (const std::string& tag : tags) text += tag + " ";
  return text;
}

// A text has one original; every other copy says which.
void CheckOriginals(const std::map<std::string, int>& originals,
                    const std::map<std::string, int>& copies) {
  for (const auto& [hash, count] : originals) {
    if (count != 1) {
      throw std::runtime_error("text " + hash + " has " + std::to_string(count) + " originals");
    }
  }
  for (const auto& [hash, count] : copies) {
    if (!originals.contains(hash)) {
      throw std::runtime_error("text " + hash + " has copies and no original");
    }
  }
}

}  // namespace

std::string UrlOf(const newsweb::Piece& piece) {
  return "http://" + piece.host + newsweb::PercentEncoded(piece.path);
}

SampleRun::SampleRun(bool with_trouble)
    : web_(Taken(newsweb::NewsWeb::Start({.folder = STRATWATCH_NEWSWEB_FOLDER}))) {
  Taken(web_->WriteConfig(Config(), with_trouble).map([] { return true; }));
}

Command SampleRun::CommandOf(std::vector<std::string> arguments) const {
  std::vector<std::string> all = {STRATWATCH_BINARY, "--config", Config().string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  // What the developer has set must not change what is tested.
  return {std::move(all),
          {{"HOME", folder_.Path().string()},
           {"XDG_DATA_HOME", ""},
           {"STRATWATCH_STORE_PATH", ""},
           {"STRATWATCH_CONFIG", ""},
           {"NO_COLOR", "1"}},
          {}};
}

Finished SampleRun::Stratwatch(std::vector<std::string> arguments,
                               std::chrono::milliseconds wait) const {
  return RunCommand(CommandOf(std::move(arguments)), wait);
}

std::unique_ptr<Process> SampleRun::Start(std::vector<std::string> arguments) const {
  return std::make_unique<Process>(CommandOf(std::move(arguments)));
}

std::filesystem::path SampleRun::WritePages() const {
  const std::filesystem::path folder = folder_ / "pages";
  std::filesystem::create_directories(folder);
  const std::filesystem::path manifest = folder / "pages.jsonl";
  std::ofstream lines(manifest);
  int number = 0;
  for (const newsweb::Piece& piece : web_->web().pieces) {
    if (piece.page_template == "gone") continue;
    const newsweb::Outlet& outlet = web_->web().OutletOf(piece);
    const std::string name = std::to_string(number++) + ".html";
    std::ofstream(folder / name, std::ios::binary)
        << newsweb::InCharset(newsweb::ArticlePage(web_->web(), piece), outlet.charset);
    lines << "{\"file\":\"" << name << "\",\"url\":" << newsweb::JsonQuoted(UrlOf(piece)) << "}\n";
  }
  return manifest;
}

std::map<std::string, StoredRecord> ReadStore(const std::filesystem::path& store) {
  store::StoreOptions options;
  options.path = store;
  options.access = store::Access::kReadOnly;
  const auto database = Taken(store::Database::Open(options));
  std::map<std::string, StoredRecord> records;
  std::set<std::string> ids;
  std::map<std::string, int> originals;
  std::map<std::string, int> copies;
  const auto walked = store::ArticleStore(*database).ForEach(0, [&](const Article& article) {
    const std::string hash = article.content_hash.Hex();
    if (!ids.insert(article.id.Hex()).second) {
      throw std::runtime_error(article.url.Text() + " is stored twice");
    }
    const bool copy = article.outcome == Outcome::kDuplicate;
    // The first of a text may be a near copy of another text.
    const bool exact = article.resolution.relation == "same-text";
    if (exact) ++copies[hash];
    if (!exact && (copy || article.outcome == Outcome::kStored)) ++originals[hash];
    records[article.url.Identity()] = {article.id.Hex(),
                                       copy ? "stored" : std::string(OutcomeName(article.outcome)),
                                       hash,
                                       article.title,
                                       article.text,
                                       TagsText(article)};
    return true;
  });
  if (!walked) throw std::runtime_error(walked.error().message);
  CheckOriginals(originals, copies);
  return records;
}

std::string Difference(const std::map<std::string, StoredRecord>& expected,
                       const std::map<std::string, StoredRecord>& found) {
  std::string difference;
  for (const auto& [url, record] : expected) {
    const auto other = found.find(url);
    if (other == found.end()) {
      difference += "lost: " + url + " (" + record.outcome + ")\n";
    } else if (other->second != record) {
      difference += "differs: " + url + ": " + record.outcome + " " + record.content_hash + " " +
                    record.tags + "/ " + other->second.outcome + " " + other->second.content_hash +
                    " " + other->second.tags + "\n";
    }
  }
  for (const auto& [url, record] : found) {
    if (!expected.contains(url)) difference += "more: " + url + " (" + record.outcome + ")\n";
  }
  return difference;
}

}  // namespace stratwatch::testing
