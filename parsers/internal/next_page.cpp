#include "parsers/internal/next_page.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
// Articles have few pages; a longer number is an id or a year.
constexpr std::size_t kNumberDigitsMax = 2;
constexpr std::size_t kAddressBytesMax = 2'048;

// An address cut into what all pages of an article have in common and the number of the page.
struct NumberedAddress {
  std::string stem;
  int number = 1;
};

int NumberOf(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// How many digits end `text`; 0 where they are too many for a page's number.
std::size_t EndingDigits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && IsAsciiDigit(text[text.size() - 1 - count])) ++count;
  return count <= kNumberDigitsMax ? count : 0;
}

bool IsPageKey(std::string_view key) {
  constexpr std::array<std::string_view, 9> kKeys = {
      "page", "p", "pg", "pagina", "seite", "paged", "pageno", "pagenum", "page_num"};
  for (const std::string_view each : kKeys) {
    if (EqualsIgnoringCase(key, each)) return true;
  }
  return false;
}

// Takes "page=2" out of a query.
std::string CutQuery(std::string_view query, int* number) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = pair.find('=');
    const std::string_view value = equals == kNone ? "" : pair.substr(equals + 1);
    if (IsPageKey(pair.substr(0, equals)) && !value.empty() &&
        EndingDigits(value) == value.size()) {
      *number = NumberOf(value);
    } else if (!pair.empty()) {
      kept.append(kept.empty() ? "" : "&").append(pair);
    }
  }
  return kept;
}

// What stands before the number, without what joins it: "/page/", "-", "_p", ",". Empty where
// nothing does ("/covid19").
std::string_view WithoutMark(std::string_view stem) {
  const auto joins = [](char c) { return c == '/' || c == '-' || c == '_' || c == ','; };
  // After a word ("page/2", "page-2") another mark stands before it.
  const bool joined = joins(stem.back());
  if (joined) stem.remove_suffix(1);
  for (const std::string_view word : {"page", "seite", "pagina", "p"}) {
    if (!stem.ends_with(word)) continue;
    const std::string_view before = stem.substr(0, stem.size() - word.size());
    if (before.size() > 1 && joins(before.back())) return before.substr(0, before.size() - 1);
  }
  return joined ? stem : std::string_view();
}

// Has a path's segment letters? "/2026/03/17" is a day.
bool HasWords(std::string_view segment) {
  return std::any_of(segment.begin(), segment.end(),
                     [](char c) { return IsAsciiAlpha(c) || c == '%'; });
}

// Takes the number out of a path: "/story/2/", "/story/page/2", "/story_2.html", "/story,2".
std::string CutPath(std::string_view path, int* number) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t dot = path.rfind('.');
  const bool extended = dot != kNone && path.find('/', dot) == kNone && path.size() - dot <= 6 &&
                        !IsAsciiDigit(path[path.size() - 1]);
  const std::string_view extension = extended ? path.substr(dot) : std::string_view();
  std::string_view rest = path.substr(0, path.size() - extension.size());
  const std::size_t digits = EndingDigits(rest);
  std::string_view stem = rest.substr(0, rest.size() - digits);
  if (digits > 0 && stem.size() > 1) {
    stem = WithoutMark(stem);
    if (!stem.empty() && HasWords(stem.substr(stem.rfind('/') + 1))) {
      *number = NumberOf(rest.substr(rest.size() - digits));
      return std::string(stem).append(extension);
    }
  }
  return std::string(path);
}

NumberedAddress Cut(const Url& url) {
  NumberedAddress address;
  const std::string path = CutPath(url.Path(), &address.number);
  const std::string query = CutQuery(url.Query(), &address.number);
  address.stem = std::string(url.Host()).append(path).append("?").append(query);
  return address;
}

}  // namespace

std::optional<Statement> NextPageOf(const HtmlDocument& document, const Url& page) {
  if (page.Text().empty()) return std::nullopt;
  const NumberedAddress here = Cut(page);
  const std::string number = std::to_string(here.number + 1);
  for (NodeId id = 0; id < document.Size(); ++id) {
    const HtmlNode& node = document.Node(id);
    if (node.tag != GUMBO_TAG_A && node.tag != GUMBO_TAG_LINK) continue;
    const std::string_view written = TrimAscii(document.Attribute(id, "href"));
    // Most links of a page end here.
    if (written.find(number) == kNone || written.size() > kAddressBytesMax) continue;
    const bool says_next = HasWord(document.Attribute(id, "rel"), "next");
    if (!says_next && (node.tag == GUMBO_TAG_LINK || document.TextBelow(id) != number)) continue;
    const auto url = page.Resolve(written);
    if (!url) continue;
    const NumberedAddress there = Cut(*url);
    if (there.number != here.number + 1 || there.stem != here.stem) continue;
    return Statement{StatementField::kNextPage, url->WithoutFragment(), "",
                     says_next ? "rel:next" : "link:number"};
  }
  return std::nullopt;
}

}  // namespace stratwatch::parsers::internal
