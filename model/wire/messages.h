#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "model/page.h"

// Model types to and from the bytes of messages.proto. Threads: all functions are thread-safe.
namespace stratwatch::wire {

// A record that a task could not use, with everything needed to show and to replay it.
struct DeadLetter {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string task;
  Error error{ErrorCode::kInvalid, ""};
  std::chrono::sys_seconds failed_at{};
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string url;
  int attempt = 1;
};

std::string EncodePage(const Page& page);
std::string EncodeArticle(const Article& article);
std::string EncodeDeadLetter(const DeadLetter& letter);

// Errors: kInvalid when the bytes are no such message, when an id has the wrong length, or a URL
// does not parse; kLimit when the body would inflate beyond `body_bytes_max`.
Result<Page> DecodePage(std::string_view bytes, std::size_t body_bytes_max = 64U << 20U);
Result<Article> DecodeArticle(std::string_view bytes);
Result<DeadLetter> DecodeDeadLetter(std::string_view bytes);

// For `stratwatch tap`: the message as one line of JSON with the schema's field names; a page's
// body is given by its size only. Errors: kInvalid.
enum class MessageKind { kPage, kArticle, kDeadLetter };
Result<std::string> MessageToJson(MessageKind kind, std::string_view bytes);

}  // namespace stratwatch::wire
