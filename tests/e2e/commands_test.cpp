// What the binary says and returns when it is called wrongly, finds things missing, locked or
// damaged, or cannot reach something.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "store/database.h"
#include "tests/e2e/sample_run.h"
#include "tests/e2e/store_damage.h"

namespace stratwatch::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct UsageCase {
  const char* name;
  std::vector<std::string> arguments;
  int exit_code;
  const char* complaint;  // Part of what standard error says.
};
void PrintTo(const UsageCase& each, std::ostream* out) {
  *out << each.name;
}

const UsageCase kUsageCases[] = {
    {"NoCommand", {}, 2, "subcommand"},
    {"UnknownCommand", {"serach", "x"}, 2, "serach"},
    {"UnknownFlag", {"status", "--jsno"}, 2, "--jsno"},
    {"UnknownTask", {"run", "--tasks", "crawl,parse"}, 2, "parse"},
    {"UnknownTopic", {"tap", "page"}, 2, "pages-backfill"},
    {"UnknownOption", {"--set", "crawl.dealy_ms=5", "status"}, 2, "crawl.delay_ms"},
    {"WrongType", {"--set", "crawl.delay_ms=soon", "status"}, 2, "crawl.delay_ms"},
    {"OutOfRange", {"--set", "crawl.redirects_max=99", "status"}, 2, "20"},
    {"NotAUrl", {"trace", "not a url"}, 2, "not a url"},
    {"NoStoreToSearch", {"search", "morocco"}, 10, "ingest"},
    {"NoStoreToShow", {"show", "0123456789ab"}, 10, "ingest"},
    {"NoStoreForStatus", {"status"}, 10, "store"},
    {"NoFileToIngest", {"ingest", "/nonexistent.warc"}, 4, "/nonexistent.warc"},
    {"NoFileToParse", {"parse", "/nonexistent.html"}, 4, "/nonexistent.html"},
    {"NoFileForFeed", {"feed", "/nonexistent.xml"}, 4, "/nonexistent.xml"},
    {"NoFileToTag", {"tag", "/nonexistent.jsonl"}, 4, "/nonexistent.jsonl"},
    {"NothingToExplain", {"explain", "no-such-file"}, 4, "no-such-file"},
    {"NoRulesToDiff", {"rules", "diff", "/nonexistent", "/nonexistent"}, 4, "/nonexistent"},
    {"MergeNeedsTwo", {"story", "merge", "0123456789ab"}, 2, "id"},
    {"NoStoreForCandidates", {"strategies", "candidates"}, 10, "ingest"},
    {"NotAUrlToParse", {"parse", "-", "--url", "not a url"}, 2, "not a url"},
    {"BadLetterId", {"dead-letters", "show", "seven"}, 2, "PARTITION:OFFSET"},
};

class WrongCall : public ::testing::TestWithParam<UsageCase> {};

TEST_P(WrongCall, SaysWhatIsWrongAndWhere) {
  const SampleRun run;
  const Finished finished = run.Stratwatch(GetParam().arguments);
  EXPECT_EQ(finished.exit_code, GetParam().exit_code) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr(GetParam().complaint));
  EXPECT_THAT(finished.out, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Calls, WrongCall, ::testing::ValuesIn(kUsageCases),
                         [](const auto& each) { return std::string(each.param.name); });

// Seen in archives: a page whose recorded address is "//example.org/". Its text is still asked for.
TEST(ParseManifest, TakesAPageWhoseUrlCannotBeParsed) {
  const SampleRun run;
  std::ofstream(run.Folder() / "page.html")
      << "<title>Plan</title><article><p>The ministry of industry published its national strategy "
         "for artificial intelligence on Monday, and the cabinet agreed to pay for it.</article>";
  std::ofstream(run.Folder() / "pages.jsonl")
      << R"({"file":"page.html","url":"//example.org/"})" << '\n';
  const std::filesystem::path out = run.Folder() / "predictions.jsonl";
  const Finished finished = run.Stratwatch(
      {"parse", "--manifest", (run.Folder() / "pages.jsonl").string(), "--out", out.string()});
  EXPECT_EQ(finished.exit_code, 3) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("pages.jsonl:1: "));
  std::string line;
  std::getline(std::ifstream(out), line);
  EXPECT_THAT(line, HasSubstr("The ministry of industry"));
}

