#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "model/article.h"
#include "parsers/article_extractor.h"
#include "parsers/feed.h"
#include "pipeline/dead_letters.h"
#include "store/frontier_table.h"
#include "store/sharded_query.h"

// What --json and the HTTP API answer; one object a line. docs/cli.md and docs/openapi.yaml list
// the members. Invalid UTF-8 becomes U+FFFD, so the output is JSON whatever was stored.
namespace stratwatch::app {

// The text as a JSON string, with its quotes.
std::string QuoteJson(std::string_view text);
// "2026-03-17T09:30:00Z"; empty for the epoch, which stands for "never".
std::string TimeText(std::chrono::sys_seconds time);

enum class ArticleDetail { kSummary, kWhole };  // A summary leaves out text and exchange.
std::string ArticleJson(const Article& article, ArticleDetail detail);
std::string SearchJson(const store::SearchResult& result);
// One hit as SearchJson has it.
std::string HitJson(const store::SearchHit& hit);

// What a query over index shards found. Its hits come ready from the processes that have them.
struct ShardedResult {
  std::vector<std::string> hits;  // As HitJson.
  std::uint64_t total = 0;
  std::string next_cursor;
  std::vector<int> missing_shards;  // Did not answer in time: the result is partial.
};
std::string ShardedJson(const ShardedResult& result);

// What one shard found, as one process tells another.
struct ShardPart {
  store::ShardPlaces places;
  std::vector<std::string> hits;  // Of each place, as HitJson.
};
std::string PartJson(const store::PartResult& part);
ShardPart PartOf(int shard, const store::PartResult& part);
// Errors: kInvalid (no such answer).
Result<ShardPart> ReadPart(int shard, std::string_view json);
std::string ExtractedJson(const parsers::ExtractedArticle& article, const Url& url);
// The same with how the page was read: values, body candidates, blocks.
std::string ExplanationJson(const parsers::ExtractedArticle& article, const Url& url,
                            const parsers::ExtractionTrace& trace);
// The scorer's form: {file,title,authors,published,language,text}.
std::string PredictionJson(std::string_view file, const parsers::ExtractedArticle& article);
// One line of `stratwatch tag`: what was found in a text, in short lists, and every tag with its
// evidence. `id`: as the text was given.
std::string TaggedJson(std::string_view id, const Article& article);
// One line of `stratwatch resolve`: what `id` copies and which story it is of, by the names that
// the texts were given by.
using NameOfId = std::function<std::string(const Digest128&)>;
std::string ResolvedJson(std::string_view id, const Resolution& resolution, const NameOfId& name);
std::string FeedJson(const parsers::Feed& feed);
std::string DeadLetterJson(const pipeline::StoredDeadLetter& letter);
std::string OptionJson(const config::OptionValue& option);

// A source with what is known of it; `state` is null before the first poll.
std::string SourceJson(const Source& source, const store::SourceState* state);

// One URL's whole life; either part may be missing.
struct Trace {
  Url url;
  ArticleId id;
  std::optional<store::FrontierEntry> frontier;
  std::optional<Article> article;
};
std::string TraceJson(const Trace& trace);

struct Status {
  std::string version;
  std::string store_path;
  std::string log_engine;
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t last_sequence = 0;
  std::uint64_t discovered = 0;
  std::map<std::string, std::uint64_t> outcomes;
  std::map<std::string, std::uint64_t> languages;
  std::map<std::string, std::uint64_t> countries;
  std::uint64_t sources = 0;
  std::uint64_t sources_failing = 0;
  struct Task {
    std::string task;
    std::uint64_t lag = 0;
    bool known_ready = false;  // Whether `ready` means something: only inside the service.
    bool ready = false;
    std::string reason;
  };
  std::vector<Task> tasks;
};
std::string StatusJson(const Status& status);
// {"error":{"code":"invalid","message":"…"}}
std::string ErrorJson(const Error& error);

}  // namespace stratwatch::app
