#include "parsers/internal/xml_prepare.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/html_text.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

// Declared entities are a convenience of hand-written feeds: a few short texts. 100 KB of
// references at the most times these bounds stays below what the parser refuses anyway.
constexpr std::size_t kDeclaredEntitiesMax = 64;
constexpr std::size_t kEntityBytesMax = 256;
constexpr std::size_t kExpandedBytesMax = std::size_t{1} << 20U;

// Tags nested deeper than this are left out when tags are balanced; the tree is flat long before.
constexpr std::size_t kOpenTagsMax = 10'000;

bool IsNameStart(char c) {
  return IsAsciiAlpha(c) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsNameByte(char c) {
  return IsNameStart(c) || IsAsciiDigit(c) || c == '-' || c == '.';
}

class Preparer {
 public:
  Preparer(std::string_view text, XmlRepair repair) : text_(text), repair_(repair) {
    out_.xml.reserve(text.size());
  }

  PreparedXml Run() {
    SkipJunk();
    while (at_ < text_.size()) {
      if (text_[at_] == '<') {
        Markup();
      } else if (text_[at_] == '&') {
        Reference();
      } else {
        const std::size_t end = std::min(text_.find_first_of("<&", at_), text_.size());
        Copy(text_.substr(at_, end - at_));
        at_ = end;
      }
    }
    if (repair_ == XmlRepair::kTags) CloseDownTo(0);
    return std::move(out_);
  }

 private:
  void Defect(std::string_view what) {
    if (out_.defect.empty()) out_.defect = what;
  }
  bool StartsWith(std::string_view prefix) const {
    return text_.substr(at_, prefix.size()) == prefix;
  }

  void SkipJunk() {
    if (StartsWith("\xEF\xBB\xBF")) at_ += 3;
    const std::size_t first = std::min(text_.find('<', at_), text_.size());
    const std::string_view junk = TrimAscii(text_.substr(at_, first - at_));
    if (!junk.empty()) Defect("text before the first tag");
    at_ = first;
    // White space before the declaration is an error in XML, but nobody means anything by it.
  }

  // Characters, without those that XML 1.0 forbids (2.2).
  void Copy(std::string_view text) {
    for (const char c : text) {
      const bool control =
          static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
      if (control) {
        Defect("control characters");
      } else {
        out_.xml += c;
      }
    }
  }

  void Markup() {
    if (StartsWith("<!--")) {
      SkipPast("-->");
    } else if (StartsWith("<![CDATA[")) {
      Section();
    } else if (StartsWith("<?")) {
      SkipPast("?>");
    } else if (AsciiLower(text_.substr(at_, 9)) == "<!doctype") {
      Doctype();
    } else if (StartsWith("<!")) {
      SkipPast(">");
    } else if (at_ + 1 < text_.size() &&
               (IsNameStart(text_[at_ + 1]) ||
                (text_[at_ + 1] == '/' && at_ + 2 < text_.size() && IsNameStart(text_[at_ + 2])))) {
      Tag();
    } else {
      Defect("a '<' that begins no tag");
      out_.xml += "&lt;";
      ++at_;
    }
  }

  void SkipPast(std::string_view end) {
    const std::size_t found = text_.find(end, at_ + 2);
    if (found == std::string_view::npos) Defect("an unfinished comment or instruction");
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void Section() {
    const std::size_t begin = at_ + 9;
    const std::size_t end = text_.find("]]>", begin);
    const bool closed = end != std::string_view::npos;
    if (!closed) Defect("an unfinished CDATA section");
    out_.xml += "<![CDATA[";
    Copy(text_.substr(begin, closed ? end - begin : std::string_view::npos));
    out_.xml += "]]>";
    at_ = closed ? end + 3 : text_.size();
  }

  // Skips the DOCTYPE with its internal subset, noting the entities that are plain short texts.
  void Doctype() {
    std::size_t i = at_ + 9;
    bool inside = false;
    for (; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"' || c == '\'') {
        i = std::min(text_.find(c, i + 1), text_.size());
      } else if (c == '[') {
        inside = true;
      } else if (c == ']') {
        inside = false;
      } else if (inside && text_.substr(i, 4) == "<!--") {
        i = std::min(text_.find("-->", i), text_.size());
      } else if (inside && text_.substr(i, 8) == "<!ENTITY") {
        Declare(TrimAscii(text_.substr(i + 8, kEntityBytesMax * 2)));
      } else if (c == '>' && !inside) {
        break;
      }
    }
    at_ = std::min(i + 1, text_.size());
  }

  // `rest`: what follows <!ENTITY. Parameter and external entities (SYSTEM, PUBLIC) are not noted.
  void Declare(std::string_view rest) {
    std::size_t i = 0;
    while (i < rest.size() && IsNameByte(rest[i])) ++i;
    const std::string name(rest.substr(0, i));
    rest = TrimAscii(rest.substr(i));
    if (name.empty() || rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return;
    const std::size_t end = rest.find(rest[0], 1);
    if (end == std::string_view::npos || end > kEntityBytesMax) return;
    if (declared_.size() < kDeclaredEntitiesMax) {
      declared_.try_emplace(name, rest.substr(1, end - 1));
    }
  }

  void Reference() {
    if (StartsWith("&lt;") || StartsWith("&gt;") || StartsWith("&amp;")) {
      const std::size_t end = text_.find(';', at_) + 1;
      out_.xml += text_.substr(at_, end - at_);
      at_ = end;
      return;
    }
    if (Expand()) return;
    const std::string character = DecodeEntity(text_, &at_);
    if (!character.empty()) {
      Escape(character);
      return;
    }
    Defect("an '&' that begins no entity");
    out_.xml += "&amp;";
    ++at_;
  }

  // An entity that the text declared. Its references to characters are decoded; any other
  // reference in it is text.
  bool Expand() {
    if (declared_.empty()) return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && IsNameByte(text_[end])) ++end;
    if (end >= text_.size() || text_[end] != ';') return false;
    const auto found = declared_.find(std::string(text_.substr(at_ + 1, end - at_ - 1)));
    if (found == declared_.end()) return false;
    expanded_bytes_ += found->second.size();
    if (expanded_bytes_ > kExpandedBytesMax) {
      Defect("entities that expand without end");
    } else {
      std::string value;
      for (std::size_t i = 0; i < found->second.size();) {
        const std::string character =
            found->second[i] == '&' ? DecodeEntity(found->second, &i) : std::string();
        value += character.empty() ? std::string(1, found->second[i++]) : character;
      }
      Escape(value);
    }
    at_ = end + 1;
    return true;
  }

  void Escape(std::string_view text) {
    for (const char c : text) {
      switch (c) {
        case '<':
          out_.xml += "&lt;";
          break;
        case '>':
          out_.xml += "&gt;";
          break;
        case '&':
          out_.xml += "&amp;";
          break;
        case '"':
          out_.xml += "&quot;";
          break;
        case '\'':
          out_.xml += "&apos;";
          break;
        default:
          Copy(std::string_view(&c, 1));
      }
    }
  }

  // A start, empty or end tag up to its '>'.
  void Tag() {
    const bool closing = text_[at_ + 1] == '/';
    const std::size_t name_begin = at_ + (closing ? 2 : 1);
    std::size_t end = name_begin;
    while (end < text_.size() && IsNameByte(text_[end])) ++end;
    const std::string_view name = text_.substr(name_begin, end - name_begin);
    if (closing) {
      const std::size_t close = text_.find('>', end);
      if (close == std::string_view::npos) Defect("an unfinished tag");
      at_ = close == std::string_view::npos ? text_.size() : close + 1;
      EndTag(name);
      return;
    }
    at_ = end;
    if (repair_ == XmlRepair::kTags && open_.size() >= kOpenTagsMax) {
      at_ = std::min(text_.find('>', at_), text_.size() - 1) + 1;
      return;
    }
    out_.xml += '<';
    out_.xml += name;
    const bool empty = Attributes();
    if (repair_ == XmlRepair::kTags && !empty) {
      open_.push_back(name);
      ++open_of_name_[name];
    }
  }

  void EndTag(std::string_view name) {
    if (repair_ == XmlRepair::kTags) {
      // Counted, so that a million stray end tags cost no search each.
      const auto count = open_of_name_.find(name);
      if (count == open_of_name_.end() || count->second == 0) return;
      const auto open = std::find(open_.rbegin(), open_.rend(), name);
      CloseDownTo(static_cast<std::size_t>(open_.rend() - open) - 1);
      return;
    }
    out_.xml += "</";
    out_.xml += name;
    out_.xml += '>';
  }

  void CloseDownTo(std::size_t depth) {
    while (open_.size() > depth) {
      out_.xml += "</";
      out_.xml += open_.back();
      out_.xml += '>';
      --open_of_name_[open_.back()];
      open_.pop_back();
    }
  }

  // Copies what stands between a tag's name and its '>', with references settled. True for "/>".
  bool Attributes() {
    char quote = '\0';
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '&') {
        Reference();
        continue;
      }
      if (quote == '\0' && c == '>') {
        const bool empty = out_.xml.back() == '/';
        out_.xml += '>';
        ++at_;
        return empty;
      }
      if (quote == '\0' && c == '<') break;  // The '>' was forgotten.
      if (quote != '\0' && c == '<') {
        out_.xml += "&lt;";
      } else {
        Copy(text_.substr(at_, 1));
      }
      if (quote == c) {
        quote = '\0';
      } else if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
      }
      ++at_;
    }
    Defect("an unfinished tag");
    if (repair_ == XmlRepair::kTags) {
      if (quote != '\0') out_.xml += quote;
      out_.xml += '>';
    }
    return false;
  }

  std::string_view text_;
  XmlRepair repair_;
  std::size_t at_ = 0;
  PreparedXml out_;
  std::vector<std::string_view> open_;
  std::unordered_map<std::string_view, std::size_t> open_of_name_;
  std::map<std::string, std::string, std::less<>> declared_;
  std::size_t expanded_bytes_ = 0;
};

}  // namespace

PreparedXml PrepareXml(std::string_view utf8, XmlRepair repair) {
  return Preparer(utf8, repair).Run();
}

}  // namespace stratwatch::parsers::internal
