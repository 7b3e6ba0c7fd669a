#include "parsers/internal/feed_values.h"

#include <algorithm>
#include <array>

#include "parsers/internal/ascii.h"
#include "parsers/internal/html_text.h"

namespace stratwatch::parsers::internal {
namespace {

// Base64 as Atom uses it (RFC 4648, 4); other characters are passed over.
std::string DecodeBase64(std::string_view text) {
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (IsAsciiDigit(c)) value = c - '0' + 52;
    if (c == '+') value = 62;
    if (c == '/') value = 63;
    if (value < 0) continue;
    buffer = (buffer << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> static_cast<unsigned>(bits) & 0xFFU);
  }
  return bytes;
}

bool HasElements(const XmlNode& node) {
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const auto& child) { return !child->IsText(); });
}

bool IsHtmlType(std::string_view type) {
  return type == "html" || type.find("html") != std::string_view::npos;
}

// Text that says it is plain, in which many publishers yet leave HTML's entities. Tags in it are
// characters (RFC 4287, 3.1.1.1).
std::string PlainWithEntities(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size();) {
    const std::string character = text[i] == '&' ? DecodeEntity(text, &i) : std::string();
    decoded += character.empty() ? std::string(1, text[i++]) : character;
  }
  return CollapseSpace(decoded);
}

bool IsEmail(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == std::string_view::npos;
}

// Takes "(x)" or "<x>" off the end of `text`; gives x.
std::string TakeBracketed(std::string* text, char open, char close) {
  const std::size_t begin = text->rfind(open);
  const std::size_t end = text->rfind(close);
  if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
  std::string inside(TrimAscii(std::string_view(*text).substr(begin + 1, end - begin - 1)));
  *text = TrimAscii(text->substr(0, begin) + text->substr(end + 1));
  return inside;
}

FeedPerson PersonOfText(std::string text) {
  FeedPerson person;
  std::string inside = TakeBracketed(&text, '<', '>');
  if (inside.empty()) inside = TakeBracketed(&text, '(', ')');
  if (IsEmail(inside)) {
    person.email = std::move(inside);
    person.name = std::move(text);
  } else if (IsEmail(text)) {
    person.email = std::move(text);
    person.name = std::move(inside);
  } else {
    person.name = std::move(text);
    if (!inside.empty()) person.name += (person.name.empty() ? "" : " ") + ("(" + inside + ")");
  }
  return person;
}

}  // namespace

std::string_view WithoutAtomPrefix(std::string_view name) {
  return name.substr(0, 5) == "atom:" ? name.substr(5) : name;
}

std::string PlainText(const XmlNode& node, bool paragraphs) {
  const std::string type = AsciiLower(TrimAscii(node.Attribute("type")));
  const std::string mode = AsciiLower(TrimAscii(node.Attribute("mode")));
  const bool atom = node.name.substr(0, 5) == "atom:";
  std::string text = node.AllText(HasElements(node));
  const bool binary_type = atom && !type.empty() && type.find('/') != std::string::npos &&
                           type.substr(0, 5) != "text/" && type.find("xml") == std::string::npos;
  if (mode == "base64" || (binary_type && mode.empty() && !HasElements(node))) {
    text = DecodeBase64(text);
    return IsHtmlType(type) ? TextOfHtml(text, paragraphs) : CollapseSpace(text);
  }
  // Elements inside are markup whatever the type says; their text is characters already.
  if (HasElements(node)) return CollapseSpace(text);
  if (!atom || IsHtmlType(type)) return TextOfHtml(text, paragraphs);
  return PlainWithEntities(text);
}

std::string ResolveLink(std::string_view base, std::string_view reference) {
  const std::string_view trimmed = TrimAscii(reference);
  if (trimmed.empty()) return {};
  const auto outer = Url::Parse(base);
  const auto resolved = outer ? outer->Resolve(trimmed) : Url::Parse(trimmed);
  return resolved ? resolved->Text() : std::string();
}

std::optional<ParsedDate> FeedDate(std::string_view text, std::string_view language) {
  const std::string_view trimmed = TrimAscii(text);
  if (trimmed.empty()) return std::nullopt;
  if (const auto date = ParseDate(trimmed)) return *date;
  const auto written = ParseWrittenDate(trimmed, language.empty() ? "und" : language);
  return written ? std::optional<ParsedDate>(*written) : std::nullopt;
}

FeedPerson ReadPerson(const XmlNode& node) {
  FeedPerson person;
  for (const auto& child : node.children) {
    const std::string_view name = WithoutAtomPrefix(child->name);
    if (name == "name" || name == "itunes:name") person.name = CollapseSpace(child->AllText());
    if (name == "email" || name == "itunes:email") person.email = CollapseSpace(child->AllText());
    if (name == "uri" || name == "url" || name == "homepage") {
      const std::string reference = CollapseSpace(child->AllText());
      person.url = ResolveLink(child->Base(), reference);
      if (person.url.empty()) person.url = reference;
    }
  }
  if (!person.name.empty() || !person.email.empty() || !person.url.empty()) return person;
  return PersonOfText(TextOfHtml(node.AllText()));
}

FeedLink ReadLink(const XmlNode& node) {
  FeedLink link;
  const std::string_view reference =
      node.HasAttribute("href") ? node.Attribute("href") : node.Attribute("url");
  link.href = ResolveLink(node.Base(), reference);
  // Other schemes stand as they are ("mailto:", "magnet:").
  if (link.href.empty()) link.href = TrimAscii(reference);
  link.rel = AsciiLower(TrimAscii(node.Attribute("rel")));
  // RFC 4287, 4.2.7.2: no rel means alternate; a registered name may be written as an IRI.
  constexpr std::string_view kRegistry = "http://www.iana.org/assignments/relation/";
  if (link.rel.substr(0, kRegistry.size()) == kRegistry) link.rel.erase(0, kRegistry.size());
  if (link.rel.empty()) link.rel = node.name == "enclosure" ? "enclosure" : "alternate";
  link.type = TrimAscii(node.Attribute("type"));
  link.title = node.Attribute("title");
  link.language = TrimAscii(node.Attribute("hreflang"));
  return link;
}

const FeedLink* PageLink(const std::vector<FeedLink>& links) {
  const FeedLink* best = nullptr;
  for (const FeedLink& link : links) {
    if (link.rel != "alternate" || link.href.empty()) continue;
    const bool html = link.type.empty() || IsHtmlType(AsciiLower(link.type));
    if (html) return &link;
    if (best == nullptr) best = &link;
  }
  return best;
}

}  // namespace stratwatch::parsers::internal
