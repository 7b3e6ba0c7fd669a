#include "parsers/charset.h"

#include <utility>

#include "parsers/internal/charset_labels.h"
#include "parsers/internal/charset_sniff.h"
#include "parsers/internal/mojibake.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers {
namespace {

using internal::Charset;
using internal::Utf8Census;

struct Choice {
  const Charset* charset;
  std::string_view evidence;
  std::size_t skipped = 0;  // Bytes of the BOM.
};

bool IsUtf8(const Charset* charset) {
  return charset != nullptr && charset->name == "utf-8";
}

// A few broken bytes among many good sequences are a truncated or spliced page, not another
// charset; legacy text taken for UTF-8 is nearly all invalid.
bool ReadsAsUtf8(const Utf8Census& census) {
  return census.sequences >= 4 * census.invalid;
}

Choice ByOrderMark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {internal::CharsetOfLabel("utf-8"), "bom", 3};
  if (bytes.starts_with("\xFE\xFF")) return {internal::CharsetOfLabel("utf-16be"), "bom", 2};
  if (bytes.starts_with("\xFF\xFE")) return {internal::CharsetOfLabel("utf-16le"), "bom", 2};
  return {nullptr, ""};
}

// UTF-16 without BOM or label: every other byte of markup is then zero.
const Charset* UnmarkedUtf16(std::string_view bytes) {
  std::size_t even = 0;
  std::size_t odd = 0;
  const std::string_view head = bytes.substr(0, 1024);
  for (std::size_t i = 0; i + 1 < head.size(); i += 2) {
    even += head[i] == '\0' ? 1 : 0;
    odd += head[i + 1] == '\0' ? 1 : 0;
  }
  const std::size_t pairs = head.size() / 2;
  if (pairs < 8) return nullptr;
  if (odd * 10 > pairs * 7 && even * 10 < pairs) return internal::CharsetOfLabel("utf-16le");
  if (even * 10 > pairs * 7 && odd * 10 < pairs) return internal::CharsetOfLabel("utf-16be");
  return nullptr;
}

Choice Settle(std::string_view bytes, std::string_view content_type, MarkupKind kind,
              const Utf8Census& census) {
  const Choice marked = ByOrderMark(bytes);
  if (marked.charset != nullptr) return marked;
  if (const Charset* wide = UnmarkedUtf16(bytes)) return {wide, "detected"};

  Choice declared{internal::CharsetOfLabel(internal::CharsetParameter(content_type)), "http"};
  // ASCII markup under a UTF-16 label would come out as noise: the label must show in the bytes.
  const bool wide_label =
      declared.charset != nullptr && declared.charset->name.starts_with("utf-16");
  const bool narrow_bytes = bytes.substr(0, 1024).find('\0') == std::string_view::npos;
  if (declared.charset == nullptr || (wide_label && narrow_bytes)) {
    declared = {internal::DeclaredCharset(bytes, kind), kind == MarkupKind::kXml ? "xml" : "meta"};
  }
  const Charset* utf8 = internal::CharsetOfLabel("utf-8");
  if (IsUtf8(declared.charset) && ReadsAsUtf8(census)) return declared;
  // Legacy text that happens to be valid UTF-8 throughout does not occur; a label left over from
  // an older site does.
  const bool surely_utf8 = census.sequences > 0 && census.invalid == 0;
  if (surely_utf8) return {utf8, "detected"};
  if (declared.charset != nullptr && !IsUtf8(declared.charset)) return declared;
  if (census.sequences == 0 && census.invalid == 0) return {utf8, "default"};
  if (ReadsAsUtf8(census)) return {utf8, "detected"};
  if (const Charset* detected = internal::DetectedCharset(bytes)) {
    if (!IsUtf8(detected)) return {detected, "detected"};
  }
  // The HTML Standard's default for most locales.
  return {internal::CharsetOfLabel("windows-1252"), "default"};
}

std::string CopyAsValidUtf8(std::string_view bytes, std::size_t& replaced) {
  std::string valid;
  valid.reserve(bytes.size());
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t before = at;
    const char32_t code_point = internal::NextCodePoint(bytes, at);
    if (code_point == 0xFFFD && at - before == 1) {
      ++replaced;
      internal::AppendUtf8(valid, code_point);
    } else {
      valid.append(bytes, before, at - before);
    }
  }
  return valid;
}

}  // namespace

DecodedText DecodeMarkup(std::string_view bytes, std::string_view content_type, MarkupKind kind) {
  const Utf8Census census = internal::CountUtf8(bytes);
  const Choice choice = Settle(bytes, content_type, kind, census);
  bytes.remove_prefix(choice.skipped);
  DecodedText decoded;
  decoded.charset = choice.charset->name;
  decoded.evidence = choice.evidence;
  if (!IsUtf8(choice.charset)) {
    decoded.utf8 = internal::ConvertToUtf8(bytes, choice.charset->converter, decoded.replaced);
  } else if (census.invalid == 0) {
    decoded.utf8 = bytes;
  } else {
    decoded.utf8 = CopyAsValidUtf8(bytes, decoded.replaced);
  }
  if (census.sequences > 0 && internal::RepairDoubleEncoding(decoded.utf8) == 0) {
    internal::RepairStrayDoubleEncoding(decoded.utf8);
  }
  decoded.utf8 = internal::ToNfc(std::move(decoded.utf8));
  return decoded;
}

}  // namespace stratwatch::parsers
