#include "parsers/internal/printed_byline.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "parsers/date.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/byline.h"
#include "parsers/internal/class_hints.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/word_index.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// A byline with roles and a date is no longer.
constexpr std::size_t kBylineBytesMax = 160;
// How many blocks around the headline may hold it.
constexpr std::size_t kBlocksBefore = 6;
constexpr std::size_t kBlocksAfter = 14;
// Names of one byline stand within so many nodes of each other.
constexpr NodeId kBeside = 24;
// More names than this on one page sign other articles.
constexpr std::size_t kNamesAnywhereMax = 3;

// Parts of the paths under which sites keep their authors' pages.
constexpr std::string_view kAuthorPaths[] = {
    "author",      "authors",        "autor",      "autores",     "autoren",     "autorin",
    "auteur",      "auteurs",        "autori",     "by",          "byline",      "bylines",
    "contributor", "contributors",   "journalist", "journalists", "journaliste", "journalistes",
    "reporter",    "reporters",      "writer",     "writers",     "editors",     "columnist",
    "columnists",  "correspondents", "yazar",      "yazarlar",    "penulis",     "avtor",
    "avtory",      "redakteur",      "redaktion",  "redacteur",   "firmas",      "meet-the-team"};
// The same, but sections about people have them too.
constexpr std::string_view kPeoplePaths[] = {"people",  "person",   "persons", "staff", "team",
                                             "profile", "profiles", "user",    "users", "experts"};

// Whoever stands behind these words did not write the text.
constexpr std::string_view kOtherTrades[] = {
    "review",   "edited",    "fact",    "photo",     "foto",     "image",      "illustrat",
    "translat", "more from", "more by", "medically", "approved", "updated by", "présenté"};

bool SaysOtherTrade(std::string_view text) {
  static const WordIndex kIndex(kOtherTrades);
  return kIndex.StandsIn(text);
}

enum class AuthorPath { kNo, kPeople, kYes };

AuthorPath PathOf(std::string_view href) {
  AuthorPath found = AuthorPath::kNo;
  if (FindIgnoringCase(href, "?author=") != kNone) return AuthorPath::kYes;
  if (const std::size_t scheme = href.find("://"); scheme != kNone) {
    const std::size_t path = href.find('/', scheme + 3);
    href = path == kNone ? std::string_view() : href.substr(path);
  }
  href = href.substr(0, href.find_first_of("?#"));
  while (!href.empty()) {
    const std::size_t end = href.find('/');
    const std::string_view part = href.substr(0, end);
    // The name itself comes behind.
    if (end == kNone || end + 1 >= href.size()) break;
    const auto is = [part](std::string_view word) { return EqualsIgnoringCase(part, word); };
    if (std::any_of(std::begin(kAuthorPaths), std::end(kAuthorPaths), is)) return AuthorPath::kYes;
    if (std::any_of(std::begin(kPeoplePaths), std::end(kPeoplePaths), is)) {
      found = AuthorPath::kPeople;
    }
    href.remove_prefix(end + 1);
  }
  return found;
}

// Do the last one to three words of `text` introduce a name?
bool EndsInLeadIn(std::string_view text) {
  text = TrimAscii(text);
  std::size_t begin = text.size();
  for (int words = 0; words < 3 && begin > 0; ++words) {
    begin = text.rfind(' ', begin - 1);
    if (begin == kNone) return IsLeadIn(text);
    if (IsLeadIn(text.substr(begin + 1))) return true;
  }
  return false;
}

bool BeginsWithLeadIn(std::string_view text) {
  return WithoutLeadIn(text).size() < TrimAscii(text).size();
}

// A sentence that begins with "By" is none.
bool EndsSentence(std::string_view text) {
  return text.ends_with("!") || text.ends_with("?") || text.ends_with("。") ||
         (text.ends_with(".") && text.size() > 40);
}

bool BeginsInLowerCase(std::string_view text) {
  const std::string_view name = WithoutLeadIn(text);
  std::size_t at = 0;
  return !name.empty() && u_islower(static_cast<UChar32>(NextCodePoint(name, at))) != 0;
}

// What stands between two linked names.
bool IsBetween(std::string_view text) {
  constexpr std::string_view kWords[] = {",",  "and", "&", "und", "et", "y", "e",
                                         "og", "och", "и", "ve",  "、", "，"};
  return std::find(std::begin(kWords), std::end(kWords), TrimAscii(text)) != std::end(kWords);
}

// "Ana Díaz | Senior Writer | 2 July 2025" right below the headline.
bool IsNameAndDate(std::string_view text) {
  const std::size_t bar = std::min({text.find('|'), text.find("•"), text.find("·")});
  if (bar == kNone || !IsWrittenAsPerson(text.substr(0, bar))) return false;
  return ParseWrittenDate(text.substr(bar + 1), "en").has_value();
}

void Append(std::vector<std::string> from, std::vector<std::string>& names) {
  for (std::string& name : from) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
}

}  // namespace

