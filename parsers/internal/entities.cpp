#include "parsers/internal/entities.h"

#include <algorithm>
#include <cstdint>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/windows_1252.h"

namespace stratwatch::parsers::internal {
namespace {

struct Entity {
  std::string_view name;
  char32_t code_point;
};

// clang-format off
// Ascending. HTML 4's Latin-1, Greek and typographic names.
constexpr Entity kEntities[] = {
    {"AElig", 0xC6}, {"Aacute", 0xC1}, {"Acirc", 0xC2}, {"Agrave", 0xC0}, {"Alpha", 0x391},
    {"Aring", 0xC5}, {"Atilde", 0xC3}, {"Auml", 0xC4}, {"Beta", 0x392}, {"Ccedil", 0xC7},
    {"Chi", 0x3A7}, {"Dagger", 0x2021}, {"Delta", 0x394}, {"ETH", 0xD0}, {"Eacute", 0xC9},
    {"Ecirc", 0xCA}, {"Egrave", 0xC8}, {"Epsilon", 0x395}, {"Eta", 0x397}, {"Euml", 0xCB},
    {"Gamma", 0x393}, {"Iacute", 0xCD}, {"Icirc", 0xCE}, {"Igrave", 0xCC}, {"Iota", 0x399},
    {"Iuml", 0xCF}, {"Kappa", 0x39A}, {"Lambda", 0x39B}, {"Mu", 0x39C}, {"Ntilde", 0xD1},
    {"Nu", 0x39D}, {"OElig", 0x152}, {"Oacute", 0xD3}, {"Ocirc", 0xD4}, {"Ograve", 0xD2},
    {"Omega", 0x3A9}, {"Omicron", 0x39F}, {"Oslash", 0xD8}, {"Otilde", 0xD5}, {"Ouml", 0xD6},
    {"Phi", 0x3A6}, {"Pi", 0x3A0}, {"Prime", 0x2033}, {"Psi", 0x3A8}, {"Rho", 0x3A1},
    {"Scaron", 0x160}, {"Sigma", 0x3A3}, {"THORN", 0xDE}, {"Tau", 0x3A4}, {"Theta", 0x398},
    {"Uacute", 0xDA}, {"Ucirc", 0xDB}, {"Ugrave", 0xD9}, {"Upsilon", 0x3A5}, {"Uuml", 0xDC},
    {"Xi", 0x39E}, {"Yacute", 0xDD}, {"Yuml", 0x178}, {"Zeta", 0x396}, {"aacute", 0xE1},
    {"acirc", 0xE2}, {"acute", 0xB4}, {"aelig", 0xE6}, {"agrave", 0xE0}, {"alpha", 0x3B1},
    {"amp", 0x26}, {"apos", 0x27}, {"aring", 0xE5}, {"atilde", 0xE3}, {"auml", 0xE4},
    {"bdquo", 0x201E}, {"beta", 0x3B2}, {"brvbar", 0xA6}, {"bull", 0x2022}, {"ccedil", 0xE7},
    {"cedil", 0xB8}, {"cent", 0xA2}, {"chi", 0x3C7}, {"copy", 0xA9}, {"curren", 0xA4},
    {"dagger", 0x2020}, {"deg", 0xB0}, {"delta", 0x3B4}, {"divide", 0xF7}, {"eacute", 0xE9},
    {"ecirc", 0xEA}, {"egrave", 0xE8}, {"emsp", 0x2003}, {"ensp", 0x2002}, {"epsilon", 0x3B5},
    {"eta", 0x3B7}, {"eth", 0xF0}, {"euml", 0xEB}, {"euro", 0x20AC}, {"fnof", 0x192},
    {"frac12", 0xBD}, {"frac14", 0xBC}, {"frac34", 0xBE}, {"frasl", 0x2044}, {"gamma", 0x3B3},
    {"gt", 0x3E}, {"hellip", 0x2026}, {"iacute", 0xED}, {"icirc", 0xEE}, {"iexcl", 0xA1},
    {"igrave", 0xEC}, {"iota", 0x3B9}, {"iquest", 0xBF}, {"iuml", 0xEF}, {"kappa", 0x3BA},
    {"lambda", 0x3BB}, {"laquo", 0xAB}, {"ldquo", 0x201C}, {"lrm", 0x200E}, {"lsaquo", 0x2039},
    {"lsquo", 0x2018}, {"lt", 0x3C}, {"macr", 0xAF}, {"mdash", 0x2014}, {"micro", 0xB5},
    {"middot", 0xB7}, {"mu", 0x3BC}, {"nbsp", 0xA0}, {"ndash", 0x2013}, {"not", 0xAC},
    {"ntilde", 0xF1}, {"nu", 0x3BD}, {"oacute", 0xF3}, {"ocirc", 0xF4}, {"oelig", 0x153},
    {"ograve", 0xF2}, {"oline", 0x203E}, {"omega", 0x3C9}, {"omicron", 0x3BF}, {"ordf", 0xAA},
    {"ordm", 0xBA}, {"oslash", 0xF8}, {"otilde", 0xF5}, {"ouml", 0xF6}, {"para", 0xB6},
    {"permil", 0x2030}, {"phi", 0x3C6}, {"pi", 0x3C0}, {"plusmn", 0xB1}, {"pound", 0xA3},
    {"prime", 0x2032}, {"psi", 0x3C8}, {"quot", 0x22}, {"raquo", 0xBB}, {"rdquo", 0x201D},
    {"reg", 0xAE}, {"rho", 0x3C1}, {"rlm", 0x200F}, {"rsaquo", 0x203A}, {"rsquo", 0x2019},
    {"sbquo", 0x201A}, {"scaron", 0x161}, {"sect", 0xA7}, {"shy", 0xAD}, {"sigma", 0x3C3},
    {"sigmaf", 0x3C2}, {"sup1", 0xB9}, {"sup2", 0xB2}, {"sup3", 0xB3}, {"szlig", 0xDF},
    {"tau", 0x3C4}, {"theta", 0x3B8}, {"thinsp", 0x2009}, {"thorn", 0xFE}, {"times", 0xD7},
    {"trade", 0x2122}, {"uacute", 0xFA}, {"ucirc", 0xFB}, {"ugrave", 0xF9}, {"uml", 0xA8},
    {"upsilon", 0x3C5}, {"uuml", 0xFC}, {"xi", 0x3BE}, {"yacute", 0xFD}, {"yen", 0xA5},
    {"yuml", 0xFF}, {"zeta", 0x3B6}, {"zwj", 0x200D}, {"zwnj", 0x200C},
};
// clang-format on

constexpr std::size_t kNameBytesMax = 10;

std::optional<CharacterReference> NumericReference(std::string_view text) {
  const bool hex = text.size() > 2 && AsciiLower(text[2]) == 'x';
  std::size_t at = hex ? 3 : 2;
  const std::size_t begin = at;
  std::uint32_t value = 0;
  for (; at < text.size() && at - begin < 8; ++at) {
    const char c = AsciiLower(text[at]);
    if (IsAsciiDigit(c)) {
      value = value * (hex ? 16 : 10) + static_cast<std::uint32_t>(c - '0');
    } else if (hex && c >= 'a' && c <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(c - 'a' + 10);
    } else {
      break;
    }
  }
  if (at == begin || value == 0) return std::nullopt;
  if (at < text.size() && text[at] == ';') ++at;
  // HTML Standard, 13.2.5.80.
  if (value >= 0x80 && value < 0xA0) value = kWindows1252High[value - 0x80];
  return CharacterReference{value, at};
}

std::optional<CharacterReference> NamedReference(std::string_view text) {
  const std::size_t semicolon = text.substr(0, kNameBytesMax + 2).find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(1, semicolon - 1);
  const auto* found =
      std::lower_bound(std::begin(kEntities), std::end(kEntities), name,
                       [](const Entity& each, std::string_view key) { return each.name < key; });
  if (found == std::end(kEntities) || found->name != name) return std::nullopt;
  return CharacterReference{found->code_point, semicolon + 1};
}

// Tags out, white space collapsed.
std::string WithoutTags(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (c == '<' && (IsAsciiAlpha(next) || next == '/' || next == '!')) {
      const std::size_t close = text.find('>', at);
      if (close != std::string_view::npos) {
        at = close + 1;
        if (!plain.empty() && plain.back() != ' ') plain.push_back(' ');
        continue;
      }
    }
    const bool no_break_space = c == '\xC2' && next == '\xA0';
    if (IsAsciiSpace(c) || no_break_space) {
      if (!plain.empty() && plain.back() != ' ') plain.push_back(' ');
      at += no_break_space ? 2 : 1;
      continue;
    }
    plain.push_back(c);
    ++at;
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

}  // namespace

std::optional<CharacterReference> ReadReference(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  return text[1] == '#' ? NumericReference(text) : NamedReference(text);
}

std::string DecodeEntities(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    std::optional<CharacterReference> reference;
    if (rest[0] == '&') reference = ReadReference(rest);
    if (reference) {
      AppendUtf8(decoded, reference->code_point);
      at += reference->length;
    } else {
      decoded.push_back(rest[0]);
      ++at;
    }
  }
  return decoded;
}

std::string PlainText(std::string_view markup) {
  if (markup.find_first_of("&<") == std::string_view::npos) return WithoutTags(markup);
  std::string decoded = DecodeEntities(markup);
  if (decoded.find('&') != std::string::npos) decoded = DecodeEntities(decoded);
  return WithoutTags(decoded);
}

}  // namespace stratwatch::parsers::internal
