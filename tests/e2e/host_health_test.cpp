// A host's layout breaks: what `stratwatch sources health` says before and after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/e2e/sample_run.h"
#include "tests/newsweb/pages.h"
#include "tests/newsweb/text_forms.h"

namespace stratwatch::testing {
namespace {

using nlohmann::json;

class HostHealth : public ::testing::Test {
 protected:
  enum class Body { kWhole, kBeginning, kNone };

  // So many pages of a host of the sample web, under addresses of their own.
  void AddPages(const std::string& host, int count, Body body) {
    const newsweb::Web& web = run_.web().web();
    std::vector<const newsweb::Piece*> pieces = web.PiecesOf(host);
    std::erase_if(pieces, [](const newsweb::Piece* piece) { return piece->body.empty(); });
    std::string all;  // The pieces are short: an article is all of them, one behind the other.
    for (const newsweb::Piece* piece : pieces) all += piece->body + "\n\n";
    for (int i = 0; i < count; ++i) {
      newsweb::Piece piece = *pieces[static_cast<std::size_t>(i) % pieces.size()];
      piece.path += "-" + std::to_string(number_++);
      if (body == Body::kWhole) piece.body = all;
      if (body == Body::kNone) piece.body.clear();
      if (body == Body::kBeginning) {
        piece.body.resize(std::min(piece.body.find(' ', 600), piece.body.size()));
      }
      const std::string name = std::to_string(number_) + ".html";
      std::ofstream(run_.Folder() / name) << newsweb::ArticlePage(web, piece);
      manifest_ << "{\"file\":\"" << name << "\",\"url\":" << newsweb::JsonQuoted(UrlOf(piece))
                << "}\n";
    }
  }

  void Ingest() {
    const auto file = run_.Folder() / (std::to_string(number_) + ".jsonl");
    std::ofstream(file) << manifest_.str();
    manifest_.str("");
    const Finished finished = run_.Stratwatch({"ingest", file.string()});
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
  }

  // The row of a host.
  json Health(const std::string& host) {
    const Finished finished = run_.Stratwatch({"sources", "health", "--json"});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    std::istringstream lines(finished.out);
    for (std::string line; std::getline(lines, line);) {
      json row = json::parse(line);
      if (row["host"] == host) return row;
    }
    return json{{"verdict", "no row"}};
  }

  SampleRun run_;

 private:
  int number_ = 0;
  std::ostringstream manifest_;
};

TEST_F(HostHealth, TellsAHostWhoseLayoutBreaksFromOthers) {
  const std::string steady = "depeche-rabat.example";
  const std::string emptied = "atlas-dispatch.example";
  const std::string cut = "jan-samvad.example";
  for (const std::string& host : {steady, emptied, cut}) AddPages(host, 120, Body::kWhole);
  Ingest();
  for (const std::string& host : {steady, emptied, cut}) {
    EXPECT_EQ(Health(host)["verdict"], "ok") << Health(host);
    EXPECT_EQ(Health(host)["texts"], 120) << Health(host);
  }

  AddPages(steady, 25, Body::kWhole);
  AddPages(emptied, 25, Body::kNone);
  AddPages(cut, 25, Body::kBeginning);
  Ingest();
  EXPECT_EQ(Health(steady)["verdict"], "ok") << Health(steady);
  EXPECT_EQ(Health(emptied)["verdict"], "empty") << Health(emptied);
  EXPECT_EQ(Health(emptied)["empties"], 25) << Health(emptied);
  EXPECT_EQ(Health(cut)["verdict"], "shorter") << Health(cut);
  EXPECT_EQ(Health(cut)["texts"], 145) << Health(cut);

  const Finished table = run_.Stratwatch({"sources", "health"});
  EXPECT_LT(table.out.find(cut), table.out.find(steady)) << "the unwell come first";
  EXPECT_LT(table.out.find(emptied), table.out.find(steady)) << table.out;
}

}  // namespace
}  // namespace stratwatch::testing