// Does a container say that what it holds belongs to another article, or to nobody's?
bool PrintedBylines::IsElsewhere(NodeId id) const {
  constexpr int kSteps = 8;
  constexpr HintBits kOthers = kCommentHint | kRelatedHint;
  for (int step = 0; step < kSteps && id != kNoNode; ++step, id = document_.Node(id).parent) {
    const GumboTag tag = document_.Node(id).tag;
    if (tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_FOOTER || tag == GUMBO_TAG_FIGURE) return true;
    if (tag == GUMBO_TAG_BODY) return false;
    const std::string_view names = document_.Attribute(id, "class");
    if (step > 0 && (HintsOf(names) & kOthers) != 0) return true;
  }
  return false;
}

// The words right before an element, within its block.
std::string PrintedBylines::TextBefore(NodeId id) const {
  constexpr NodeId kNodesBack = 6;
  for (NodeId back = 1; back <= kNodesBack && back <= id; ++back) {
    const NodeId at = id - back;
    if (!document_.Node(at).IsText()) continue;
    const std::string_view text = TrimAscii(document_.Text(at));
    if (!text.empty()) return std::string(text);
  }
  return {};
}

// Is the block around an element no longer than a byline? A name in a paragraph is a source.
bool PrintedBylines::StandsInLine(NodeId id) const {
  const auto runs_on = [this](NodeId at) {
    const GumboTag tag = document_.Node(at).tag;
    return tag == GUMBO_TAG_A || tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_STRONG ||
           tag == GUMBO_TAG_B || tag == GUMBO_TAG_EM || tag == GUMBO_TAG_I;
  };
  while (runs_on(id) && document_.Node(id).parent != kNoNode) id = document_.Node(id).parent;
  const std::string line = document_.TextBelow(id);
  return line.size() <= kBylineBytesMax && !EndsSentence(line);
}

bool PrintedBylines::Carries(NodeId id, Mark mark, bool follows_name) const {
  if (mark == Mark::kLink) {
    if (document_.Node(id).tag != GUMBO_TAG_A) return false;
    const AuthorPath path = PathOf(document_.Attribute(id, "href"));
    if (path != AuthorPath::kYes && !follows_name && !EndsInLeadIn(TextBefore(id))) {
      if (path == AuthorPath::kNo || !IsInBylineBox(id)) return false;
      if (!IsWrittenAsPerson(document_.TextBelow(id))) return false;
    }
    return !BeginsInLowerCase(document_.TextBelow(id)) && StandsInLine(id);
  }
  const std::string_view names = document_.Attribute(id, "class");
  if (names.empty()) return false;
  const bool byline = (HintsOf(names) & kBylineHint) != 0;
  if (mark == Mark::kClass) return byline;
  return FindIgnoringCase(names, "name") != kNone &&
         (byline || FindIgnoringCase(names, "author") != kNone);
}

bool PrintedBylines::IsInBylineBox(NodeId id) const {
  constexpr int kSteps = 3;
  for (int step = 0; step <= kSteps && id != kNoNode; ++step, id = document_.Node(id).parent) {
    if ((HintsOf(document_.Attribute(id, "class")) & kBylineHint) != 0) return true;
  }
  return false;
}

// Is all that stands between two nodes a comma or "and"?
bool PrintedBylines::OnlyBetween(NodeId begin, NodeId end) const {
  bool any = false;
  for (NodeId id = begin; id < end; ++id) {
    if (!document_.Node(id).IsText()) continue;
    const std::string_view text = TrimAscii(document_.Text(id));
    if (text.empty()) continue;
    if (!IsBetween(text)) return false;
    any = true;
  }
  return any;
}

// A link or a heading within an element that is written as one person's name.
std::vector<std::string> PrintedBylines::PersonWithin(NodeId id, bool in_heading) const {
  for (NodeId at = id + 1; at < document_.Node(id).end; ++at) {
    const GumboTag tag = document_.Node(at).tag;
    const bool heading = tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
    if (in_heading ? !heading : tag != GUMBO_TAG_A) continue;
    const std::string text = document_.TextBelow(at);
    if (!IsWrittenAsPerson(text)) continue;
    if (auto names = NamesIn(text); !names.empty()) return names;
  }
  return {};
}

// The names an element shows. A box about the author has the name as its heading; one whose text
// is no byline may link to the author.
std::vector<std::string> PrintedBylines::NamesBelow(NodeId id, Mark mark) const {
  const std::string text = document_.TextBelow(id);
  if (text.size() < 2 || text.size() > 2 * kBylineBytesMax || SaysOtherTrade(text)) return {};
  if (mark != Mark::kLink) {
    if (auto names = PersonWithin(id, /*in_heading=*/true); !names.empty()) return names;
  }
  if (text.size() <= kBylineBytesMax) {
    if (auto names = NamesIn(text); !names.empty()) return names;
  }
  return mark == Mark::kLink ? std::vector<std::string>() : PersonWithin(id, /*in_heading=*/false);
}

