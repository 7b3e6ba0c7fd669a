#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/commands/commands.h"
#include "app/event_writer.h"
#include "app/json.h"
#include "model/wire/messages.h"
#include "pipeline/dead_letters.h"

namespace stratwatch::app {
namespace {

// A log opened for one command, with what it borrows.
struct OpenedLog {
  config::Config config;
  SystemClock clock;
  NullEventSink events;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<pipeline::Log> log;
};

CommandResult<std::unique_ptr<OpenedLog>> Open(const CommandContext& context,
                                               store::Access access) {
  auto opened = std::make_unique<OpenedLog>();
  auto config = LoadConfig(context);
  if (!config) return tl::unexpected(config.error());
  opened->config = std::move(*config);
  auto database = OpenStore(opened->config, access);
  if (!database) return tl::unexpected(database.error());
  opened->database = std::move(*database);
  auto log = OpenLog(opened->config, *opened->database, opened->clock, opened->events);
  if (!log) return tl::unexpected(log.error());
  opened->log = std::move(*log);
  return opened;
}

wire::MessageKind KindOf(pipeline::Topic topic) {
  switch (topic) {
    case pipeline::Topic::kPages:
    case pipeline::Topic::kPagesBackfill:
      return wire::MessageKind::kPage;
    case pipeline::Topic::kArticles:
    case pipeline::Topic::kResolved:
      return wire::MessageKind::kArticle;
    case pipeline::Topic::kDeadLetters:
      return wire::MessageKind::kDeadLetter;
  }
  return wire::MessageKind::kPage;
}

// One record as one line of JSON; a value that does not decode is said to be so, not hidden.
std::string RecordJson(const pipeline::PolledRecord& polled) {
  std::string headers;
  for (const auto& [name, value] : polled.record.headers) {
    headers +=
        fmt::format("{}{}:{}", headers.empty() ? "" : ",", QuoteJson(name), QuoteJson(value));
  }
  // Keys of articles are 16 raw bytes; the hexadecimal form is what users know.
  const auto id = Digest128::FromBytes(polled.record.key);
  const auto value = wire::MessageToJson(KindOf(polled.topic), polled.record.value);
  const std::string place =
      fmt::format(R"("topic":"{}","partition":{},"offset":{},"appended_at":"{}")",
                  pipeline::TopicName(polled.topic), polled.partition, polled.offset,
                  TimeText(std::chrono::floor<std::chrono::seconds>(polled.appended_at)));
  return fmt::format(R"({{{},"key":{},"headers":{{{}}},"{}":{}}})", place,
                     QuoteJson(id ? id->Hex() : polled.record.key), headers,
                     value ? "value" : "undecodable",
                     value ? *value : QuoteJson(value.error().message));
}

struct LetterPlace {
  int partition = 0;
  std::int64_t offset = 0;
};

CommandResult<LetterPlace> ParsePlace(const std::string& id) {
  LetterPlace place;
  const char* end = id.data() + id.size();
  const auto partition = std::from_chars(id.data(), end, place.partition);
  if (partition.ec == std::errc() && partition.ptr != end && *partition.ptr == ':') {
    const auto offset = std::from_chars(partition.ptr + 1, end, place.offset);
    if (offset.ec == std::errc() && offset.ptr == end) return place;
  }
  return CommandFail(ExitCode::kUsage, "'" + id +
                                           "' is no dead letter; expected PARTITION:OFFSET "
                                           "as `stratwatch dead-letters list` prints it");
}

}  // namespace

ExitCode Tap(CommandContext& context, const TapArguments& arguments) {
  const auto topic = pipeline::TopicFromName(arguments.topic);
  if (!topic) {
    return Report(context,
                  CommandFailure{ExitCode::kUsage, "unknown topic '" + arguments.topic +
                                                       "'; known: pages, pages-backfill, articles, "
                                                       "resolved, dead-letters"});
  }
  const auto opened = Open(context, store::Access::kReadOnly);
  if (!opened) return Report(context, opened.error());
  const auto extents = (*opened)->log->Extents();
  if (!extents) return Report(context, extents.error());
  for (const pipeline::TopicExtent& extent : *extents) {
    if (extent.topic != *topic) continue;
    const auto wanted = static_cast<std::int64_t>(arguments.records_max);
    std::int64_t offset =
        arguments.offset >= 0 ? arguments.offset : std::max(extent.begin, extent.end - wanted);
    for (std::size_t left = arguments.records_max; left > 0;) {
      const auto records = (*opened)->log->Read(*topic, extent.partition, offset, left);
      if (!records) return Report(context, records.error());
      if (records->empty()) break;
      for (const auto& record : *records) context.terminal.PrintLine(RecordJson(record));
      left -= records->size();
      offset = records->back().offset + 1;
    }
  }
  return ExitCode::kOk;
}

ExitCode ListLetters(CommandContext& context, std::size_t letters_max) {
  const auto opened = Open(context, store::Access::kReadOnly);
  if (!opened) return Report(context, opened.error());
  const auto letters = pipeline::ListDeadLetters(*(*opened)->log, letters_max);
  if (!letters) return Report(context, letters.error());
  std::vector<std::vector<std::string>> rows;
  for (const auto& stored : *letters) {
    if (context.json) {
      context.terminal.PrintLine(DeadLetterJson(stored));
      continue;
    }
    const auto& letter = stored.letter;
    rows.push_back({fmt::format("{}:{}", stored.partition, stored.offset),
                    TimeText(letter.failed_at), letter.task, letter.topic,
                    stored.replayed ? "yes" : "no", letter.url, letter.error.message});
  }
  if (!context.json) {
    context.terminal.PrintTable({"id", "failed", "task", "topic", "replayed", "url", "error"},
                                rows);
  }
  return ExitCode::kOk;
}

ExitCode ShowLetter(CommandContext& context, const std::string& id, bool raw) {
  const auto place = ParsePlace(id);
  if (!place) return Report(context, place.error());
  const auto opened = Open(context, store::Access::kReadOnly);
  if (!opened) return Report(context, opened.error());
  const auto stored = pipeline::FindDeadLetter(*(*opened)->log, place->partition, place->offset);
  if (!stored) return Report(context, stored.error());
  if (raw) {
    context.terminal.Print(stored->letter.value);
  } else {
    context.terminal.PrintLine(DeadLetterJson(*stored));
  }
  return ExitCode::kOk;
}

ExitCode ReplayLetters(CommandContext& context, const std::vector<std::string>& ids, bool all) {
  const auto opened = Open(context, store::Access::kReadWrite);
  if (!opened) return Report(context, opened.error());
  pipeline::Log& log = *(*opened)->log;
  std::vector<pipeline::StoredDeadLetter> letters;
  if (all) {
    auto listed = pipeline::ListDeadLetters(log, SIZE_MAX);
    if (!listed) return Report(context, listed.error());
    std::copy_if(listed->begin(), listed->end(), std::back_inserter(letters),
                 [](const auto& each) { return !each.replayed; });
  }
  for (const std::string& id : ids) {
    const auto place = ParsePlace(id);
    if (!place) return Report(context, place.error());
    auto letter = pipeline::FindDeadLetter(log, place->partition, place->offset);
    if (!letter) return Report(context, letter.error());
    letters.push_back(std::move(*letter));
  }
  for (const auto& letter : letters) {
    if (const auto replayed = pipeline::ReplayDeadLetter(log, letter); !replayed) {
      return Report(context, replayed.error());
    }
  }
  context.terminal.Note(
      fmt::format("{} sent back; `stratwatch run` reads them on", letters.size()));
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