TEST(ParsePage, ExplainsHowItReadThePage) {
  const SampleRun run;
  const std::filesystem::path page = run.Folder() / "page.html";
  std::ofstream(page)
      << "<title>A plan for the next ten years</title><meta name=author content='Ana Díaz'>"
         "<nav><a href=/>Home</a></nav><article><h1>A plan for the next ten years</h1>"
         "<p>The ministry of industry published its national strategy for artificial "
         "intelligence on Monday, and the cabinet agreed to pay for it.</p></article>";
  const Finished shown = run.Stratwatch({"parse", page.string(), "--explain"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("page class: article"), HasSubstr("meta:author"),
                               HasSubstr("BODY BY"), HasSubstr("unlikely"), HasSubstr("Home")));
  const Finished json = run.Stratwatch({"--json", "parse", page.string(), "--explain"});
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_THAT(json.out, AllOf(HasSubstr(R"("class":"article")"),
                              HasSubstr(R"("evidence":"meta:author","chosen":true)"),
                              HasSubstr(R"("candidates":[{"method":)"),
                              HasSubstr(R"("blocks":[{"verdict":)")));
}

TEST(ParsePage, FetchesTheOneOfAUrl) {
  SampleRun run;
  const newsweb::Piece& piece = run.web().web().pieces.front();
  const Finished parsed = run.Stratwatch({"parse", testing::UrlOf(piece)});
  EXPECT_EQ(parsed.exit_code, 0) << parsed.err;
  EXPECT_THAT(parsed.out, AllOf(HasSubstr(piece.title), HasSubstr(testing::UrlOf(piece))));
  const Finished explained = run.Stratwatch({"parse", testing::UrlOf(piece), "--explain"});
  EXPECT_THAT(explained.out, AllOf(HasSubstr("page class: article"), HasSubstr("BODY BY")));

  const Finished missing = run.Stratwatch({"parse", "http://" + piece.host + "/no-such-page"});
  EXPECT_EQ(missing.exit_code, 5) << missing.err;
  EXPECT_THAT(missing.err, HasSubstr("/no-such-page: HTTP 404"));
}

TEST(TagTexts, NamesABadLineAndTagsTheOthers) {
  const SampleRun run;
  const std::filesystem::path texts = run.Folder() / "texts.jsonl";
  std::ofstream(texts)
      << R"({"id":"a","title":"A plan","text":"Kenya has a national AI strategy."})"
      << "\n{\"id\":\"b\"}\n"
      << R"({"id":"c","lang":"fr","text":"Le Sénégal attend."})" << '\n';
  const Finished finished = run.Stratwatch({"tag", texts.string()});
  EXPECT_EQ(finished.exit_code, 3) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("texts.jsonl:2: "));
  EXPECT_THAT(finished.out,
              AllOf(HasSubstr(R"("id":"a","lang":"en")"), HasSubstr(R"("countries":["KE"])"),
                    HasSubstr(R"("countries":["SN"])")));
}

TEST(Explain, GivesTheWeightsOfAPageAndOfTexts) {
  const SampleRun run;
  const std::filesystem::path page = run.Folder() / "page.html";
  std::ofstream(page)
      << "<title>A plan for AI</title><article><p>The ministry of industry published its national "
         "strategy for artificial intelligence on Monday, and the cabinet agreed to pay for "
         "it.</p></article>";
  const Finished shown = run.Stratwatch({"explain", page.string()});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("relevant: score"), HasSubstr("threshold 0.50"),
                               HasSubstr("+0.25   state near ai: ministry")));
  const std::filesystem::path texts = run.Folder() / "texts.jsonl";
  std::ofstream(texts) << R"({"id":"a","lang":"en","text":"A goal in the last minute."})" << '\n';
  const Finished json = run.Stratwatch({"--json", "explain", texts.string()});
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_THAT(json.out, AllOf(HasSubstr(R"("of":"a")"), HasSubstr(R"("relevant":false)"),
                              HasSubstr(R"("reason":"no term for artificial intelligence")")));
}

// A store with the pages of the sample web.
class FilledStore : public ::testing::Test {
 protected:
  void SetUp() override {
    const Finished ingested = run_.Stratwatch({"ingest", run_.WritePages().string()});
    ASSERT_EQ(ingested.exit_code, 0) << ingested.err;
  }
  SampleRun run_;
};

