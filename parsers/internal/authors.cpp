#include "parsers/internal/authors.h"

#include <algorithm>
#include <array>
#include <optional>

#include "parsers/internal/ascii.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kNameBytesMax = 80;
constexpr std::size_t kNameWordsMax = 6;
constexpr std::size_t kNamesMax = 12;
constexpr std::size_t kBylineBytesMax = 160;

// What stands before a name, in the languages of the mission; compared ASCII-case-blind, longest
// first where one begins another.
constexpr std::array<std::string_view, 58> kLeadIns = {
    "written by", "posted by",    "published by", "reported by",
    "story by",   "reporting by", "text by",      "words by",
    "article by", "edited by",    "authored by",  "author:",
    "authors:",   "author",       "by:",          "by ",
    "von:",       "von ",         "autor:",       "autorin:",
    "text:",      "par:",         "par ",         "propos recueillis par",
    "por:",       "por ",         "di:",          "di ",
    "door:",      "door ",        "av:",          "av ",
    "af:",        "af ",          "autor ",       "tekst:",
    "auteur:",    "auteur :",     "yazan:",       "haber:",
    "автор:",     "автор ",       "текст:",       "Автор:",
    "Автор ",     "Текст:",       "Фото:",        "記者",
    "文／",       "文/",          "作者：",       "作者:",
    "记者 ",      "記者：",       "ผู้เขียน",        "بقلم",
    "كتب",        "מאת"};

// What stands between two names.
constexpr std::array<std::string_view, 18> kBetween = {
    " and ", " & ",  " und ", " et ", " y ", " e ", " og ", " och ", " en ",
    " и ",   " ve ", ",",     ";",    "|",   " / ", "、",   "，",    " · "};

// Words of a byline that is no person.
constexpr std::array<std::string_view, 12> kNoNames = {
    "http",  "www.",   "@",       "updated",  "published", "read more",
    "share", "follow", "comment", "min read", "null",      "undefined"};

// Is text[2] the first letter of a name glued to "By"?
bool IsGluedBy(std::string_view text) {
  return text.size() > 4 && text.starts_with("By") && text[2] >= 'A' && text[2] <= 'Z' &&
         text[3] >= 'a';
}

std::string_view WithoutLeadIn(std::string_view text) {
  bool again = true;
  while (again) {
    again = false;
    text = TrimAscii(text);
    for (const std::string_view lead : kLeadIns) {
      if (!StartsWithIgnoringCase(text, lead)) continue;
      // "Author" alone would eat "Authority": what ends in a letter must end a word.
      const bool open = IsAsciiAlpha(lead.back());
      if (open && text.size() > lead.size() && IsAsciiAlnum(text[lead.size()])) continue;
      text.remove_prefix(lead.size());
      again = !text.empty();
      break;
    }
    if (IsGluedBy(text)) text.remove_prefix(2);
    while (text.starts_with(":") || text.starts_with("-") || text.starts_with("|")) {
      text.remove_prefix(1);
      text = TrimAscii(text);
    }
  }
  return text;
}

