#include "parsers/internal/slim_attributes.h"

#include <array>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {

bool AttributeReader::Next(RawAttribute& attribute) {
  while (at_ < html_.size() && (IsAsciiSpace(html_[at_]) || html_[at_] == '/')) ++at_;
  if (at_ >= html_.size()) return false;
  if (html_[at_] == '>') {
    ++at_;
    complete_ = true;
    return false;
  }
  const std::size_t begin = at_++;  // A leading '=' belongs to the name.
  while (at_ < html_.size()) {
    const char c = html_[at_];
    if (c == '=' || c == '>' || c == '/' || IsAsciiSpace(c)) break;
    ++at_;
  }
  attribute.name = html_.substr(begin, at_ - begin);
  attribute.value = {};
  std::size_t equals = at_;
  while (equals < html_.size() && IsAsciiSpace(html_[equals])) ++equals;
  if (equals < html_.size() && html_[equals] == '=') {
    at_ = equals + 1;
    attribute.value = ReadValue();
  }
  return true;
}

std::string_view AttributeReader::ReadValue() {
  while (at_ < html_.size() && IsAsciiSpace(html_[at_])) ++at_;
  if (at_ >= html_.size() || html_[at_] == '>') return {};
  const char quote = html_[at_];
  if (quote == '"' || quote == '\'') {
    const std::size_t begin = at_ + 1;
    const std::size_t end = html_.find(quote, begin);
    at_ = end == std::string_view::npos ? html_.size() : end + 1;
    return html_.substr(begin, end == std::string_view::npos ? end : end - begin);
  }
  const std::size_t begin = at_;
  while (at_ < html_.size() && html_[at_] != '>' && !IsAsciiSpace(html_[at_])) ++at_;
  return html_.substr(begin, at_ - begin);
}

AttributeUse UseOf(std::string_view name) {
  struct Row {
    std::string_view name;
    AttributeUse use;
  };
  static constexpr std::array kRows = {
      Row{"class", AttributeUse::kNames},      Row{"id", AttributeUse::kNames},
      Row{"href", AttributeUse::kLink},        Row{"style", AttributeUse::kStyle},
      Row{"content", AttributeUse::kCarries},  Row{"name", AttributeUse::kCarries},
      Row{"property", AttributeUse::kNames},   Row{"itemprop", AttributeUse::kNames},
      Row{"itemtype", AttributeUse::kNames},   Row{"itemscope", AttributeUse::kNames},
      Row{"rel", AttributeUse::kNames},        Row{"role", AttributeUse::kNames},
      Row{"datetime", AttributeUse::kNames},   Row{"lang", AttributeUse::kCarries},
      Row{"title", AttributeUse::kTitle},      Row{"hidden", AttributeUse::kHidden},
      Row{"hreflang", AttributeUse::kCarries}, Row{"http-equiv", AttributeUse::kCarries},
      Row{"xml:lang", AttributeUse::kCarries}, Row{"value", AttributeUse::kMetaValue},
  };
  for (const Row& row : kRows) {
    if (row.name.size() == name.size() && EqualsIgnoringCase(name, row.name)) return row.use;
  }
  return AttributeUse::kDrop;
}

bool StyleHides(std::string_view style) {
  // Written with and without blanks; anything longer is a layout, and `visibility:hidden` is
  // mostly a slide-in that scripts show.
  std::size_t at = FindIgnoringCase(style, "display");
  if (at == std::string_view::npos) return false;
  at += 7;
  while (at < style.size() && (IsAsciiSpace(style[at]) || style[at] == ':')) ++at;
  return StartsWithIgnoringCase(style.substr(at), "none");
}

}  // namespace stratwatch::parsers::internal