PrintedBylines::MarkedNames PrintedBylines::Marked(Mark mark, NodeId begin, NodeId end) const {
  MarkedNames marked;
  marked.end = end;
  NodeId last = kNoNode;
  for (NodeId id = begin; id < end; ++id) {
    if (last != kNoNode && id > last + kBeside) break;
    if (document_.Node(id).IsText()) continue;
    const bool follows_name = last != kNoNode && OnlyBetween(last, id);
    if (!Carries(id, mark, follows_name) || IsElsewhere(id)) continue;
    if (SaysOtherTrade(TextBefore(id))) continue;
    std::vector<std::string> found = NamesBelow(id, mark);
    if (found.empty()) continue;
    Append(std::move(found), marked.names);
    last = document_.Node(id).end;
    marked.end = last;
    id = last - 1;
  }
  return marked;
}

std::vector<std::string> PrintedBylines::InBlock(std::size_t index) const {
  const TextBlock& block = page_.blocks[index];
  const std::string_view text = page_.Text(block);
  if (text.size() > kBylineBytesMax || block.In(kInNav | kInFooter | kInHidden) ||
      block.StepsTo(kCommentHint) != kNoHint || block.StepsTo(kRelatedHint) <= 3) {
    return {};
  }
  if (SaysOtherTrade(text) || EndsSentence(text)) return {};
  // "By" alone: the name is the next block.
  if (IsLeadIn(text) && index + 1 < page_.blocks.size()) {
    const std::string_view next = page_.Text(page_.blocks[index + 1]);
    return next.size() <= kBylineBytesMax && !EndsSentence(next) ? NamesIn(next)
                                                                 : std::vector<std::string>();
  }
  if (block.StepsTo(kBylineHint) <= 1) return NamesIn(text);
  const bool introduced = BeginsWithLeadIn(text) && !BeginsInLowerCase(text);
  return introduced || IsNameAndDate(text) ? NamesIn(text) : std::vector<std::string>();
}

std::vector<std::string> PrintedBylines::InBlocks(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end; ++i) {
    if (i == title_block_) continue;
    if (std::vector<std::string> names = InBlock(i); !names.empty()) return names;
  }
  return {};
}

PrintedByline PrintedBylines::NearTitle() const {
  if (page_.blocks.empty()) return {};
  const std::size_t first = title_block_ > kBlocksBefore ? title_block_ - kBlocksBefore : 0;
  const std::size_t last = std::min(page_.blocks.size(), title_block_ + 1 + kBlocksAfter);
  const NodeId begin = page_.blocks[first].node;
  const NodeId end = document_.Node(page_.blocks[last - 1].node).end;
  for (const auto& [mark, evidence] :
       {std::pair{Mark::kLink, "byline:link"}, std::pair{Mark::kNamedClass, "byline:class"},
        std::pair{Mark::kClass, "byline:class"}}) {
    if (auto marked = Marked(mark, begin, end); !marked.names.empty()) {
      return {std::move(marked.names), evidence};
    }
  }
  return {InBlocks(first, last), "byline:text"};
}

PrintedByline PrintedBylines::InDateline() const {
  constexpr std::size_t kHeadBytes = 160;
  constexpr std::size_t kParagraphs = 8;
  const std::size_t last = std::min(page_.blocks.size(), title_block_ + 1 + kParagraphs);
  for (std::size_t i = title_block_; i < last; ++i) {
    const std::string_view head = Utf8Prefix(page_.Text(page_.blocks[i]), kHeadBytes);
    // "新华社北京3月17日电（记者王小明、李华）"
    for (const std::string_view open : {"（记者", "(记者", "（記者", "(記者"}) {
      const std::size_t at = head.find(open);
      if (at == kNone) continue;
      const std::string_view rest = head.substr(at + open.size());
      const std::size_t end = std::min(rest.find("）"), rest.find(')'));
      if (end == kNone) continue;
      if (auto names = NamesIn(rest.substr(0, end)); !names.empty()) {
        return {std::move(names), "byline:dateline"};
      }
    }
    // "(서울=통신) 홍길동 기자 = …"
    if (const std::size_t at = head.find(" 기자 ="); at != kNone) {
      std::string_view names = head.substr(0, at);
      if (const std::size_t close = names.rfind(')'); close != kNone) {
        names.remove_prefix(close + 1);
      }
      if (auto found = NamesIn(names); !found.empty()) return {std::move(found), "byline:dateline"};
    }
  }
  return {};
}

PrintedByline PrintedBylines::Anywhere() const {
  const auto end = static_cast<NodeId>(document_.Size());
  for (const auto& [mark, evidence] :
       {std::pair{Mark::kNamedClass, "byline:class"}, std::pair{Mark::kLink, "byline:link"}}) {
    MarkedNames first = Marked(mark, 0, end);
    std::vector<std::string> all = first.names;
    for (NodeId next = first.end; next < end && all.size() <= kNamesAnywhereMax;) {
      MarkedNames more = Marked(mark, next, end);
      next = more.end;
      Append(std::move(more.names), all);
    }
    if (!first.names.empty() && all.size() <= kNamesAnywhereMax) {
      return {std::move(first.names), evidence};
    }
  }
  return {InBlocks(0, page_.blocks.size()), "byline:text"};
}

}  // namespace stratwatch::parsers::internal
