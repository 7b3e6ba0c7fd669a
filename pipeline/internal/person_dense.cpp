// Persons in Chinese, Japanese and Thai, which write no spaces between words.
#include <algorithm>
#include <array>

#include "pipeline/internal/dense_words.h"
#include "pipeline/internal/person_finder.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;
using Kind = PeopleWordKind;

constexpr std::size_t kSurnameUnitsMax = 3;  // 長谷川, 欧阳
constexpr std::size_t kChineseGivenMax = 2;
constexpr std::size_t kJapaneseGivenMax = 3;  // 進次郎
constexpr std::size_t kForeignUnitsMax = 12;
constexpr std::size_t kRoleUnitsMax = 24;
constexpr std::size_t kThaiRoleUnitsMax = 70;

constexpr float kSureConfidence = 0.9F;
constexpr float kForeignConfidence = 0.8F;
constexpr float kSurnameConfidence = 0.65F;

bool IsDense(const PeopleText& text, std::size_t at) {
  return at < text.folded().units.size() &&
         ScriptGroupOf(text.folded().kinds[at]) == ScriptGroup::kDense;
}

bool IsMiddleDot(char16_t unit) {
  return unit == u'·' || unit == u'・' || unit == u'‧' || unit == u'•';
}

char16_t UnitAt(const PeopleText& text, std::size_t at) {
  return at < text.folded().units.size() ? text.folded().units[at] : u'\0';
}

// Units of the surname that begins at `at`, the longest; 0 for none.
std::size_t SurnameAt(const PeopleText& text, std::size_t at) {
  for (std::size_t size = kSurnameUnitsMax; size > 0; --size) {
    if (at + size > text.folded().units.size()) continue;
    if (text.words().Has(Kind::kSurname, text.Units(at, at + size))) return size;
  }
  return 0;
}

// Where the office before a role's head begins: 工业和信息化部|部长, 京都大学|教授.
std::size_t OfficeBegin(const PeopleText& text, std::size_t at) {
  const std::size_t from = at;
  while (from - at < kRoleUnitsMax) {
    std::size_t length = DenseOfficeBefore(text, at);
    length = std::max(length, text.HeadBefore(at));
    const char16_t joiner = at > 1 && length == 0 && at < from ? UnitAt(text, at - 1) : u'\0';
    if (joiner == u'和' || joiner == u'与' || joiner == u'及' || joiner == u'兼') {
      length = DenseOfficeBefore(text, at - 1);
      if (length > 0) ++length;
    }
    if (length == 0) break;
    at -= length;
  }
  // A body that no list knows whole, found before: 台湾大学|教授.
  return at < from || at == 0 ? at : text.OrganisationBefore(at);
}

// ---- Chinese

// Words that follow a name and begin none of its characters.
bool ChineseNameEnds(const PeopleText& text, std::size_t at) {
  static constexpr std::array kFollowers = {
      u"会见"sv, u"出席"sv, u"今天"sv, u"今日"sv, u"昨天"sv, u"日前"sv, u"近日"sv, u"当天"sv,
      u"主持"sv, u"将"sv,   u"也"sv,   u"已"sv,   u"还"sv,   u"先生"sv, u"女士"sv, u"等"sv,
      u"访问"sv, u"抵达"sv, u"发表"sv, u"签署"sv, u"认"sv,   u"同"sv,   u"周"sv,   u"率"sv,
      u"上午"sv, u"下午"sv, u"博士"sv, u"教授"sv, u"宣"sv,   u"则"sv,   u"曾"sv,   u"不"sv,
      u"强调"sv, u"接受"sv, u"会谈"sv, u"上周"sv, u"本周"sv, u"星期"sv, u"致"sv,   u"就"sv};
  if (!IsDense(text, at) || IsDenseBreak(text, at)) return true;
  if (IsDenseFormAt(text, Kind::kSay, at)) return true;
  const std::u16string_view rest = std::u16string_view(text.folded().units).substr(at);
  return std::any_of(kFollowers.begin(), kFollowers.end(),
                     [&](std::u16string_view word) { return rest.substr(0, word.size()) == word; });
}

// 让·莫罗, 特朗普: characters that foreign names are written with.
std::size_t ForeignNameEnd(const PeopleText& text, std::size_t begin, bool& dotted) {
  const auto& sets = text.words().Forms(Kind::kTransliteration);
  if (sets.empty()) return begin;
  dotted = false;
  std::size_t at = begin;
  for (; at - begin < kForeignUnitsMax && at < text.folded().units.size(); ++at) {
    const char16_t unit = text.folded().units[at];
    if (at > begin + 1 && IsDenseFormAt(text, Kind::kSay, at)) break;
    if (at > begin && IsMiddleDot(unit)) {
      dotted = true;
    } else if (sets.front().find(unit) == std::u16string::npos) {
      break;
    }
  }
  return at;
}

bool ChineseName(const PeopleText& text, std::size_t begin, PersonMention& person) {
  person.name_begin = begin;
  bool dotted = false;
  const std::size_t foreign = ForeignNameEnd(text, begin, dotted);
  if (dotted) {
    person.name_end = foreign;
    person.confidence = kForeignConfidence;
    return true;
  }
  const std::size_t surname = SurnameAt(text, begin);
  for (std::size_t given = kChineseGivenMax; surname > 0 && given > 0; --given) {
    const std::size_t end = begin + surname + given;
    bool whole = end <= text.folded().units.size() && !text.HasRole(begin + 1, end);  // 任|主席
    for (std::size_t at = begin; whole && at < end; ++at) whole = IsDense(text, at);
    if (!whole || !ChineseNameEnds(text, end)) continue;
    // 王丽|指出, not 王丽指|出.
    if (given == 2 && IsDenseFormAt(text, Kind::kSay, end - 1)) continue;
    person.name_end = end;
    person.confidence = kSureConfidence;
    return true;
  }
  if (foreign - begin >= 2 && foreign - begin <= 6 && ChineseNameEnds(text, foreign)) {
    person.name_end = foreign;
    person.confidence = kSurnameConfidence;
    return true;
  }
  return false;
}

