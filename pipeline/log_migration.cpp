#include "pipeline/log_migration.h"

#include <fmt/format.h>

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "model/wire/messages.h"
#include "pipeline/internal/log_records.h"
#include "pipeline/internal/replay_note.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::size_t kChunkRecords = 100;
constexpr std::size_t kStepArticles = 200;

Result<std::unique_ptr<LogSession>> OpenWriter(Log& log) {
  SessionOptions options;
  options.group = "migration";
  return log.OpenSession(std::move(options));
}

Result<void> ForEachRecord(Log& log, const TopicExtent& extent,
                           const std::function<Result<void>(PolledRecord&)>& visit) {
  for (std::int64_t from = extent.begin;;) {
    auto chunk = log.Read(extent.topic, extent.partition, from, kChunkRecords);
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->empty()) return {};
    from = chunk->back().offset + 1;
    for (PolledRecord& record : *chunk) {
      if (auto done = visit(record); !done) return done;
    }
  }
}

Result<std::set<LetterPlace>> ReplayedOf(Log& log, const TopicExtent& extent) {
  std::set<LetterPlace> replayed;
  const auto read = ForEachRecord(log, extent, [&](PolledRecord& record) -> Result<void> {
    if (const auto place = PlaceOfReplay(record.record)) replayed.insert(*place);
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return replayed;
}

class LetterMove {
 public:
  LetterMove(LogSession& from, LogSession& to) : from_(from), to_(to) {}

  Result<void> Take(PolledRecord& letter) {
    const std::string name = fmt::format("dead letter {}:{}", letter.partition, letter.offset);
    auto decoded = wire::DecodeDeadLetter(letter.record.value);
    if (!decoded) return Fail(name, decoded.error());
    LogStep copy;
    copy.outputs.push_back({Topic::kDeadLetters, std::move(letter.record)});
    if (auto done = to_.Commit(std::move(copy)); !done) return Fail(name, done.error());
    LogStep note;
    note.outputs.push_back(
        {Topic::kDeadLetters, ReplayNote({letter.partition, letter.offset}, *decoded)});
    if (auto done = from_.Commit(std::move(note)); !done) return Fail(name, done.error());
    ++moved_;
    return {};
  }

  std::uint64_t moved() const { return moved_; }

 private:
  LogSession& from_;
  LogSession& to_;
  std::uint64_t moved_ = 0;
};

}  // namespace

Result<std::uint64_t> MoveDeadLetters(Log& from, Log& to) {
  const auto source = OpenWriter(from);
  if (!source) return tl::unexpected(source.error());
  const auto target = OpenWriter(to);
  if (!target) return tl::unexpected(target.error());
  const auto extents = from.Extents();
  if (!extents) return tl::unexpected(extents.error());
  LetterMove move(**source, **target);
  for (const TopicExtent& extent : *extents) {
    if (extent.topic != Topic::kDeadLetters) continue;
    const auto replayed = ReplayedOf(from, extent);
    if (!replayed) return tl::unexpected(replayed.error());
    const auto done = ForEachRecord(from, extent, [&](PolledRecord& record) -> Result<void> {
      // The notes that this writes meanwhile are met at the end.
      if (PlaceOfReplay(record.record)) return {};
      if (replayed->contains({record.partition, record.offset})) return {};
      return move.Take(record);
    });
    if (!done) return tl::unexpected(done.error());
  }
  return move.moved();
}

Result<std::uint64_t> AppendStoredArticles(const store::ArticleStore& articles, Log& to,
                                           const std::function<bool(std::uint64_t)>& report) {
  const auto target = OpenWriter(to);
  if (!target) return tl::unexpected(target.error());
  std::uint64_t appended = 0;
  LogStep step;
  Result<void> done;
  bool stopped = false;
  const auto commit = [&] {
    const std::size_t count = step.outputs.size();
    if (count == 0) return true;
    done = (*target)->Commit(std::exchange(step, {}));
    if (!done) return false;
    appended += count;
    stopped = !report(appended);
    return !stopped;
  };
  const auto read = articles.ForEach(0, [&](const Article& article) {
    step.outputs.push_back({Topic::kResolved, ArticleRecord(Topic::kResolved, article)});
    return step.outputs.size() < kStepArticles || commit();
  });
  if (!read) return tl::unexpected(read.error());
  if (done && !stopped) commit();
  if (!done) return Fail("stored articles", done.error());
  return appended;
}

}  // namespace stratwatch::pipeline
