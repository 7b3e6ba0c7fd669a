#include "pipeline/internal/log_records.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "model/wire/digest.h"
#include "model/wire/messages.h"

namespace stratwatch::pipeline {
namespace {

// One article is one trace (W3C Trace Context, 3.2): the trace id is the article's id, so a trace
// is found by what everybody already has. The span is the topic's: one record, one span.
std::string Traceparent(const ArticleId& id, std::string_view topic) {
  std::string span_seed(id.View());
  span_seed += topic;
  return "00-" + id.Hex() + "-" + wire::Hash128(span_seed).Hex().substr(0, 16) + "-01";
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers CommonHeaders(const ArticleId& id, std::string_view topic, std::string_view message,
                      const SourceId& source, FetchedAt fetched) {
  const std::string name(message);
  Headers headers = {{"ce_id", id.Hex() + "/" + std::string(topic)},
                     {"ce_type", "stratwatch." + name},
                     {"schema", "stratwatch.wire." + name + "/1"},
                     {"traceparent", Traceparent(id, topic)},
                     {"source", source.value},
                     {"attempt", "1"}};
  if (fetched) {
    headers.emplace_back("fetched", std::to_string(fetched->time_since_epoch().count()));
  }
  return headers;
}

template <typename Number>
std::optional<Number> NumberOf(std::string_view text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace

LogRecord PageRecord(const Page& page, FetchedAt fetched) {
  // Live pages and back-fill have the same headers: the lane does not change what the record is.
  return {std::string(page.url.Host()), wire::EncodePage(page),
          CommonHeaders(page.id, TopicName(Topic::kPages), "Page", page.source, fetched)};
}

LogRecord ArticleRecord(Topic topic, const Article& article, FetchedAt fetched) {
  return {std::string(article.id.View()), wire::EncodeArticle(article),
          CommonHeaders(article.id, TopicName(topic), "Article", article.source, fetched)};
}

LogRecord DeadLetterRecord(const PolledRecord& record, const DeadLetterCause& cause) {
  wire::DeadLetter letter;
  letter.topic = TopicName(record.topic);
  letter.partition = record.partition;
  letter.offset = record.offset;
  letter.task = cause.task;
  letter.error = cause.error;
  letter.failed_at = cause.failed_at;
  letter.key = record.record.key;
  letter.value = record.record.value;
  letter.headers = record.record.headers;
  letter.url = cause.url;
  letter.attempt = AttemptOf(record.record);

  LogRecord out;
  out.key = record.record.key;
  out.value = wire::EncodeDeadLetter(letter);
  out.headers = {
      {"ce_id",
       letter.topic + "/" + std::to_string(record.partition) + "/" + std::to_string(record.offset)},
      {"ce_type", "stratwatch.DeadLetter"},
      {"schema", "stratwatch.wire.DeadLetter/1"},
      {"traceparent", std::string(HeaderOf(record.record, "traceparent"))},
      {"source", std::string(HeaderOf(record.record, "source"))},
      {"attempt", std::to_string(letter.attempt)},
  };
  return out;
}

Article DeadLettered(Article article, const Error& error) {
  article.outcome = Outcome::kDeadLettered;
  article.outcome_reason = error.message;
  article.text.clear();
  article.tags.clear();
  article.resolution = {};
  return article;
}

std::string_view HeaderOf(const LogRecord& record, std::string_view name) {
  const auto found = std::find_if(record.headers.begin(), record.headers.end(),
                                  [&](const auto& header) { return header.first == name; });
  return found == record.headers.end() ? std::string_view() : std::string_view(found->second);
}

FetchedAt FetchedAtOf(const LogRecord& record) {
  const auto ms = NumberOf<std::int64_t>(HeaderOf(record, "fetched"));
  if (!ms) return std::nullopt;
  return std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(*ms));
}

int AttemptOf(const LogRecord& record) {
  return std::max(1, NumberOf<int>(HeaderOf(record, "attempt")).value_or(1));
}

Result<PreparedRecord> PreparedArticle(const PolledRecord& record) {
  auto article = wire::DecodeArticle(record.record.value);
  if (!article) return Fail("article", article.error());
  PreparedRecord prepared;
  prepared.article = std::move(*article);
  prepared.fetched = FetchedAtOf(record.record);
  return prepared;
}

std::optional<PreparedRecord> SalvagedArticle(const PolledRecord& record, const Error& error) {
  auto article = wire::DecodeArticle(record.record.value);
  if (!article) return std::nullopt;
  PreparedRecord prepared;
  prepared.article = DeadLettered(std::move(*article), error);
  return prepared;
}

}  // namespace stratwatch::pipeline
