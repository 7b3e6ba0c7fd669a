#include "pipeline/internal/replay_note.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {
namespace {

constexpr std::string_view kReplayOf = "replay-of";

}  // namespace

LogRecord ReplayNote(LetterPlace place, const wire::DeadLetter& letter) {
  const std::string name = fmt::format("{}:{}", place.partition, place.offset);
  wire::DeadLetter note;
  note.topic = TopicName(Topic::kDeadLetters);
  note.partition = place.partition;
  note.offset = place.offset;
  note.task = "replay";
  note.error = {letter.error.code, "replayed to " + letter.topic};
  note.failed_at = letter.failed_at;
  note.url = letter.url;
  note.attempt = letter.attempt;
  return {letter.key,
          wire::EncodeDeadLetter(note),
          {{"ce_id", "dead-letters/" + name + "/replay"},
           {"ce_type", "stratwatch.DeadLetterReplay"},
           {"schema", "stratwatch.wire.DeadLetter/1"},
           {std::string(kReplayOf), name}}};
}

std::optional<LetterPlace> PlaceOfReplay(const LogRecord& record) {
  const std::string_view name = HeaderOf(record, kReplayOf);
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  LetterPlace place;
  const char* const end = name.data() + name.size();
  const char* const middle = name.data() + colon;
  if (std::from_chars(name.data(), middle, place.partition).ptr != middle) return std::nullopt;
  if (std::from_chars(middle + 1, end, place.offset).ptr != end) return std::nullopt;
  return place;
}

}  // namespace stratwatch::pipeline
