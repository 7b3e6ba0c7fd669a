#include "parsers/internal/title.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/text_blocks.h"
#include "parsers/internal/unicode.h"

namespace stratwatch::parsers::internal {
namespace {

// A heading shorter than this inside a <title> is a section's name as often as a headline.
constexpr std::uint32_t kHeadlineUnitsMin = 12;

struct Separator {
  std::size_t at;
  std::size_t length;
};

// " | ", " - ", " – ", " » ", "_" and the like: what templates put between headline and outlet.
std::vector<Separator> SeparatorsIn(std::string_view title) {
  constexpr std::array<std::string_view, 17> kSpaced = {
      "|", "-", "–", "—", "::", "»", "«", "·", "•", "/", ">", "<", "~", "→", "‹", "›", ":"};
  constexpr std::array<std::string_view, 5> kBare = {"_", "｜", "|", "丨", "－"};
  std::vector<Separator> found;
  for (std::size_t at = 0; at < title.size(); ++at) {
    const std::string_view rest = title.substr(at);
    const bool spaced_before = at > 0 && title[at - 1] == ' ';
    bool matched = false;
    for (const std::string_view mark : kSpaced) {
      if (!spaced_before || !rest.starts_with(mark)) continue;
      if (rest.size() <= mark.size() || rest[mark.size()] != ' ') continue;
      found.push_back({at, mark.size()});
      matched = true;
      break;
    }
    for (const std::string_view mark : kBare) {
      if (!matched && at > 0 && rest.starts_with(mark)) {
        found.push_back({at, mark.size()});
        matched = true;
      }
    }
  }
  return found;
}

// The longest h1–h3 whose text stands in `folded_page_title`.
const Heading* HeadingInTitle(const PageFacts& facts, const std::string& folded_page_title) {
  const Heading* best = nullptr;
  std::size_t best_length = 0;
  for (const Heading& heading : facts.headings) {
    if (UnitsOf(heading.text) < kHeadlineUnitsMin) continue;
    const std::string folded = FoldForComparison(heading.text);
    if (folded.empty() || folded_page_title.find(folded) == std::string::npos) continue;
    // Half of what the page calls itself: less is a section or a name.
    if (folded.size() * 10 < folded_page_title.size() * 3) continue;
    if (folded.size() > best_length) {
      best = &heading;
      best_length = folded.size();
    }
  }
  return best;
}

const Heading* NamedOrOnlyHeading(const PageFacts& facts) {
  const Heading* only = nullptr;
  int top_level = 0;
  for (const Heading& heading : facts.headings) {
    if (heading.level != 1 || heading.in_chrome) continue;
    if (heading.named_title) return &heading;
    only = &heading;
    ++top_level;
  }
  return top_level == 1 ? only : nullptr;
}

}  // namespace

std::string WithoutSiteName(std::string_view title, std::string_view site_name) {
  title = TrimAscii(title);
  const std::vector<Separator> separators = SeparatorsIn(title);
  if (separators.empty()) return std::string(title);
  // The outlet's own name settles it; else the longest part is the headline.
  const std::string folded_site = FoldForComparison(site_name);
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (const Separator& separator : separators) {
    parts.push_back(TrimAscii(title.substr(begin, separator.at - begin)));
    begin = separator.at + separator.length;
  }
  parts.push_back(TrimAscii(title.substr(begin)));
  if (!folded_site.empty()) {
    if (FoldForComparison(parts.back()) == folded_site) {
      return std::string(TrimAscii(title.substr(0, separators.back().at)));
    }
    if (FoldForComparison(parts.front()) == folded_site) {
      const Separator& first = separators.front();
      return std::string(TrimAscii(title.substr(first.at + first.length)));
    }
  }
  const auto longest = std::max_element(
      parts.begin(), parts.end(),
      [](std::string_view a, std::string_view b) { return UnitsOf(a) < UnitsOf(b); });
  return std::string(*longest);
}

ChosenTitle ChooseTitle(const PageFacts& facts, const JsonLdFacts& json_ld,
                        std::string_view site_name) {
  const std::string_view og_title = facts.Meta("og:title");
  for (const std::string_view page_title : {std::string_view(facts.title), og_title}) {
    if (page_title.empty()) continue;
    if (const Heading* heading = HeadingInTitle(facts, FoldForComparison(page_title))) {
      return {heading->text, "heading"};
    }
  }
  if (!json_ld.headline.empty()) return {json_ld.headline, "json-ld:headline"};
  if (const Heading* heading = NamedOrOnlyHeading(facts)) return {heading->text, "heading"};
  struct MetaTitle {
    std::string_view text;
    std::string_view evidence;
  };
  for (const auto& [text, evidence] :
       {MetaTitle{og_title, "meta:og:title"},
        MetaTitle{facts.Meta("twitter:title"), "meta:twitter:title"},
        MetaTitle{facts.title, "title"}, MetaTitle{facts.Meta("title"), "meta:title"}}) {
    if (text.empty()) continue;
    return {WithoutSiteName(text, site_name), std::string(evidence)};
  }
  for (const Heading& heading : facts.headings) {
    if (!heading.in_chrome) return {heading.text, "heading"};
  }
  return {};
}

}  // namespace stratwatch::parsers::internal