std::size_t WordsIn(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

// "By" with nobody behind it.
bool IsLeadIn(std::string_view text) {
  return std::any_of(kLeadIns.begin(), kLeadIns.end(), [text](std::string_view lead) {
    return StartsWithIgnoringCase(lead, text) && lead.size() <= text.size() + 2;
  });
}

bool LooksLikeName(std::string_view text) {
  if (IsLeadIn(text)) return false;
  if (text.size() < 2 || text.size() > kNameBytesMax || WordsIn(text) > kNameWordsMax) return false;
  for (const std::string_view word : kNoNames) {
    if (FindIgnoringCase(text, word) != kNone) return false;
  }
  const bool digits = std::any_of(text.begin(), text.end(), IsAsciiDigit);
  return !digits && UnitsOf(text) >= 2;
}

// "ANA DÍAZ" stays; "(Reuters)" and a trailing role after a dash go.
std::string TidyName(std::string_view text) {
  text = TrimAscii(text);
  for (const std::string_view mark : {"(", " – ", " — ", " - ", "|"}) {
    const std::size_t at = text.find(mark);
    if (at != kNone && at > 0) text = TrimAscii(text.substr(0, at));
  }
  while (!text.empty() && (text.back() == '.' || text.back() == ':' || text.back() == ',')) {
    // "Jr." and initials keep their dot.
    if (text.back() == '.' && text.size() > 2 && text[text.size() - 3] == ' ') break;
    if (text.ends_with("r.")) break;
    text.remove_suffix(1);
  }
  return std::string(TrimAscii(text));
}

// Adds the name one part of a byline holds, if any.
void AddName(std::string_view part, std::vector<std::string>& names) {
  std::string name = TidyName(WithoutLeadIn(part));
  if (LooksLikeName(name) && std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(std::move(name));
  }
}

// Names from several written bylines, without the outlet itself and without repeats.
std::vector<std::string> Gather(const std::vector<std::string>& bylines,
                                std::string_view site_name) {
  const std::string folded_site = FoldForComparison(site_name);
  std::vector<std::string> names;
  std::vector<std::string> folded_names;
  for (const std::string& byline : bylines) {
    for (std::string& name : NamesIn(byline)) {
      std::string folded = FoldForComparison(name);
      if (folded.empty() || folded == folded_site) continue;
      if (std::find(folded_names.begin(), folded_names.end(), folded) != folded_names.end()) {
        continue;
      }
      folded_names.push_back(std::move(folded));
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<std::string> MetaBylines(const PageFacts& facts, std::string& evidence) {
  constexpr std::array<std::string_view, 15> kKeys = {"author",
                                                      "parsely-author",
                                                      "sailthru.author",
                                                      "article:author",
                                                      "og:article:author",
                                                      "dc.creator",
                                                      "dcterms.creator",
                                                      "dcterms.creator.creator",
                                                      "byl",
                                                      "byline",
                                                      "authors",
                                                      "article.author",
                                                      "dcsext.author",
                                                      "article_author",
                                                      "cxenseparse:author"};
  for (const std::string_view key : kKeys) {
    std::vector<std::string> bylines;
    for (const MetaValue& meta : facts.metas) {
      if (meta.key == key && !NamesIn(meta.value).empty()) bylines.push_back(meta.value);
    }
    if (!bylines.empty()) {
      evidence = "meta:" + std::string(key);
      return bylines;
    }
  }
  return {};
}

// The first mark of a kind and those right beside it: further down they sign other articles.
std::vector<std::string> MarkedBylines(const PageFacts& facts, std::string_view evidence) {
  constexpr NodeId kBeside = 16;
  std::vector<std::string> bylines;
  NodeId last = kNoNode;
  for (const AuthorMark& mark : facts.authors) {
    if (mark.evidence != evidence) continue;
    if (last != kNoNode && mark.node > last + kBeside) break;
    bylines.push_back(mark.text);
    last = mark.node;
  }
  return bylines;
}

bool BeginsWithLeadIn(std::string_view text) {
  return WithoutLeadIn(text).size() < TrimAscii(text).size();
}

// A short block by the headline that its class or its first word calls a byline; else the first
// such block of the page that its class names.
std::vector<std::string> PrintedByline(const PageText& page, std::size_t title_block) {
  constexpr std::size_t kBefore = 6;
  constexpr std::size_t kAfter = 14;
  const auto usable = [&](const TextBlock& block) {
    return block.end - block.begin <= kBylineBytesMax &&
           !block.In(kInNav | kInFooter | kInHidden) && block.StepsTo(kCommentHint) == kNoHint &&
           block.StepsTo(kRelatedHint) > 3;
  };
  const std::size_t first = title_block > kBefore ? title_block - kBefore : 0;
  const std::size_t last = std::min(page.blocks.size(), title_block + 1 + kAfter);
  for (std::size_t i = first; i < last; ++i) {
    const TextBlock& block = page.blocks[i];
    const std::string_view text = page.Text(block);
    if (i == title_block || !usable(block)) continue;
    if (block.StepsTo(kBylineHint) > 1 && !BeginsWithLeadIn(text)) continue;
    if (!NamesIn(text).empty()) return {std::string(text)};
  }
  for (const TextBlock& block : page.blocks) {
    if (!usable(block) || block.StepsTo(kBylineHint) > 1) continue;
    const std::string_view text = page.Text(block);
    if (!NamesIn(text).empty()) return {std::string(text)};
  }
  return {};
}

}  // namespace

std::vector<std::string> NamesIn(std::string_view byline) {
  std::vector<std::string> names;
  if (byline.size() > 4 * kBylineBytesMax) return names;
  std::string_view rest = WithoutLeadIn(byline);
  while (!rest.empty() && names.size() < kNamesMax) {
    std::size_t cut = rest.size();
    std::size_t length = 0;
    for (const std::string_view mark : kBetween) {
      const std::size_t at = rest.find(mark);
      if (at != kNone && at < cut) {
        cut = at;
        length = mark.size();
      }
    }
    AddName(rest.substr(0, cut), names);
    rest.remove_prefix(std::min(cut + length, rest.size()));
  }
  return names;
}

ChosenAuthors ChooseAuthors(const PageFacts& facts, const JsonLdFacts& json_ld,
                            const PageText& page, const BylineContext& context) {
  if (auto names = Gather(json_ld.authors, context.site_name); !names.empty()) {
    return {std::move(names), "json-ld:author"};
  }
  std::string evidence;
  const std::vector<std::string> metas = MetaBylines(facts, evidence);
  if (auto names = Gather(metas, context.site_name); !names.empty()) {
    return {std::move(names), evidence};
  }
  for (const std::string_view marked : {"microdata:author", "rel:author"}) {
    auto names = Gather(MarkedBylines(facts, marked), context.site_name);
    if (!names.empty()) return {std::move(names), std::string(marked)};
  }
  const std::vector<std::string> printed = PrintedByline(page, context.title_block);
  if (auto names = Gather(printed, context.site_name); !names.empty()) {
    return {std::move(names), "byline"};
  }
  // The outlet itself, when it signs.
  if (auto names = Gather(json_ld.authors, {}); !names.empty()) {
    return {std::move(names), "json-ld:author"};
  }
  return {};
}

}  // namespace stratwatch::parsers::internal
