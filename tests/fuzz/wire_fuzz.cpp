#include <cstdint>
#include <string_view>

#include <google/protobuf/stubs/logging.h>

#include "model/wire/messages.h"
#include "tests/fuzz/check.h"

namespace wire = stratwatch::wire;

// What decodes must encode to bytes that decode to the same again; the first byte chooses the kind.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  // Protobuf prints each string that is no UTF-8; here most are not.
  static const auto handler = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(handler);
  if (size == 0) return 0;
  const std::string_view message(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  constexpr std::size_t kBodyBytesMax = std::size_t{1} << 20U;
  switch (bytes[0] % 3) {
    case 0:
      if (const auto page = wire::DecodePage(message, kBodyBytesMax)) {
        const std::string encoded = wire::EncodePage(*page);
        const auto again = wire::DecodePage(encoded, kBodyBytesMax);
        Check(again.has_value() && wire::EncodePage(*again) == encoded, "a page stays itself");
      }
      static_cast<void>(wire::MessageToJson(wire::MessageKind::kPage, message));
      break;
    case 1:
      if (const auto article = wire::DecodeArticle(message)) {
        const std::string encoded = wire::EncodeArticle(*article);
        const auto again = wire::DecodeArticle(encoded);
        Check(again.has_value() && wire::EncodeArticle(*again) == encoded,
              "an article stays itself");
      }
      static_cast<void>(wire::MessageToJson(wire::MessageKind::kArticle, message));
      break;
    default:
      if (const auto letter = wire::DecodeDeadLetter(message)) {
        const std::string encoded = wire::EncodeDeadLetter(*letter);
        const auto again = wire::DecodeDeadLetter(encoded);
        Check(again.has_value() && wire::EncodeDeadLetter(*again) == encoded,
              "a dead letter stays itself");
      }
      static_cast<void>(wire::MessageToJson(wire::MessageKind::kDeadLetter, message));
  }
  return 0;
}