TEST_F(FilledStore, HasNoArticleOfAnUnknownId) {
  const Finished finished = run_.Stratwatch({"show", "00000000000000000000000000000000"});
  EXPECT_EQ(finished.exit_code, 4) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("00000000000000000000000000000000"));
}

TEST_F(FilledStore, HasNoLifeOfAnUnknownUrl) {
  const Finished finished = run_.Stratwatch({"trace", "http://nowhere.example/a"});
  EXPECT_EQ(finished.exit_code, 4) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("http://nowhere.example/a"));
}

TEST_F(FilledStore, ExplainsAStoredArticleByUrlAndById) {
  const Finished found = run_.Stratwatch({"--json", "search", "", "--limit", "1"});
  const auto hit = nlohmann::json::parse(found.out).at("hits").at(0);
  for (const std::string key : {"url", "id"}) {
    const Finished shown = run_.Stratwatch({"--json", "explain", hit.at(key)});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    const auto explained = nlohmann::json::parse(shown.out);
    EXPECT_EQ(explained.at("of"), hit.at("url"));
    EXPECT_TRUE(explained.at("relevant"));
    EXPECT_EQ(explained.at("stored").at("relevance"), explained.at("relevance"));
  }
  const Finished unknown = run_.Stratwatch({"explain", "http://nobody.example/never"});
  EXPECT_EQ(unknown.exit_code, 4) << unknown.err;
}

TEST_F(FilledStore, IsTaggedAlikeByTheSameRules) {
  const std::string rules = std::string(STRATWATCH_ROOT) + "/config/gazetteer";
  const Finished shown = run_.Stratwatch({"rules", "diff", rules, rules});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, ContainsRegex("^0 of [1-9][0-9]* texts are tagged differently"));
  const Finished json = run_.Stratwatch({"--json", "rules", "diff", rules, rules});
  EXPECT_THAT(json.out,
              AllOf(HasSubstr(R"("type":"country","lang":"en")"), HasSubstr(R"("changed":0)")));
}

