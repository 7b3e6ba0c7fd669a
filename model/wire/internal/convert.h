#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/article.h"
#include "model/error.h"
#include "model/page.h"
#include "model/wire/messages.pb.h"

// The parts that the Page and the Article message share, and those with a file of their own.
// Inside model/wire only.
namespace stratwatch::wire {

inline std::int64_t ToSeconds(std::chrono::sys_seconds time) {
  return time.time_since_epoch().count();
}
inline std::chrono::sys_seconds FromSeconds(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

// Parses `bytes` as `message`. Errors: kInvalid, naming the message.
template <typename Message>
Result<Message> ParseMessage(std::string_view bytes, std::string_view name) {
  Message message;
  if (bytes.size() > INT32_MAX ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(ErrorCode::kInvalid, std::string(name) + " message of " +
                                         std::to_string(bytes.size()) +
                                         " bytes is not valid Protobuf");
  }
  return message;
}

// Errors: kInvalid unless `key` has 16 bytes; `field` is named in the message.
Result<Digest128> ReadDigest(std::string_view key, std::string_view field);
// An empty text gives an empty Url. Errors: kInvalid.
Result<Url> ReadUrl(const std::string& text, std::string_view field);
// Errors: kInvalid for a number this binary does not know.
Result<Outcome> ReadOutcome(std::int32_t number);

void ToMessage(const stratwatch::Sighting& sighting, pb::Sighting* out);
stratwatch::Sighting FromMessage(const pb::Sighting& message);
void ToMessage(const stratwatch::ArchiveLocation& location, pb::ArchiveLocation* out);
stratwatch::ArchiveLocation FromMessage(const pb::ArchiveLocation& message);
void ToMessage(const stratwatch::FetchExchange& exchange, pb::FetchExchange* out);
Result<stratwatch::FetchExchange> FromMessage(const pb::FetchExchange& message);

// Of an Article; resolution_message.cpp.
void ToMessage(const stratwatch::Resolution& resolution, pb::Resolution* out);
Result<stratwatch::Resolution> FromMessage(const pb::Resolution& message);

}  // namespace stratwatch::wire
