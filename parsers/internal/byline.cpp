#include "parsers/internal/byline.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/text_blocks.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/word_index.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kBylineBytesMax = 640;
constexpr std::size_t kNameBytesMax = 80;
constexpr std::size_t kNameWordsMax = 6;
constexpr std::size_t kNamesMax = 12;

// What stands before a name, in the languages of the mission; compared ASCII-case-blind, longer
// before shorter where one begins another.
// clang-format off
constexpr std::string_view kLeadIns[] = {
    "written and reported by", "written by", "posted by", "published by", "reported by",
    "story by", "reporting by", "text by", "words by", "article by", "insights from",
    "edited by", "authored by", "authors:", "author:", "author ", "by:", "by ", "und ", "and ",
    "autorin/autor", "autor/in", "autor:in", "autoren:", "autorin:", "autor:", "autor ",
    "ein beitrag von", "von:", "von ", "text:", "propos recueillis par", "publié par",
    "écrit par", "par:", "par ", "auteur :", "auteur:", "escrito por", "publicado por", "por:",
    "por ", "scritto da", "di:", "di ", "door:", "door ", "av:", "av ", "af:", "af ", "tekst:",
    "yazan:", "yazar:", "haber:", "muhabir:", "imeandikwa na", "na mwandishi wetu",
    "mwandishi:", "na ", "ditulis oleh", "oleh:", "oleh ", "penulis:", "tác giả:", "автор:",
    "автор ", "Автор:", "Автор ", "АВТОР:", "текст:", "Текст:", "Корреспондент ", "本报记者", "記者",
    "记者：", "记者:", "记者 ", "記者：", "撰文：", "撰文:", "文＝", "文●", "文／", "文/", "文：", "作者：", "作者:", "作者 ",
    "著者：", "著者:", "글 ", "ผู้เขียน", "โดย", "بقلم", "كتبت", "كتب", "تحرير", "إعداد", "الكاتب:",
    "लेखक:", "द्वारा", "מאת", "ጸሐፊ"};
// clang-format on

// What stands behind a name and belongs to the trade.
constexpr std::string_view kTails[] = {" 기자", "기자", " 특파원", "記者", "记者"};

// What stands between two names.
constexpr std::string_view kBetween[] = {" and ", " & ",  " und ", " et ", " y ",  " e ",   " og ",
                                         " och ", " en ", " и ",   " та ", " ve ", " και ", ",",
                                         ";",     " / ",  "、",    "，",   "\n"};

// What ends a list of names: a role, a place or a date follows.
constexpr std::string_view kBreaks[] = {"|", "•", "·", "⋅", "●", " – ", " — ", " - ", "・"};

// Words of a byline that is no person.
// clang-format off
constexpr std::string_view kNoNames[] = {
    "http", "www.", "updated", "published", "read more", "share", "follow", "comment",
    "min read", "null", "undefined", "log in", "log out", "sign in", "subscribe", "profile",
    "[email", "more from", "all posts", "view all"};
// clang-format on

// A part that is one of these follows a person's name as a title.
// clang-format off
constexpr std::string_view kCredentials[] = {
    "md", "m.d.", "phd", "ph.d.", "ph.d", "cfp", "cpa", "cfa", "rn", "rd", "r.d.", "mph",
    "m.p.h.", "mba", "jd", "j.d.", "esq", "esq.", "jr", "jr.", "sr", "sr.", "ii", "iii", "iv",
    "msc", "ma", "ms", "do", "dds", "dvm", "pharmd", "facs", "faap", "rdn", "lcsw", "psyd",
    "msw", "obe", "mbe", "qc", "kc", "mp"};
// clang-format on

// Words of a role; what begins with one of them behind a name is no part of the name.
// clang-format off
constexpr std::string_view kRoles[] = {
    "senior", "staff", "chief", "deputy", "executive", "managing", "contributing", "associate",
    "assistant", "freelance", "special", "political", "editor", "reporter", "correspondent",
    "writer", "contributor", "columnist", "journalist", "author", "founder", "director",
    "producer", "analyst", "redakteur", "redakteurin", "redacteur", "journaliste", "periodista",
    "redactor", "redactora", "corresponsal", "correspondant", "jornalista", "giornalista",
    "muhabiri", "wartawan", "mwandishi", "корреспондент", "журналист", "обозреватель",
    "редактор"};
