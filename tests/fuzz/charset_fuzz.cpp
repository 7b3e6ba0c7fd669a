#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/charset.h"
#include "parsers/internal/unicode.h"
#include "tests/fuzz/check.h"

// The first byte chooses the label of the Content-Type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  using stratwatch::fuzz::IsUtf8;
  constexpr std::array<std::string_view, 20> kLabels = {
      "",        "utf-8",        "utf-16",       "utf-16be",       "windows-1251",
      "koi8-r",  "windows-1252", "iso-8859-6",   "windows-1256",   "iso-8859-8",
      "gb18030", "big5",         "shift_jis",    "euc-jp",         "iso-2022-jp",
      "euc-kr",  "windows-874",  "windows-1254", "x-user-defined", "no such label"};
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  std::string content_type = "text/html; charset=";
  content_type.append(kLabels[bytes[0] % kLabels.size()]);
  for (const auto kind :
       {stratwatch::parsers::MarkupKind::kHtml, stratwatch::parsers::MarkupKind::kXml}) {
    const auto decoded = stratwatch::parsers::DecodeMarkup(text, content_type, kind);
    Check(IsUtf8(decoded.utf8), "decoded text is UTF-8");
    Check(!decoded.charset.empty() && !decoded.evidence.empty(), "a charset has name and evidence");
    // Three bytes a byte (windows-874), threefold by NFC at most.
    Check(decoded.utf8.size() <= 9 * text.size() + 9, "decoded text is in proportion");
    Check(stratwatch::parsers::internal::ToNfc(decoded.utf8) == decoded.utf8, "text is NFC");
  }
  return 0;
}
