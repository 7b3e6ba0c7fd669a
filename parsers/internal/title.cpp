#include "parsers/internal/title.h"

#include <algorithm>
#include <array>
#include <compare>
#include <utility>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/script_census.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

// A heading shorter than this inside a <title> is a section's name as often as a headline.
constexpr std::uint32_t kHeadlineUnitsMin = 12;

struct Separator {
  std::size_t at;
  std::size_t length;
};

bool IsHan(std::string_view utf8, std::size_t at) {
  return at < utf8.size() && ScriptOf(NextCodePoint(utf8, at)) == Script::kHan;
}

// " | ", " - ", " – ", " » ", "_" and the like: what templates put between headline and outlet.
// Chinese pages write a bare hyphen.
std::vector<Separator> SeparatorsIn(std::string_view title) {
  constexpr std::array<std::string_view, 19> kSpaced = {"|", "-", "–", "—",  ":::", "::", "»",
                                                        "«", "·", "•", "/",  ">",   "<",  "~",
                                                        "→", "‹", "›", "--", ":"};
  constexpr std::array<std::string_view, 6> kBare = {"_", "｜", "|", "丨", "－", ":::"};
  constexpr std::array<std::string_view, 3> kBeforeHan = {"--", "-", "—"};
  std::vector<Separator> found;
  for (std::size_t at = 1; at < title.size(); ++at) {
    const std::string_view rest = title.substr(at);
    std::size_t length = 0;
    for (const std::string_view mark : kSpaced) {
      const bool behind = rest.size() > mark.size() && rest[mark.size()] == ' ';
      if (length == 0 && title[at - 1] == ' ' && behind && rest.starts_with(mark)) {
        length = mark.size();
      }
    }
    for (const std::string_view mark : kBare) {
      if (length == 0 && rest.starts_with(mark)) length = mark.size();
    }
    for (const std::string_view mark : kBeforeHan) {
      if (length == 0 && rest.starts_with(mark) && IsHan(title, at + mark.size())) {
        length = mark.size();
      }
    }
    if (length == 0) continue;
    found.push_back({at, length});
    at += length - 1;
  }
  return found;
}

// Picks, among texts that a page title contains, the likeliest headline.
class ContainedTitle {
 public:
  explicit ContainedTitle(std::string_view page_title) : folded_(FoldForComparison(page_title)) {}

  void Offer(std::string_view text, bool named) {
    // A text much longer than the title cannot stand in it.
    if (text.size() > 3 * folded_.size() || UnitsOf(text) < kHeadlineUnitsMin) return;
    const std::string folded = FoldForComparison(text);
    const std::size_t at = folded.empty() ? std::string::npos : folded_.find(folded);
    if (at == std::string::npos) return;
    // A third of what the page calls itself: less is a section or a name.
    if (folded.size() * 10 < folded_.size() * 3) return;
    const Rank rank{named, at == 0, folded.size()};
    if (best_.empty() || rank > rank_) {
      rank_ = rank;
      best_ = text;
    }
  }
  const std::string& Best() const { return best_; }

 private:
  struct Rank {
    bool named = false;
    bool begins = false;
    std::size_t length = 0;
    auto operator<=>(const Rank&) const = default;
  };

  std::string folded_;
  Rank rank_;
  std::string best_;
};

std::string HeadingWithin(const PageFacts& facts, std::string_view page_title) {
  ContainedTitle contained(page_title);
  for (const Heading& heading : facts.headings) contained.Offer(heading.text, heading.named_title);
  return contained.Best();
}

std::string BlockWithin(const PageText& page, std::string_view page_title) {
  ContainedTitle contained(page_title);
  for (const TextBlock& block : page.blocks) {
    if (block.In(kInNav | kInFooter | kInHidden) || block.end - block.begin > 600) continue;
    contained.Offer(page.Text(block), block.StepsTo(kTitleHint) == 0);
  }
  return contained.Best();
}

// Does the text name the outlet rather than an article?
bool NamesSite(std::string_view text, const SiteIdentity& site) {
  const std::string folded = FoldForComparison(text);
  if (folded.empty()) return true;
  if (folded == FoldForComparison(site.name)) return true;
  // "Example News" at news.example.org: its letters stand in the host's.
  std::string_view host = site.host;
  if (host.starts_with("www.")) host.remove_prefix(4);
  const std::string folded_host = FoldForComparison(host);
  const std::string folded_label = FoldForComparison(host.substr(0, host.rfind('.')));
  return folded_host.find(folded) != std::string::npos ||
         (folded_label.size() >= 4 && folded.find(folded_label) != std::string::npos);
}