bool FindChinese(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  person.role_begin = OfficeBegin(text, role.begin);
  person.role_end = role.end;
  return ChineseName(text, role.end, person);
}

// ---- Japanese

bool IsJapaneseBoundary(const PeopleText& text, std::size_t at) {
  return at == 0 || !IsDense(text, at - 1) || IsDenseBreak(text, at - 1) ||
         UnitAt(text, at - 1) == u'・';
}

// 松田健一|デジタル相, 高橋|首相: the name ends where the role begins.
bool JapaneseNameBefore(const PeopleText& text, std::size_t end, PersonMention& person) {
  if (end > 0 && IsMiddleDot(UnitAt(text, end - 1))) --end;
  for (std::size_t size = std::min(end, kSurnameUnitsMax + kJapaneseGivenMax); size > 0; --size) {
    const std::size_t begin = end - size;
    const std::size_t surname = SurnameAt(text, begin);
    if (surname == 0 || surname > size || size - surname > kJapaneseGivenMax) continue;
    if (!IsJapaneseBoundary(text, begin)) continue;
    bool whole = true;
    for (std::size_t at = begin; at < end; ++at) whole = whole && IsDense(text, at);
    for (std::size_t at = begin; at < begin + surname; ++at) {
      whole = whole && !IsDenseBreak(text, at);
    }
    // 関する|大統領: what ends as verbs and particles do is no given name.
    static constexpr std::u16string_view kEndings = u"るたていうくでとのにをはがすも";
    whole = whole && kEndings.find(UnitAt(text, end - 1)) == std::u16string_view::npos;
    if (!whole) continue;
    person.name_begin = begin;
    person.name_end = end;
    person.confidence = surname == size ? kSurnameConfidence : kSureConfidence;
    return true;
  }
  return false;
}

// 首相の|石破茂|氏, CEOの|サム・アルトマン|氏
bool JapaneseNameBehind(const PeopleText& text, std::size_t begin, PersonMention& person) {
  if (UnitAt(text, begin) != u'の') return false;
  ++begin;
  const auto closes = [&](std::size_t at) {
    return UnitAt(text, at) == u'氏' || UnitAt(text, at) == u'さ';
  };
  std::size_t at = begin;
  bool katakana = false;
  while (at < text.folded().units.size() && at - begin < kForeignUnitsMax &&
         (text.folded().kinds[at] == kKatakanaKind || IsMiddleDot(UnitAt(text, at)))) {
    katakana = true;
    ++at;
  }
  const std::size_t surname = SurnameAt(text, begin);
  if (!katakana && surname > 0) {
    at = begin + surname;
    while (at - begin < surname + kJapaneseGivenMax && IsDense(text, at) && !closes(at)) ++at;
  }
  if (at == begin || !closes(at)) return false;
  person.name_begin = begin;
  person.name_end = at;
  person.confidence = katakana ? kForeignConfidence : kSureConfidence;
  return true;
}

bool FindJapanese(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  person.role_begin = OfficeBegin(text, role.begin);
  person.role_end = role.end;
  return JapaneseNameBehind(text, role.end, person) ||
         JapaneseNameBefore(text, person.role_begin, person);
}

// ---- Thai

// A run that begins with "นาย" or "ดร.", and the surname's run behind it.
bool ThaiNameAt(const PeopleText& text, std::size_t word, PersonMention& person) {
  if (word + 1 >= text.size()) return false;
  std::size_t begin = text.Begin(word);
  const std::size_t honorific = DenseFormLength(text, Kind::kHonorific, begin);
  if (honorific == 0) return false;
  begin += honorific;
  while (begin < text.folded().units.size() && !IsDense(text, begin)) ++begin;  // After "ดร."
  word = text.WordAt(begin);
  if (word + 1 >= text.size() || !text.Joined(word + 1)) return false;
  if (text.End(word) - begin < 2) return false;
  if (IsDenseFormAt(text, Kind::kSay, text.Begin(word + 1))) return false;
  person.name_begin = begin;
  person.name_end = text.End(word + 1);
  person.confidence = kSureConfidence;
  return true;
}

bool FindThai(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  const std::size_t word = role.words.first;
  person.role_begin = role.begin;
  person.role_end = role.end;
  const FoldedText& folded = text.folded();
  while (person.role_end < folded.units.size() &&
         person.role_end - role.begin < kThaiRoleUnitsMax &&
         folded.kinds[person.role_end] == folded.kinds[role.begin] &&
         !IsDenseFormAt(text, Kind::kSay, person.role_end) &&
         !IsDenseFormAt(text, Kind::kHonorific, person.role_end)) {
    ++person.role_end;
  }
  if (text.Begin(word) == role.begin) {
    for (const std::size_t back : {2, 3}) {
      if (word < back || !text.Joined(word) || !ThaiNameAt(text, word - back, person)) continue;
      if (person.name_end == text.End(word - 1)) return true;
    }
  }
  return ThaiNameAt(text, text.WordAt(person.role_end), person) &&
         text.Joined(text.WordAt(person.name_begin));
}

}  // namespace

bool FindDensePerson(const PeopleText& text, const PeopleHead& role, PersonMention& person) {
  const std::string_view language = text.language().substr(0, 2);
  if (language == "ja") return FindJapanese(text, role, person);
  if (language == "th") return FindThai(text, role, person);
  return FindChinese(text, role, person);
}

}  // namespace stratwatch::pipeline::internal