// Pins are written, resolved and indexed by the command itself; ingesting the same pages again
// changes nothing of them.
TEST_F(FilledStore, MergesAndSplitsStoriesForGood) {
  const auto json = [this](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--json");
    const Finished finished = run_.Stratwatch(std::move(arguments));
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return nlohmann::json::parse(finished.out);
  };
  std::map<std::string, std::string> article_of;  // By story.
  const auto found = json({"search", "", "--limit", "1000"});
  for (const auto& hit : found.at("hits")) {
    if (hit.at("duplicate_of").is_null()) article_of[hit.at("story")] = hit.at("id");
  }
  ASSERT_GE(article_of.size(), 2u);
  const auto [into, first] = *article_of.begin();
  const auto [from, second] = *std::next(article_of.begin());
  const std::size_t before = json({"story", "show", into}).at("articles");
  const std::size_t moved = json({"story", "show", from}).at("articles");
  EXPECT_EQ(json({"story", "merge", into, from}).at("pinned"), moved);
  EXPECT_EQ(json({"story", "show", into}).at("articles"), before + moved);
  const Finished why = run_.Stratwatch({"story", "why", second});
  EXPECT_THAT(why.out, HasSubstr("pinned by the operator"));
  const Finished again = run_.Stratwatch({"ingest", run_.WritePages().string()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(json({"story", "show", second}).at("story"), into);
  EXPECT_NE(json({"story", "split", into, second}).at("story"), into);
  EXPECT_NE(json({"story", "show", second}).at("story"), into);
  EXPECT_EQ(json({"audit"}).at("holds"), true);
  const Finished twice = run_.Stratwatch({"story", "split", into, second});
  EXPECT_EQ(twice.exit_code, 2) << twice.err;
  EXPECT_THAT(twice.err, HasSubstr("is not of story"));
}

TEST_F(FilledStore, NamesPlansThatTheRegisterLacks) {
  const Finished shown = run_.Stratwatch({"strategies", "candidates"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
}

TEST_F(FilledStore, PointsAtTheMistakeInAQuery) {
  const Finished finished = run_.Stratwatch({"search", "(morocco"});
  EXPECT_EQ(finished.exit_code, 2) << finished.err;
  EXPECT_THAT(finished.err, Not(IsEmpty()));
}

TEST_F(FilledStore, IsReadWhileAnotherProcessHoldsIt) {
  const auto service = run_.Start({"run", "--tasks", "index"});
  ASSERT_TRUE(service->AwaitErr("service.started", std::chrono::seconds(20))) << service->Err();
  const Finished found = run_.Stratwatch({"search", "morocco", "--json"});
  EXPECT_EQ(found.exit_code, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("Morocco"));
}

TEST_F(FilledStore, NamesWhoHoldsItsLock) {
  const auto service = run_.Start({"run", "--tasks", "index"});
  ASSERT_TRUE(service->AwaitErr("service.started", std::chrono::seconds(20))) << service->Err();
  const Finished second = run_.Stratwatch({"run", "--tasks", "index"});
  EXPECT_EQ(second.exit_code, 11) << second.err;
  EXPECT_THAT(second.err, AllOf(HasSubstr(run_.Store().string()), ContainsRegex("[0-9]+")));
}

TEST_F(FilledStore, IsRefusedWhenANewerVersionWroteIt) {
  SetSchemaVersion(run_.Store(), 9'999);
  for (const char* command : {"status", "run"}) {
    const Finished finished = run_.Stratwatch({command});
    EXPECT_EQ(finished.exit_code, 12) << command << finished.err;
    EXPECT_THAT(finished.err, HasSubstr("9999")) << command;
  }
}

TEST_F(FilledStore, IsRefusedWhenAFileIsMissing) {
  // Opening it again moves what is still in the write-ahead log to table files.
  ASSERT_EQ(run_.Stratwatch({"ingest", (run_.Folder() / "pages").string()}).exit_code, 0);
  RemoveOneTableFile(run_.Store());
  const Finished finished = run_.Stratwatch({"run", "--once"});
  EXPECT_EQ(finished.exit_code, 12) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr(run_.Store().string()));
}

TEST_F(FilledStore, IsRefusedWhenItsManifestIsDamaged) {
  DamageManifest(run_.Store());
  for (const char* command : {"status", "run"}) {
    const Finished finished = run_.Stratwatch({command});
    EXPECT_EQ(finished.exit_code, 12) << command << finished.err;
  }
}

TEST_F(FilledStore, TakesTheSamePagesAgainWithoutChange) {
  const auto before = ReadStore(run_.Store());
  const Finished again =
      run_.Stratwatch({"ingest", (run_.Folder() / "pages" / "pages.jsonl").string(), "--json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("\"pages\":0"));
  EXPECT_THAT(Difference(before, ReadStore(run_.Store())), IsEmpty());
}

TEST(StorePath, ThatIsAFileIsRefused) {
  const SampleRun run;
  std::ofstream(run.Store()) << "not a folder";
  const Finished finished = run.Stratwatch({"run", "--once"});
  EXPECT_EQ(finished.exit_code, 12) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr(run.Store().string()));
}

TEST(Config, FileThatIsMissingIsNamed) {
  const Finished finished =
      RunCommand({{STRATWATCH_BINARY, "--config", "/nonexistent.toml", "status"}});
  EXPECT_EQ(finished.exit_code, 2) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("/nonexistent.toml"));
}

TEST(Config, MistakesAreNamedByFileAndLine) {
  const SampleRun run;
  std::ofstream(run.Config()) << "[crawl]\ndelay_ms = 5\ntimeout = 3\n";
  const Finished finished = run.Stratwatch({"config", "check"});
  EXPECT_EQ(finished.exit_code, 2) << finished.err;
  EXPECT_THAT(finished.err, AllOf(HasSubstr("stratwatch.toml:3"), HasSubstr("timeout_ms")));
}

TEST(Config, OfTheSampleWebIsRight) {
  const SampleRun run;
  const Finished finished = run.Stratwatch({"config", "check"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

TEST(HttpPort, ThatIsTakenIsNamed) {
  const SampleRun run;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  const Finished finished = run.Stratwatch({"--set", "http.port=" + port, "run", "--once"});
  EXPECT_NE(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr(port));
  EXPECT_THAT(finished.err, Not(HasSubstr("task.started")));  // Nothing was fetched in vain.
  close(listener);
}

TEST(KafkaBroker, ThatDoesNotAnswerIsNamed) {
  const SampleRun run;
  const Finished finished =
      run.Stratwatch({"--set", "log.engine=kafka", "--set", "kafka.brokers=127.0.0.1:1", "--set",
                      "kafka.connect_wait_ms=1000", "run", "--once"});
  EXPECT_EQ(finished.exit_code, 5) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("127.0.0.1:1"));
}

TEST(Doctor, LooksAtStoreAndBrokers) {
  const SampleRun run;
  const Finished embedded = run.Stratwatch({"doctor", "--json"});
  EXPECT_EQ(embedded.exit_code, 0) << embedded.err;
  EXPECT_THAT(embedded.out, AllOf(HasSubstr(R"("check":"store","state":"good")"),
                                  HasSubstr(R"("check":"log","state":"good")")));
  const Finished silent =
      run.Stratwatch({"--set", "log.engine=kafka", "--set", "kafka.brokers=127.0.0.1:1", "--set",
                      "kafka.connect_wait_ms=1000", "doctor"});
  EXPECT_EQ(silent.exit_code, 5) << silent.err;
  EXPECT_THAT(silent.err, HasSubstr("127.0.0.1:1"));
}

TEST(StoreDigest, TellsStoresApart) {
  const SampleRun whole;
  const auto manifest = whole.WritePages();
  ASSERT_EQ(whole.Stratwatch({"ingest", manifest.string()}).exit_code, 0);
  const SampleRun part;
  const auto one = whole.Folder() / "pages" / "one.jsonl";
  std::ifstream lines(manifest);
  std::string line;
  std::getline(lines, line);
  std::ofstream(one) << line << "\n";
  ASSERT_EQ(part.Stratwatch({"ingest", one.string()}).exit_code, 0);

  const Finished same =
      whole.Stratwatch({"store", "digest", "--against", whole.Store().string(), "--json"});
  EXPECT_EQ(same.exit_code, 0) << same.err;
  const Finished other = part.Stratwatch({"store", "digest", "--against", whole.Store().string()});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, AllOf(HasSubstr("articles differ: 1 and "), HasSubstr("added ")));
  EXPECT_EQ(part.Stratwatch({"store", "digest", "--against", "/nowhere"}).exit_code, 10);
}

TEST(Topics, NeedBrokersThatAnswer) {
  const SampleRun run;
  const Finished none = run.Stratwatch({"topics", "plan"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("kafka.brokers"));
  const Finished silent = run.Stratwatch({"--set", "kafka.brokers=127.0.0.1:1", "--set",
                                          "kafka.connect_wait_ms=1000", "topics", "check"});
  EXPECT_EQ(silent.exit_code, 5) << silent.err;
  EXPECT_THAT(silent.err, HasSubstr("127.0.0.1:1"));
}

TEST(Ingest, ReportsBadInputsAndTakesTheRest) {
  const SampleRun run;
  const auto manifest = run.WritePages();
  std::ofstream(run.Folder() / "pages" / "broken.warc.gz") << "this is no gzip";
  std::ofstream(manifest, std::ios::app)
      << "{\"file\":\"missing.html\",\"url\":\"http://a.example/\"}\n"
      << "no json\n";
  const Finished finished = run.Stratwatch(
      {"ingest", manifest.string(), (run.Folder() / "pages" / "broken.warc.gz").string()});
  EXPECT_EQ(finished.exit_code, 3) << finished.err;
  EXPECT_THAT(finished.err, AllOf(HasSubstr("missing.html"), HasSubstr("broken.warc.gz")));
  EXPECT_GE(ReadStore(run.Store()).size(), 140U);
}

TEST(RunOnce, EndsWithoutACrawlWhenAllIsRead) {
  const SampleRun run;
  ASSERT_EQ(run.Stratwatch({"run", "--once", "--tasks", "crawl"}).exit_code, 0);
  ASSERT_EQ(run.Stratwatch({"run", "--once", "--tasks", "normalise,resolve,index"}).exit_code, 0);
  EXPECT_GE(ReadStore(run.Store()).size(), 140U);
}

TEST(Output, ThatIsClosedEarlyIsNoFailure) {
  const SampleRun run;
  Command command = run.CommandOf({"config", "show"});
  std::string line;
  for (const std::string& argument : command.arguments) line += "'" + argument + "' ";
  command.arguments = {"bash", "-c", "set -o pipefail; " + line + "| head -n 1"};
  const Finished finished = RunCommand(command);
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

}  // namespace
}  // namespace stratwatch::testing
