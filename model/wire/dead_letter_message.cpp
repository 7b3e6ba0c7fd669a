#include "model/wire/internal/convert.h"
#include "model/wire/internal/valid_utf8.h"
#include "model/wire/messages.h"

namespace stratwatch::wire {
namespace {

ErrorCode CodeFromName(std::string_view name) {
  for (const ErrorCode code : {ErrorCode::kLimit, ErrorCode::kRefused, ErrorCode::kUnavailable,
                               ErrorCode::kNotFound, ErrorCode::kCorrupt}) {
    if (ErrorCodeName(code) == name) return code;
  }
  return ErrorCode::kInvalid;
}

}  // namespace

std::string EncodeDeadLetter(const DeadLetter& letter) {
  pb::DeadLetter message;
  message.set_topic(ValidUtf8(letter.topic));
  message.set_partition(letter.partition);
  message.set_offset(letter.offset);
  message.set_task(letter.task);
  message.set_error_code(std::string(ErrorCodeName(letter.error.code)));
  message.set_error(ValidUtf8(letter.error.message));
  message.set_failed_at(ToSeconds(letter.failed_at));
  message.set_key(letter.key);
  message.set_value(letter.value);
  for (const auto& [name, value] : letter.headers) {
    auto* header = message.add_headers();
    header->set_name(ValidUtf8(name));
    header->set_value(value);
  }
  message.set_url(ValidUtf8(letter.url));
  message.set_attempt(letter.attempt);
  return message.SerializeAsString();
}

Result<DeadLetter> DecodeDeadLetter(std::string_view bytes) {
  const auto message = ParseMessage<pb::DeadLetter>(bytes, "DeadLetter");
  if (!message) return tl::unexpected(message.error());
  DeadLetter letter;
  letter.topic = message->topic();
  letter.partition = message->partition();
  letter.offset = message->offset();
  letter.task = message->task();
  letter.error = {CodeFromName(message->error_code()), message->error()};
  letter.failed_at = FromSeconds(message->failed_at());
  letter.key = message->key();
  letter.value = message->value();
  for (const auto& each : message->headers())
    letter.headers.emplace_back(each.name(), each.value());
  letter.url = message->url();
  letter.attempt = message->attempt();
  return letter;
}

}  // namespace stratwatch::wire
