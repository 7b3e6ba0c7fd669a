#include "parsers/internal/charset_sniff.h"

#include <uchardet.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

// The HTML Standard asks for 1024 bytes; browsers read on, and pages whose <meta charset> follows
// a long inline script are common enough that we do too.
constexpr std::size_t kPrescanBytes = 16'384;

// uchardet settles on far less, and costs about 50 ns a byte on legacy text.
constexpr std::size_t kDetectedBytes = 65'536;

std::string_view TakeValue(std::string_view text) {
  text = TrimAscii(text);
  if (text.empty()) return text;
  const char quote = text.front();
  if (quote == '"' || quote == '\'') {
    text.remove_prefix(1);
    return text.substr(0, text.find(quote));
  }
  return text.substr(0, text.find_first_of(" \t\r\n\f;\"'/>"));
}

const Charset* AsDeclared(std::string_view label) {
  const Charset* charset = CharsetOfLabel(label);
  if (charset != nullptr && charset->name.starts_with("utf-16")) return CharsetOfLabel("utf-8");
  return charset;
}

const Charset* XmlDeclaration(std::string_view head) {
  if (!head.starts_with("<?xml")) return nullptr;
  const std::string_view declaration = head.substr(0, head.find("?>"));
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return nullptr;
  const std::size_t equals = declaration.find('=', at);
  if (equals == std::string_view::npos) return nullptr;
  return AsDeclared(TakeValue(declaration.substr(equals + 1)));
}

const Charset* MetaDeclaration(std::string_view head) {
  std::size_t at = 0;
  while ((at = head.find('<', at)) != std::string_view::npos) {
    const std::string_view rest = head.substr(at);
    if (rest.starts_with("<!--")) {
      const std::size_t end = rest.find("-->", 4);
      if (end == std::string_view::npos) return nullptr;
      at += end + 3;
      continue;
    }
    if (StartsWithIgnoringCase(rest, "<meta")) {
      const std::string_view tag = rest.substr(0, rest.find('>'));
      if (const Charset* charset = AsDeclared(CharsetParameter(tag))) return charset;
    }
    ++at;
  }
  return nullptr;
}

}  // namespace

std::string_view CharsetParameter(std::string_view content_type) {
  std::size_t at = 0;
  while ((at = FindIgnoringCase(content_type, "charset", at)) != std::string_view::npos) {
    at += std::strlen("charset");
    const std::string_view rest = TrimAscii(content_type.substr(at));
    if (!rest.empty() && rest.front() == '=') return TrimAscii(TakeValue(rest.substr(1)));
  }
  return {};
}

const Charset* DeclaredCharset(std::string_view bytes, MarkupKind kind) {
  const std::string_view head = bytes.substr(0, kPrescanBytes);
  if (const Charset* charset = XmlDeclaration(TrimAscii(head))) return charset;
  return kind == MarkupKind::kHtml ? MetaDeclaration(head) : nullptr;
}

Utf8Census CountUtf8(std::string_view bytes) {
  Utf8Census census;
  std::size_t at = 0;
  while ((at = SkipAscii(bytes, at)) < bytes.size()) {
    const std::size_t before = at;
    NextCodePoint(bytes, at);
    if (at - before > 1) {
      ++census.sequences;
    } else {
      ++census.invalid;
    }
  }
  return census;
}

const Charset* DetectedCharset(std::string_view bytes) {
  struct Deleter {
    void operator()(uchardet_t detector) const { uchardet_delete(detector); }
  };
  const std::unique_ptr<std::remove_pointer_t<uchardet_t>, Deleter> detector(uchardet_new());
  // Markup is ASCII: only the neighbourhood of other bytes tells anything.
  std::string sample;
  for (std::size_t i = 0; i < bytes.size() && sample.size() < kDetectedBytes; ++i) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) continue;
    std::size_t end = i;
    std::size_t quiet = 0;  // ASCII bytes since the last other one.
    while (end < bytes.size() && quiet < 12 && end - i < kDetectedBytes) {
      quiet = static_cast<unsigned char>(bytes[end]) < 0x80 ? quiet + 1 : 0;
      if (bytes[end] == '<' || bytes[end] == '>') break;
      ++end;
    }
    sample.append(bytes.substr(i, end - i)).push_back(' ');
    i = end;
  }
  if (sample.empty()) return nullptr;
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return nullptr;
  uchardet_data_end(detector.get());
  return CharsetOfLabel(uchardet_get_charset(detector.get()));
}

}  // namespace stratwatch::parsers::internal
