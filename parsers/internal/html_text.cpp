#include "parsers/internal/html_text.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "parsers/internal/ascii.h"
#include "parsers/internal/tag_traits.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kEntityNameMax = 10;  // "&thetasym;" and "&alefsym;" are the longest.

// https://html.spec.whatwg.org/#numeric-character-reference-end-state
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = AsciiLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string DecodeNumber(std::string_view text, std::size_t* at) {
  std::size_t i = *at + 2;
  const bool hex = i < text.size() && (text[i] == 'x' || text[i] == 'X');
  if (hex) ++i;
  const std::size_t begin = i;
  std::uint32_t value = 0;
  while (i < text.size()) {
    const int digit = HexValue(text[i]);
    if (digit < 0 || (!hex && digit > 9)) break;
    value = std::min(value * (hex ? 16U : 10U) + static_cast<std::uint32_t>(digit), 0x110000U);
    ++i;
  }
  if (i == begin) return {};
  if (i < text.size() && text[i] == ';') ++i;
  *at = i;
  char32_t c = value;
  if (c >= 0x80 && c < 0xA0) c = kWindows1252[c - 0x80];
  const bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
  const bool no_character = (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF || (c & 0xFFFEU) == 0xFFFE;
  std::string utf8;
  if (!control) AppendUtf8(utf8, no_character ? U'\uFFFD' : c);
  // A control character stands for nothing.
  return utf8.empty() ? std::string(" ") : utf8;
}

bool IsTagStart(std::string_view html, std::size_t at) {
  if (at + 1 >= html.size()) return false;
  const char next = html[at + 1];
  if (IsAsciiAlpha(next) || next == '?') return true;
  if ((next != '/' && next != '!') || at + 2 >= html.size()) return false;
  const char after = html[at + 2];
  return IsAsciiAlpha(after) || (next == '!' && (after == '-' || after == '['));
}

// The end of the tag that begins at `at`, past its '>'; quotes in attributes may hold one.
std::size_t TagEnd(std::string_view html, std::size_t at) {
  if (html.substr(at, 4) == "<!--") {
    const std::size_t end = html.find("-->", at + 4);
    return end == std::string_view::npos ? html.size() : end + 3;
  }
  if (html.substr(at, 9) == "<![CDATA[") return at + 9;
  // A quote that is never closed would swallow the rest: then the first '>' ends the tag.
  char quote = '\0';
  for (std::size_t i = at + 1; i < html.size(); ++i) {
    if (quote != '\0') {
      if (html[i] == quote) quote = '\0';
    } else if ((html[i] == '"' || html[i] == '\'') && html[i - 1] == '=') {
      quote = html[i];
    } else if (html[i] == '>') {
      return i + 1;
    }
  }
  const std::size_t end = html.find('>', at);
  return end == std::string_view::npos ? html.size() : end + 1;
}

std::string TagName(std::string_view tag) {
  std::size_t i = 1;
  if (i < tag.size() && tag[i] == '/') ++i;
  std::string name;
  while (i < tag.size() && (IsAsciiAlpha(tag[i]) || IsAsciiDigit(tag[i])))
    name += AsciiLower(tag[i++]);
  return name;
}

// Text being put together, with white space collapsed as it comes.
class TextWriter {
 public:
  explicit TextWriter(bool paragraphs) : paragraphs_(paragraphs) {}

  void Space() { space_ = true; }
  void Break() {
    space_ = true;
    break_ = true;
  }
  void Add(std::string_view utf8) {
    for (std::size_t i = 0; i < utf8.size();) {
      const char32_t c = NextCodePoint(utf8, i);
      if (c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000) {
        Space();
      } else if (c != 0xFEFF && c != 0x200B && c != 0xAD) {
        Part();
        AppendUtf8(out_, c);  // Bytes that are no UTF-8 (from base64) became U+FFFD.
      }
    }
  }
  std::string Take() { return std::move(out_); }

 private:
  void Part() {
    if (space_ && !out_.empty()) out_ += break_ && paragraphs_ ? "\n\n" : " ";
    space_ = false;
    break_ = false;
  }

  bool paragraphs_;
  bool space_ = false;
  bool break_ = false;
  std::string out_;
};

// Moves past an element whose content is no text; `at` stands behind its start tag.
std::size_t SkipRawText(std::string_view html, std::size_t at, std::string_view name) {
  while (true) {
    at = html.find("</", at);
    if (at == std::string_view::npos) return html.size();
    if (AsciiLower(html.substr(at + 2, name.size())) == name) return TagEnd(html, at);
    at += 2;
  }
}

}  // namespace

std::string DecodeEntity(std::string_view text, std::size_t* at) {
  if (*at + 1 >= text.size() || text[*at] != '&') return {};
  if (text[*at + 1] == '#') return DecodeNumber(text, at);
  std::size_t end = *at + 1;
  while (end < text.size() && end - *at <= kEntityNameMax &&
         (IsAsciiAlpha(text[end]) || IsAsciiDigit(text[end]))) {
    ++end;
  }
  if (end >= text.size() || text[end] != ';') return {};
  const std::string name(text.substr(*at + 1, end - *at - 1));
  std::string utf8;
  if (name == "apos") {
    utf8 = "'";
  } else {
    const htmlEntityDesc* entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
    if (entity == nullptr) return {};
    AppendUtf8(utf8, static_cast<char32_t>(entity->value));
  }
  *at = end + 1;
  return utf8;
}

std::string TextOfHtml(std::string_view html, bool paragraphs) {
  TextWriter writer(paragraphs);
  std::size_t at = 0;
  while (at < html.size()) {
    if (html[at] == '<' && IsTagStart(html, at)) {
      const std::size_t end = TagEnd(html, at);
      const std::string name = TagName(html.substr(at, end - at));
      const bool closing = html[at + 1] == '/';
      at = end;
      if (name == "br" || TraitsOf(name).block) {
        writer.Break();
      } else if (!closing && (name == "script" || name == "style")) {
        at = SkipRawText(html, at, name);
      }
    } else if (html[at] == '&') {
      const std::string character = DecodeEntity(html, &at);
      if (character.empty()) {
        writer.Add("&");
        ++at;
      } else {
        writer.Add(character);
      }
    } else {
      const std::size_t end = std::min(html.find_first_of("<&", at + 1), html.size());
      writer.Add(html.substr(at, end - at));
      at = end;
    }
  }
  return writer.Take();
}

std::string CollapseSpace(std::string_view text) {
  TextWriter writer(false);
  writer.Add(text);
  return writer.Take();
}

}  // namespace stratwatch::parsers::internal
