#include "parsers/internal/feed_sniff.h"

#include <algorithm>

#include "parsers/internal/ascii.h"
#include "parsers/internal/feed_values.h"
#include "parsers/internal/file_kind.h"
#include "parsers/internal/html_text.h"

namespace stratwatch::parsers::internal {
namespace {

// <link> elements stand in the head; this covers heads with inlined styles.
constexpr std::size_t kHeadBytesMax = std::size_t{512} << 10U;

// The value of `name` in a start tag; entities decoded.
std::string TagAttribute(std::string_view tag, std::string_view name) {
  std::size_t at = 0;
  while ((at = FindIgnoringCase(tag, name, at)) != std::string_view::npos) {
    const bool whole = at > 0 && IsAsciiSpace(tag[at - 1]);
    at += name.size();
    std::size_t i = at;
    while (i < tag.size() && IsAsciiSpace(tag[i])) ++i;
    if (!whole || i >= tag.size() || tag[i] != '=') continue;
    ++i;
    while (i < tag.size() && IsAsciiSpace(tag[i])) ++i;
    if (i >= tag.size()) return {};
    const bool quoted = tag[i] == '"' || tag[i] == '\'';
    const std::size_t begin = quoted ? i + 1 : i;
    const std::size_t end = quoted ? tag.find(tag[i], begin) : tag.find_first_of(" \t\r\n>", begin);
    return TextOfHtml(tag.substr(begin, std::min(end, tag.size()) - begin));
  }
  return {};
}

}  // namespace

bool LooksLikeJson(std::string_view utf8) {
  const std::string_view text = TrimAscii(utf8.substr(0, 4096));
  return !text.empty() && (text[0] == '{' || text[0] == '[');
}

bool LooksLikeHtml(std::string_view utf8) {
  const std::string_view tag = FromFirstTag(utf8.substr(0, kHeadBytesMax));
  return StartsWithIgnoringCase(tag, "<html") || StartsWithIgnoringCase(tag, "<head") ||
         StartsWithIgnoringCase(tag, "<body") || StartsWithIgnoringCase(tag, "<script");
}

std::string DescribeBytes(std::string_view utf8) {
  if (const std::string_view kind = KindOfBytes(utf8); !kind.empty()) return std::string(kind);
  return utf8.find('\0') != std::string_view::npos ? "binary" : "plain text";
}

std::string AlternateFeedOfPage(std::string_view html, const Url& url) {
  html = html.substr(0, kHeadBytesMax);
  std::size_t at = 0;
  while ((at = FindIgnoringCase(html, "<link", at)) != std::string_view::npos) {
    const std::size_t end = std::min(html.find('>', at), html.size());
    const std::string_view tag = html.substr(at, end - at);
    at = end;
    const std::string type = AsciiLower(TagAttribute(tag, "type"));
    const bool feed = type == "application/rss+xml" || type == "application/atom+xml" ||
                      type == "application/feed+json" || type == "application/rdf+xml";
    if (!feed || AsciiLower(TagAttribute(tag, "rel")).find("alternate") == std::string::npos) {
      continue;
    }
    std::string link = ResolveLink(url.Text(), TagAttribute(tag, "href"));
    if (!link.empty()) return link;
  }
  return {};
}

}  // namespace stratwatch::parsers::internal