std::string NamedHeading(const PageFacts& facts) {
  for (const Heading& heading : facts.headings) {
    if (heading.named_title && heading.level == 1 && !heading.in_chrome &&
        UnitsOf(heading.text) >= kHeadlineUnitsMin) {
      return heading.text;
    }
  }
  return {};
}

}  // namespace

std::size_t TitleBlock(const PageText& page, std::string_view title) {
  if (title.empty()) return 0;
  // A shorter <h1> is the outlet's name or a section's, a linked one another article's.
  constexpr std::uint32_t kHeadlineUnitsMin = 20;
  const std::string folded = FoldForComparison(title);
  std::size_t first = 0;
  std::size_t heading = 0;
  for (std::size_t i = 0; i < page.blocks.size(); ++i) {
    const TextBlock& block = page.blocks[i];
    if (heading == 0 && block.HeadingLevel() == 1 && block.units >= kHeadlineUnitsMin &&
        block.LinkDensity() < 0.5) {
      heading = i;
    }
    const std::size_t bytes = block.end - block.begin;
    if (bytes > title.size() * 2 || bytes * 2 < title.size()) continue;
    if (FoldForComparison(page.Text(block)) != folded) continue;
    if (block.HeadingLevel() > 0) return i;
    if (first == 0) first = i;
  }
  return first == 0 ? heading : first;
}

std::string WithoutSiteName(std::string_view title, const SiteIdentity& site) {
  title = TrimAscii(title);
  const std::vector<Separator> separators = SeparatorsIn(title);
  std::size_t begin = 0;
  std::size_t end = title.size();
  std::size_t first = 0;
  std::size_t last = separators.size();
  const auto leading = [&] { return TrimAscii(title.substr(begin, separators[first].at - begin)); };
  const auto trailing = [&] {
    const Separator& separator = separators[last - 1];
    const std::size_t from = separator.at + separator.length;
    return TrimAscii(title.substr(from, end - from));
  };
  while (first < last && NamesSite(leading(), site)) {
    begin = separators[first].at + separators[first].length;
    ++first;
  }
  // Behind the headline stand sections, then the outlet: all shorter than it, as a rule. Two
  // parts of like length are one headline with a dash.
  while (first < last) {
    const std::uint32_t head_units = UnitsOf(title.substr(begin, separators[last - 1].at - begin));
    const bool shorter = UnitsOf(trailing()) * 10 < head_units * 8;
    const bool colon = title.substr(separators[last - 1].at).starts_with(": ");
    if (!NamesSite(trailing(), site) && (!shorter || colon)) break;
    end = separators[last - 1].at;
    --last;
  }
  return std::string(TrimAscii(title.substr(begin, end - begin)));
}

ChosenTitle ChooseTitle(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
                        const SiteIdentity& site) {
  const std::string_view og_title = facts.Meta("og:title");
  for (const std::string_view page_title : {std::string_view(facts.title), og_title}) {
    if (std::string heading = HeadingWithin(facts, page_title); !heading.empty()) {
      return {std::move(heading), "heading"};
    }
  }
  if (!json_ld.headline.empty()) return {json_ld.headline, "json-ld:headline"};
  if (std::string heading = NamedHeading(facts); !heading.empty()) {
    return {std::move(heading), "heading:named"};
  }
  for (const std::string_view page_title : {std::string_view(facts.title), og_title}) {
    std::string block = BlockWithin(page, page_title);
    if (!block.empty() && !NamesSite(block, site)) return {std::move(block), "text"};
  }
  struct MetaTitle {
    std::string_view text;
    std::string_view evidence;
  };
  for (const auto& [text, evidence] :
       {MetaTitle{og_title, "meta:og:title"}, MetaTitle{facts.title, "title"},
        MetaTitle{facts.Meta("twitter:title"), "meta:twitter:title"},
        MetaTitle{facts.Meta("title"), "meta:title"}}) {
    std::string title = WithoutSiteName(text, site);
    if (!title.empty() && !NamesSite(title, site)) return {std::move(title), std::string(evidence)};
  }
  for (const Heading& heading : facts.headings) {
    if (!heading.in_chrome) return {heading.text, "heading:first"};
  }
  return {facts.title, facts.title.empty() ? "" : "title"};
}

}  // namespace stratwatch::parsers::internal
