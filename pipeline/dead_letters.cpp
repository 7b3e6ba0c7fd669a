#include "pipeline/dead_letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "pipeline/internal/replay_note.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::size_t kChunkRecords = 100;

struct Letters {
  std::vector<StoredDeadLetter> letters;
  std::set<LetterPlace> replayed;
};

Result<StoredDeadLetter> Decode(const PolledRecord& polled) {
  auto letter = wire::DecodeDeadLetter(polled.record.value);
  if (!letter) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("dead letter {}:{} cannot be decoded: {}", polled.partition,
                            polled.offset, letter.error().message));
  }
  return StoredDeadLetter{polled.partition, polled.offset, std::move(*letter), false};
}

// Everything from `from` to the end, at most the last `letters_max` letters of it. A note comes
// after its letter, so every letter found here is marked rightly.
Result<Letters> ReadFrom(Log& log, int partition, std::int64_t from, std::size_t letters_max) {
  Letters found;
  for (;;) {
    auto chunk = log.Read(Topic::kDeadLetters, partition, from, kChunkRecords);
    if (!chunk) return tl::unexpected(chunk.error());
    if (chunk->empty()) break;
    from = chunk->back().offset + 1;
    for (const PolledRecord& polled : *chunk) {
      if (const auto place = PlaceOfReplay(polled.record)) {
        found.replayed.insert(*place);
        continue;
      }
      auto letter = Decode(polled);
      if (!letter) return tl::unexpected(letter.error());
      found.letters.push_back(std::move(*letter));
    }
    if (found.letters.size() > letters_max) {
      found.letters.erase(found.letters.begin(),
                          found.letters.end() - static_cast<std::ptrdiff_t>(letters_max));
    }
  }
  for (StoredDeadLetter& each : found.letters) {
    each.replayed = found.replayed.contains({each.partition, each.offset});
  }
  return found;
}

// The last letters are looked for near the end first: a long topic is not read whole.
Result<std::vector<StoredDeadLetter>> LastLetters(Log& log, const TopicExtent& extent,
                                                  std::size_t letters_max) {
  std::int64_t window = static_cast<std::int64_t>(std::min<std::size_t>(letters_max, 1'000'000));
  for (;;) {
    window = window * 2 + 1;
    const std::int64_t from = std::max(extent.begin, extent.end - window);
    auto found = ReadFrom(log, extent.partition, from, letters_max);
    if (!found) return tl::unexpected(found.error());
    if (found->letters.size() >= letters_max || from <= extent.begin) {
      return std::move(found->letters);
    }
  }
}

}  // namespace

Result<std::vector<StoredDeadLetter>> ListDeadLetters(Log& log, std::size_t letters_max) {
  std::vector<StoredDeadLetter> letters;
  if (letters_max == 0) return letters;
  auto extents = log.Extents();
  if (!extents) return tl::unexpected(extents.error());
  for (const TopicExtent& extent : *extents) {
    if (extent.topic != Topic::kDeadLetters) continue;
    auto last = LastLetters(log, extent, letters_max);
    if (!last) return tl::unexpected(last.error());
    letters.insert(letters.end(), std::make_move_iterator(last->begin()),
                   std::make_move_iterator(last->end()));
  }
  if (letters.size() > letters_max) {
    letters.erase(letters.begin(), letters.end() - static_cast<std::ptrdiff_t>(letters_max));
  }
  return letters;
}

Result<StoredDeadLetter> FindDeadLetter(Log& log, int partition, std::int64_t offset) {
  const auto missing = [&] {
    return Fail(ErrorCode::kNotFound,
                fmt::format("no dead letter {}:{}; `dead-letters list` shows those kept", partition,
                            offset));
  };
  if (offset < 0) return missing();
  auto records = log.Read(Topic::kDeadLetters, partition, offset, 1);
  if (!records) {
    if (records.error().code == ErrorCode::kNotFound) return missing();
    return tl::unexpected(records.error());
  }
  if (records->empty() || records->front().offset != offset ||
      PlaceOfReplay(records->front().record)) {
    return missing();
  }
  auto letter = Decode(records->front());
  if (!letter) return letter;
  auto later = ReadFrom(log, partition, offset + 1, 1);
  if (!later) return tl::unexpected(later.error());
  letter->replayed = later->replayed.contains({partition, offset});
  return letter;
}

Result<void> ReplayDeadLetter(Log& log, const StoredDeadLetter& stored) {
  const wire::DeadLetter& letter = stored.letter;
  const std::string name = fmt::format("dead letter {}:{}", stored.partition, stored.offset);
  if (stored.replayed) return Fail(ErrorCode::kInvalid, name + " was replayed already");
  const auto topic = TopicFromName(letter.topic);
  if (!topic || *topic == Topic::kDeadLetters) {
    return Fail(
        ErrorCode::kInvalid,
        fmt::format("{} came from topic \"{}\", which cannot be replayed to", name, letter.topic));
  }
  LogRecord record{letter.key, letter.value, letter.headers};
  const std::string attempt = std::to_string(letter.attempt + 1);
  const auto header = std::find_if(record.headers.begin(), record.headers.end(),
                                   [](const auto& each) { return each.first == "attempt"; });
  if (header == record.headers.end()) {
    record.headers.emplace_back("attempt", attempt);
  } else {
    header->second = attempt;
  }

  SessionOptions options;
  options.group = "replay";
  auto session = log.OpenSession(std::move(options));
  if (!session) return Fail(name, session.error());
  LogStep step;
  step.outputs.push_back({*topic, std::move(record)});
  step.outputs.push_back(
      {Topic::kDeadLetters, ReplayNote({stored.partition, stored.offset}, letter)});
  if (auto done = (*session)->Commit(std::move(step)); !done) return Fail(name, done.error());
  return {};
}

}  // namespace stratwatch::pipeline