// clang-format on

bool IsRoleWord(std::string_view word) {
  while (!word.empty() && (word.back() == ',' || word.back() == ':')) word.remove_suffix(1);
  return std::any_of(std::begin(kRoles), std::end(kRoles),
                     [word](std::string_view role) { return EqualsIgnoringCase(word, role); });
}

std::size_t WordsIn(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

// The first word of `text`, which loses it.
std::string_view TakeWord(std::string_view& text) {
  text = TrimAscii(text);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

char32_t FirstOf(std::string_view word) {
  std::size_t at = 0;
  return word.empty() ? 0 : NextCodePoint(word, at);
}

// Is text[2] the first letter of a name glued to "By"?
bool IsGluedBy(std::string_view text) {
  return text.size() > 4 && text.starts_with("By") && text[2] >= 'A' && text[2] <= 'Z' &&
         text[3] >= 'a';
}

// "Written byAna Díaz": two elements that the page shows apart.
bool IsGluedLeadIn(std::string_view lead, std::string_view rest) {
  return lead.ends_with(" by") && u_isupper(static_cast<UChar32>(FirstOf(rest))) != 0;
}

bool IsCredential(std::string_view part) {
  std::string letters = AsciiLower(part);
  for (const std::string_view mark : {"®", "™"}) {
    const std::size_t at = letters.find(mark);
    if (at != kNone) letters.erase(at, mark.size());
  }
  return std::find(std::begin(kCredentials), std::end(kCredentials), letters) !=
         std::end(kCredentials);
}

// "AFP", "TNN", "MD": capitals alone, too short for a name.
bool IsAcronym(std::string_view part) {
  constexpr std::size_t kAcronymBytesMax = 6;
  return !part.empty() && part.size() <= kAcronymBytesMax &&
         std::all_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool LooksLikeName(std::string_view text, BylineForm form) {
  if (IsLeadIn(text) || IsRoleWord(text)) return false;
  if (text.size() < 2 || text.size() > kNameBytesMax || WordsIn(text) > kNameWordsMax) return false;
  static const WordIndex kIndex(kNoNames);
  if (kIndex.StandsIn(text)) return false;
  if (text.find('@') != kNone || text.starts_with("の")) return false;
  const auto digits = std::count_if(text.begin(), text.end(), IsAsciiDigit);
  if (form == BylineForm::kPrinted && digits > 0) return false;
  // A date, a count or an identifier has more digits than a newsroom's name.
  return digits <= 2 && UnitsOf(text) >= 2;
}

// Words with an address in them go: "Ana Díaz ana@example.org", "@ana".
std::string WithoutAddresses(std::string_view text) {
  if (text.find('@') == kNone && text.find("://") == kNone) return std::string(text);
  std::string kept;
  while (!(text = TrimAscii(text)).empty()) {
    const std::string_view word = TakeWord(text);
    if (word.find('@') != kNone || word.find("://") != kNone) continue;
    if (!kept.empty()) kept.push_back(' ');
    kept.append(word);
  }
  return kept;
}

// "Ana Díaz Senior Editor", "Ana Díaz on Tuesday": the name ends before the role or the day.
std::string_view WithoutRole(std::string_view text) {
  std::string_view rest = text;
  for (std::size_t words = 0; !rest.empty(); ++words) {
    const std::string_view before = text.substr(0, text.size() - rest.size());
    const std::string_view word = TakeWord(rest);
    if (word.empty()) break;
    const bool stops = word == "on" || word == "at" || word == "for" || word == "in";
    const bool role = IsRoleWord(word);
    // "Guardian staff reporter" and "Example Japan Staff" are desks.
    if (role && (words < 2 || rest.empty())) return text;
    if (role || (words >= 1 && stops)) return TrimAscii(before);
  }
  return text;
}

// "(Reuters)", a trade behind the name and closing marks go.
std::string TidyName(std::string_view text) {
  text = TrimAscii(text);
  if (text.starts_with("[")) text.remove_prefix(1);
  if (text.ends_with("]")) text.remove_suffix(1);
  for (const std::string_view mark : {"(", "（", "[", " – ", " — ", " - "}) {
    const std::size_t at = text.find(mark);
    if (at != kNone && at > 0) text = TrimAscii(text.substr(0, at));
  }
  for (const std::string_view tail : kTails) {
    if (text.size() > tail.size() && text.ends_with(tail)) text.remove_suffix(tail.size());
  }
  text = WithoutRole(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ':' || text.back() == ',')) {
    // "Jr.", "M.P.H." and initials keep their dot.
    if (text.back() == '.' && text.size() > 2) {
      const char before = text[text.size() - 3];
      if (before == ' ' || before == '.') break;
    }
    if (text.ends_with("r.")) break;
    text.remove_suffix(1);
  }
  return std::string(TrimAscii(text));
}

// Collects the parts of one byline.
class Names {
 public:
  explicit Names(BylineForm form) : form_(form) {}

  void Add(std::string_view part) {
    part = TrimAscii(part);
    // "Ana Díaz, in Economy, Business": sections follow.
    ended_ = ended_ || part.starts_with("in ") || part.starts_with("on ");
    if (part.empty() || ended_) return;
    if (!names_.empty() && (IsCredential(part) || (after_credential_ && IsAcronym(part)))) {
      names_.back().append(", ").append(part);
      after_credential_ = true;
      return;
    }
    after_credential_ = false;
    std::string name = TidyName(WithoutLeadIn(part));
    if (!names_.empty() && BelongsToTheNameBefore(name)) return;
    if (LooksLikeName(name, form_) &&
        std::find(names_.begin(), names_.end(), name) == names_.end()) {
      names_.push_back(std::move(name));
    }
  }

  void SawMark(std::string_view mark) { commas_only_ = commas_only_ && mark == ","; }

  std::vector<std::string> Take() {
    if (form_ == BylineForm::kStated && names_.size() == 2) TurnSurnameFirst();
    return std::move(names_);
  }

 private:
  // An agency, an outlet or a role, behind a comma.
  bool BelongsToTheNameBefore(std::string_view part) const {
    if (form_ == BylineForm::kPrinted && IsAcronym(part)) return true;
    if (part.ends_with(" News")) return true;
    std::string_view rest = part;
    while (!rest.empty()) {
      if (IsRoleWord(TakeWord(rest))) return true;
    }
    return false;
  }

  // "Díaz, Ana" is one person; two people have two words each, or no comma between them.
  void TurnSurnameFirst() {
    const auto one_word = [](std::string_view name) {
      return name.find(' ') == kNone && u_isupper(static_cast<UChar32>(FirstOf(name))) != 0;
    };
    if (!one_word(names_[0]) || !one_word(names_[1]) || !commas_only_) return;
    names_ = {names_[1] + " " + names_[0]};
  }

  BylineForm form_;
  std::vector<std::string> names_;
  bool ended_ = false;
  bool after_credential_ = false;
  bool commas_only_ = true;
};

struct Cut {
  std::size_t at = kNone;
  std::string_view mark;
};

template <typename Marks>
Cut FirstMark(std::string_view text, const Marks& marks) {
  Cut cut;
  for (const std::string_view mark : marks) {
    const std::size_t at = text.find(mark);
    if (at < cut.at) cut = {at, mark};
  }
  return cut;
}

// Also "Ana Díaz/Bo Li": a slash between a small letter and a capital.
Cut NextBetween(std::string_view text) {
  const Cut cut = FirstMark(text, kBetween);
  for (std::size_t at = text.find('/', 1); at < cut.at; at = text.find('/', at + 1)) {
    if (at + 1 >= text.size()) break;
    const bool small_before = text[at - 1] >= 'a' && text[at - 1] <= 'z';
    if (small_before && text[at + 1] >= 'A' && text[at + 1] <= 'Z') return {at, "/"};
  }
  return cut;
}

std::string_view WithoutColon(std::string_view words) {
  words = TrimAscii(words);
  if (words.ends_with("：")) words.remove_suffix(std::string_view("：").size());
  if (words.ends_with(":")) words.remove_suffix(1);
  return TrimAscii(words);
}

// The lead-ins as they stand alone. Most lines asked about are longer than any of them.
struct BareLeadIns {
  std::array<std::string_view, std::size(kLeadIns)> bare;
  std::size_t bytes_max = 0;
};

const BareLeadIns& LeadIns() {
  static const BareLeadIns kBare = [] {
    BareLeadIns leads;
    for (std::size_t i = 0; i < std::size(kLeadIns); ++i) {
      leads.bare[i] = WithoutColon(kLeadIns[i]);
      leads.bytes_max = std::max(leads.bytes_max, leads.bare[i].size());
    }
    return leads;
  }();
  return kBare;
}

}  // namespace

std::string_view WithoutLeadIn(std::string_view text) {
  bool again = true;
  while (again) {
    again = false;
    text = TrimAscii(text);
    for (const std::string_view lead : kLeadIns) {
      if (!StartsWithIgnoringCase(text, lead)) continue;
      // "Text by" alone would eat "Text bydlo": what ends in a letter must end a word.
      const std::string_view rest = text.substr(lead.size());
      const bool open = IsAsciiAlpha(lead.back());
      if (open && !rest.empty() && IsAsciiAlnum(rest[0]) && !IsGluedLeadIn(lead, rest)) continue;
      text = rest;
      again = !text.empty();
      break;
    }
    if (IsGluedBy(text)) text.remove_prefix(2);
    while (text.starts_with(":") || text.starts_with("-") || text.starts_with("|")) {
      text = TrimAscii(text.substr(1));
    }
  }
  return text;
}

bool IsLeadIn(std::string_view text) {
  text = WithoutColon(text);
  if (text.empty() || text.size() > LeadIns().bytes_max) return false;
  return std::any_of(LeadIns().bare.begin(), LeadIns().bare.end(),
                     [&](std::string_view lead) { return EqualsIgnoringCase(lead, text); });
}

std::vector<std::string> NamesIn(std::string_view byline, BylineForm form) {
  if (byline.size() > kBylineBytesMax) return {};
  const std::string text = WithoutAddresses(byline);
  std::string_view rest = WithoutLeadIn(text);
  // The first stretch between bars that holds a name is the list of names.
  while (!rest.empty()) {
    const Cut end = FirstMark(rest, kBreaks);
    std::string_view list = rest.substr(0, end.at);
    rest.remove_prefix(std::min(list.size() + end.mark.size(), rest.size()));
    Names names(form);
    for (std::size_t count = 0; !list.empty() && count < kNamesMax; ++count) {
      const Cut cut = NextBetween(list);
      names.Add(list.substr(0, cut.at));
      if (cut.at == kNone) break;
      names.SawMark(cut.mark);
      list.remove_prefix(cut.at + cut.mark.size());
    }
    if (std::vector<std::string> found = names.Take(); !found.empty()) return found;
  }
  return {};
}

bool IsWrittenAsPerson(std::string_view text) {
  constexpr std::string_view kParticles[] = {"de",  "da", "do", "dos", "del", "van", "von", "der",
                                             "den", "di", "la", "le",  "al",  "el",  "bin", "ibn"};
  std::size_t words = 0;
  std::string_view rest = text;
  while (!(rest = TrimAscii(rest)).empty()) {
    const std::string_view word = TakeWord(rest);
    ++words;
    const bool particle =
        std::find(std::begin(kParticles), std::end(kParticles), word) != std::end(kParticles);
    if (!particle && u_isupper(static_cast<UChar32>(FirstOf(word))) == 0) return false;
  }
  return words >= 2 && words <= 4;
}

}  // namespace stratwatch::parsers::internal
