#pragma once

#include "model/error.h"

namespace stratwatch::app {

// What the process returns; documented in docs/cli.md and kept stable for scripts.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,          // Wrong arguments or configuration.
  kPartial = 3,        // Done, but some inputs failed; each was named.
  kNotFound = 4,       // No such article, URL, source or dead letter.
  kTryAgain = 5,       // A broker, host or disk did not answer; nothing is wrong with the command.
  kNoStore = 10,       // There is no store at store.path.
  kStoreLocked = 11,   // Another process writes to it.
  kStoreCorrupt = 12,  // Damaged, or written by a newer version.
  kInterrupted = 130,  // Ctrl-C, or a second SIGTERM.
};

// For a failure that has nothing to do with opening the store.
constexpr ExitCode ExitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return ExitCode::kNotFound;
    case ErrorCode::kUnavailable:
      return ExitCode::kTryAgain;
    case ErrorCode::kCorrupt:
      return ExitCode::kStoreCorrupt;
    case ErrorCode::kInvalid:
    case ErrorCode::kLimit:
    case ErrorCode::kRefused:
      return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

}  // namespace stratwatch::app
