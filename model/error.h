#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace stratwatch {

// What the caller should do about a failure; add a code only if some caller would act on it
// differently. The message says what happened, to which URL, file or key, and what to do.
enum class ErrorCode {
  kInvalid,      // The input is wrong and stays wrong: dead letter, with the reason.
  kLimit,        // A configured bound was hit: dead letter, and a counter.
  kRefused,      // The publisher says no (robots.txt, 401, 403, 410, 451): drop.
  kUnavailable,  // May work later (timeout, 429, 5xx, busy broker or disk): retry with backoff.
  kNotFound,     // No such page or key: the caller decides.
  kCorrupt,      // Our own stored bytes are damaged: stop and alert; never skip silently.
};

// The code's stable name for logs and JSON: "invalid", "limit", "refused", "unavailable",
// "not-found", "corrupt".
constexpr std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return "invalid";
    case ErrorCode::kLimit:
      return "limit";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kCorrupt:
      return "corrupt";
  }
  return "invalid";
}

struct Error {
  ErrorCode code;
  std::string message;
};

// An expected failure is a value. [[nodiscard]] comes with tl::expected, so a dropped Result does
// not compile under -Werror.
template <typename T>
using Result = tl::expected<T, Error>;

// return Fail(ErrorCode::kInvalid, "feed http://…: no entries");
inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

// Adds context once on the way up: return Fail("open store", result.error());
// gives "open store: <message>" under the same code.
inline tl::unexpected<Error> Fail(std::string_view context, const Error& cause) {
  return tl::unexpected<Error>(Error{cause.code, std::string(context) + ": " + cause.message});
}

}  // namespace stratwatch
