#include "parsers/internal/json_repair.h"

#include "parsers/internal/ascii.h"
#include "parsers/internal/entities.h"

namespace stratwatch::parsers::internal {
namespace {

// From the first bracket to the last: drops "//<![CDATA[", "<!--", ";" and the like.
std::string_view BetweenBrackets(std::string_view text) {
  const std::size_t begin = text.find_first_of("{[");
  const std::size_t end = text.find_last_of("}]");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  std::string_view inner = text.substr(begin, end - begin + 1);
  if (inner.starts_with("[CDATA[")) return BetweenBrackets(inner.substr(7));
  while (inner.ends_with("]]")) {  // The end of CDATA, unless the arrays are JSON's own.
    if (inner.front() == '[') break;
    inner.remove_suffix(1);
    const std::size_t last = inner.find_last_of("}]", inner.size() - 2);
    if (last == std::string_view::npos) break;
    inner = inner.substr(0, last + 1);
  }
  return inner;
}

class Repairer {
 public:
  explicit Repairer(std::string_view text) : text_(text) { json_.reserve(text.size() + 16); }

  std::string Run() {
    while (at_ < text_.size()) {
      if (in_string_) {
        InString();
      } else {
        Outside();
      }
    }
    return std::move(json_);
  }

 private:
  void InString() {
    const char c = text_[at_++];
    if (c == '"') {
      in_string_ = false;
      json_.push_back(c);
    } else if (c == '\\') {
      Escape();
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json_.push_back(' ');
    } else {
      json_.push_back(c);
    }
  }

  void Escape() {
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    constexpr std::string_view kKnown = "\"\\/bfnrt";
    const bool unicode = c == 'u' && HexDigits(text_.substr(at_, 4));
    if (kKnown.find(c) != std::string_view::npos || unicode) {
      json_.push_back('\\');
      json_.push_back(c);
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      json_.push_back(c);
    }
  }

  static bool HexDigits(std::string_view text) {
    if (text.size() < 4) return false;
    for (const char c : text) {
      const char lower = AsciiLower(c);
      if (!IsAsciiDigit(c) && (lower < 'a' || lower > 'f')) return false;
    }
    return true;
  }

  void Outside() {
    const char c = text_[at_];
    if (text_.substr(at_).starts_with("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
      return;
    }
    ++at_;
    if (c == '"') in_string_ = true;
    if (c == ',') {
      // A comma counts once, and not before a bracket.
      std::size_t next = at_;
      while (next < text_.size() && (IsAsciiSpace(text_[next]) || text_[next] == ',')) ++next;
      const bool trailing = next >= text_.size() || text_[next] == '}' || text_[next] == ']';
      at_ = next;
      if (trailing) return;
    }
    json_.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string json_;
  bool in_string_ = false;
};

}  // namespace

std::string RepairJson(std::string_view written) {
  std::string_view inner = BetweenBrackets(written);
  std::string unescaped;
  if (inner.find('"') == std::string_view::npos && inner.find("&quot;") != std::string_view::npos) {
    unescaped = DecodeEntities(inner);
    inner = unescaped;
  }
  return Repairer(inner).Run();
}

}  // namespace stratwatch::parsers::internal
