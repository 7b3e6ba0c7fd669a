#include <algorithm>
#include <array>
#include <optional>

#include "pipeline/internal/dense_words.h"
#include "pipeline/internal/organisation_names.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using Kind = PeopleWordKind;

// A name that no word list knows has two to four characters before its body's word: 清华|大学.
constexpr std::size_t kUnknownUnitsMin = 2;
constexpr std::size_t kUnknownUnitsMax = 4;
// 工业和信息化部: parts of one name, joined.
constexpr int kPartsMax = 6;
constexpr std::size_t kThaiUnitsMax = 60;
constexpr std::size_t kThaiLeftUnitsMax = 24;
constexpr std::size_t kThaiNameUnitsMin = 3;

bool IsJoiner(char16_t unit) {
  return unit == u'和' || unit == u'与' || unit == u'及' || unit == u'・';
}

// Han and kana: what the body is of stands before its word.
std::optional<OrganisationName> FindHan(const PeopleText& text, const PeopleHead& head) {
  if (text.HasRole(head.begin, head.end)) return std::nullopt;  // 部 in 部长
  std::size_t begin = head.begin;
  for (int part = 0; part < kPartsMax; ++part) {
    std::size_t length = DenseOfficeBefore(text, begin);
    if (length == 0 && begin > 1 && begin < head.begin &&
        IsJoiner(text.folded().units[begin - 1])) {
      length = DenseOfficeBefore(text, begin - 1);
      if (length > 0) ++length;
    }
    if (length == 0) break;
    begin -= length;
  }
  const std::size_t known = head.begin - begin;
  if (known > (head.end - head.begin < 2 ? 1U : 0U)) return OrganisationName{begin, head.end};
  const std::string& kind = head.row->value;
  if (known > 0 || (kind != "university" && kind != "bank")) return std::nullopt;
  const std::size_t length = DenseRunBefore(text, head.begin, kUnknownUnitsMax + 1);
  if (length < kUnknownUnitsMin || length > kUnknownUnitsMax) return std::nullopt;
  return OrganisationName{head.begin - length, head.end};
}

// Thai: the name follows its body's word, up to the next space.
std::optional<OrganisationName> FindThai(const PeopleText& text, const PeopleHead& head) {
  const FoldedText& folded = text.folded();
  std::size_t end = head.end;
  while (end < folded.units.size() && end - head.end < kThaiUnitsMax &&
         folded.kinds[end] == folded.kinds[head.begin] && !IsDenseFormAt(text, Kind::kSay, end)) {
    ++end;
  }
  if (end - head.end >= kThaiNameUnitsMin) return OrganisationName{head.begin, end};
  std::size_t begin = head.begin;  // จุฬาลงกรณ์มหาวิทยาลัย
  while (begin > 0 && folded.kinds[begin - 1] == folded.kinds[head.begin]) --begin;
  const std::size_t length = head.begin - begin;
  if (length < kThaiNameUnitsMin || length > kThaiLeftUnitsMax) return std::nullopt;
  return OrganisationName{begin, head.end};
}

}  // namespace

std::vector<OrganisationName> FindDenseOrganisationNames(const PeopleText& text) {
  std::vector<OrganisationName> names;
  const std::string_view language = text.language().substr(0, 2);
  for (const PeopleHead& head : text.Bodies()) {
    if (ScriptGroupOf(text.folded().kinds[head.begin]) != ScriptGroup::kDense) continue;
    if (head.row->value == "company" && language != "th") continue;  // 深圳公司 names no company.
    const auto name = language == "th" ? FindThai(text, head) : FindHan(text, head);
    if (name) names.push_back(*name);
  }
  return names;
}

}  // namespace stratwatch::pipeline::internal
