#include "pipeline/internal/record_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace stratwatch::pipeline {
namespace {

// What a record and its headers cost beyond their bytes in Kafka's format (record batch v2):
// batch header 61, record header about 20, lengths of each header up to 10.
constexpr std::size_t kRecordOverheadBytes = 128;
constexpr std::size_t kHeaderOverheadBytes = 10;

// Keys may be binary (article ids), or anything in a record that is too large.
std::string Printable(std::string_view key) {
  constexpr std::size_t kShownBytesMax = 64;
  if (key.size() > kShownBytesMax) return Printable(key.substr(0, kShownBytesMax)) + "…";
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > 32 && c < 127; });
  if (plain) return std::string(key);
  std::string hex;
  for (const char c : key) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

}  // namespace

std::size_t RecordBytes(const LogRecord& record) {
  std::size_t bytes = kRecordOverheadBytes + record.key.size() + record.value.size();
  for (const auto& [name, value] : record.headers) {
    bytes += kHeaderOverheadBytes + name.size() + value.size();
  }
  return bytes;
}

std::size_t RecordBytesMax(Topic topic, std::size_t message_bytes_max) {
  return topic == Topic::kDeadLetters ? message_bytes_max + kDeadLetterSlackBytes
                                      : message_bytes_max;
}

Result<void> CheckRecordSizes(const LogStep& step, std::size_t message_bytes_max) {
  for (const OutgoingRecord& output : step.outputs) {
    const std::size_t bytes = RecordBytes(output.record);
    const std::size_t bytes_max = RecordBytesMax(output.topic, message_bytes_max);
    if (bytes <= bytes_max) continue;
    return Fail(
        ErrorCode::kLimit,
        fmt::format("topic {}: the record with key {} has {} bytes, more than the {} that "
                    "the log takes",
                    TopicName(output.topic), Printable(output.record.key), bytes, bytes_max));
  }
  return {};
}

}  // namespace stratwatch::pipeline
