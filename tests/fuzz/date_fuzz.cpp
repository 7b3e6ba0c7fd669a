#include <array>
#include <cstdint>
#include <string_view>

#include "parsers/date.h"
#include "tests/fuzz/check.h"

namespace {

using stratwatch::parsers::ParsedDate;

void CheckDate(const stratwatch::Result<ParsedDate>& date) {
  using stratwatch::fuzz::Check;
  if (!date) {
    Check(date.error().code == stratwatch::ErrorCode::kInvalid, "a bad date is invalid");
    Check(date.error().message.size() < 300, "a message quotes little of its input");
    return;
  }
  Check(date->offset_minutes > -24 * 60 && date->offset_minutes < 24 * 60, "offset under a day");
  Check(date->offset_known || date->offset_minutes == 0, "no unknown offset but zero");
}

}  // namespace

// The first byte chooses the language.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::array<std::string_view, 20> kLanguages = {
      "und", "en", "en-US", "fr", "es", "pt", "de", "ru", "tr", "ar",
      "fa",  "he", "hi",    "bn", "th", "zh", "ja", "ko", "am", "sw"};
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  CheckDate(stratwatch::parsers::ParseDate(text));
  CheckDate(stratwatch::parsers::ParseDate(text.substr(1)));
  const std::string_view language = kLanguages[bytes[0] % kLanguages.size()];
  CheckDate(stratwatch::parsers::ParseWrittenDate(text.substr(1), language));
  return 0;
}
