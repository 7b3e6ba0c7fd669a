#pragma once

#include <cstdint>
#include <optional>

#include "model/wire/messages.h"
#include "pipeline/log.h"

// The record of topic `dead-letters` which says that a letter before it was replayed. It is a
// dead letter in form, so that `tap` prints it, and names the letter in header "replay-of".
namespace stratwatch::pipeline {

struct LetterPlace {
  int partition = 0;
  std::int64_t offset = 0;
  auto operator<=>(const LetterPlace&) const = default;
};

LogRecord ReplayNote(LetterPlace place, const wire::DeadLetter& letter);

// The letter that `record` notes as replayed; nullopt when it is a letter, not a note.
std::optional<LetterPlace> PlaceOfReplay(const LogRecord& record);

}  // namespace stratwatch::pipeline
