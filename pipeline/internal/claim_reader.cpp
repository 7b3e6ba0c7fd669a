#include "pipeline/internal/claim_reader.h"

#include <algorithm>
#include <array>

#include "pipeline/internal/sentence.h"
#include "pipeline/internal/token_boundary.h"

namespace stratwatch::pipeline::internal {
namespace {

using namespace std::string_view_literals;

// Small numbers in words are mostly no figures ("two sides", "three days of talks").
constexpr double kWordValueMin = 4.0;
// "100 industrial data sets", "22 Indian languages": so far may a noun stand from its number.
constexpr std::size_t kNounGapUnitsMax = 28;
constexpr int kNounGapWordsMax = 3;
// A sum may leave its currency out: "up to 20 million for each company" counts no companies.
constexpr int kScaledNounGapWordsMax = 2;
constexpr std::size_t kNounGapDenseMax = 6;
// A rank's word in the sentence makes an ordinal a rank ("from 90th to 50th place").
constexpr std::size_t kRankReachUnits = 60;

std::u16string_view Units(const FoldedText& folded, std::size_t begin, std::size_t end) {
  return std::u16string_view(folded.units).substr(begin, end - begin);
}

ClaimMention Make(const Quantity& quantity, ClaimType type, std::string unit) {
  ClaimMention claim;
  claim.begin = quantity.begin;
  claim.end = quantity.end;
  claim.type = type;
  claim.value = quantity.value;
  claim.unit = std::move(unit);
  return claim;
}

void Widen(ClaimMention& claim, const FigureWord& word) {
  claim.begin = std::min(claim.begin, word.begin);
  claim.end = std::max(claim.end, word.end);
}

// A year of the common era or of the Thai calendar, by its looks.
bool LooksLikeYear(const Quantity& quantity) {
  const double value = quantity.value;
  return quantity.plain && ((value >= 1900 && value <= 2100) || (value >= 2500 && value <= 2650));
}

// The word when it tells a rank on that side of its number.
const FigureWord* RankWord(const FigureWord* word, std::string_view side) {
  return word != nullptr && word->row->units.front() == side ? word : nullptr;
}

}  // namespace

std::size_t ClaimReader::AfterGap(std::size_t end) const {
  static constexpr std::array kConnectors = {u" d'"sv, u" de "sv, u" di "sv,  u" of "sv, u" do "sv,
                                             u" ה "sv, u" و"sv,   u"여 "sv,   u"여"sv,   u"余"sv,
                                             u"多"sv,  u". "sv,   u" από "sv, u" "sv};
  for (const std::u16string_view connector : kConnectors) {
    // "20 Mio. Euro", not "by 2030. Officials".
    if (connector == u". " && end > 0 && body_.folded.kinds[end - 1] == kDigitKind) continue;
    if (Units(body_.folded, end, end + connector.size()) == connector) {
      return end + connector.size();
    }
  }
  return end;
}

const FigureWord* ClaimReader::Following(std::size_t end, FigureKind kind) const {
  // The longest word decides: 日元 is money though 日 is a time.
  for (const std::size_t at : {end, AfterGap(end)}) {
    const FigureWord* word = words_.At(at);
    if (word == nullptr) continue;
    if (word->kind == kind) return word;
    const FigureWord* other = words_.At(at, kind);
    return other != nullptr && other->end == word->end ? other : nullptr;
  }
  return nullptr;
}

const FigureWord* ClaimReader::Preceding(std::size_t begin, FigureKind kind) const {
  if (const FigureWord* word = words_.Before(begin, kind)) return word;
  if (begin == 0 || body_.folded.units[begin - 1] != u' ') return nullptr;
  // The Hebrew article stands before digits with a hyphen: "למקום ה-18".
  if (begin > 3 && Units(body_.folded, begin - 3, begin) == u" ה ") begin -= 2;
  return words_.Before(begin - 1, kind);
}

bool ClaimReader::IsTime(const Quantity& quantity) const {
  if (Following(quantity.end, FigureKind::kTime) != nullptr) return true;
  const FigureWord* before = Preceding(quantity.begin, FigureKind::kTime);
  // "May 5", "tháng 5", "พ.ศ. 2570"; not "by June 500 people".
  return before != nullptr && quantity.plain && (quantity.value <= 31 || LooksLikeYear(quantity));
}

std::optional<ClaimMention> ClaimReader::ReadPercent(const Quantity& quantity) const {
  const FigureWord* word = Following(quantity.end, FigureKind::kPercent);
  if (word == nullptr) word = Preceding(quantity.begin, FigureKind::kPercent);
  if (word == nullptr) return std::nullopt;
  ClaimMention claim = Make(quantity, ClaimType::kPercent, "percent");
  claim.value *= word->row->number;
  Widen(claim, *word);
  return claim;
}

std::string ClaimReader::UnitOfMoney(const FigureWord& currency, double& value) const {
  const std::vector<std::string>& codes = currency.row->units;
  value *= currency.row->number;
  for (const std::string& country : scope_.countries) {
    // A currency's code begins with its country's (ISO 4217).
    for (const std::string& code : codes) {
      if (code.compare(0, 2, country) == 0) return code;
    }
  }
  return codes.front();
}

std::optional<ClaimMention> ClaimReader::ReadMoney(const Quantity& quantity) const {
  const FigureWord* word = Following(quantity.end, FigureKind::kCurrency);
  const FigureWord* before = Preceding(quantity.begin, FigureKind::kCurrency);
  // "R$ 5,9 milhões de dólares" does not exist; "5 dollars" after another sum's "$" does.
  if (before != nullptr && (word == nullptr || before->row->language == "*")) word = before;
  if (word == nullptr) return std::nullopt;
  ClaimMention claim = Make(quantity, ClaimType::kMoney, "");
  claim.unit = UnitOfMoney(*word, claim.value);
  Widen(claim, *word);
  const FigureWord* per = Following(claim.end, FigureKind::kPer);
  if (per == nullptr) per = Preceding(claim.begin, FigureKind::kPer);
  if (per != nullptr) claim.unit += "/" + per->row->units.front();
  return claim;
}

std::optional<ClaimMention> ClaimReader::ReadCapacity(const Quantity& quantity) const {
  const FigureWord* word = Following(quantity.end, FigureKind::kCapacity);
  if (word == nullptr) return std::nullopt;
  ClaimMention claim = Make(quantity, ClaimType::kCapacity, word->row->units.front());
  Widen(claim, *word);
  return claim;
}

bool ClaimReader::HasOrdinalEnding(std::size_t end, std::size_t& ending) const {
  static constexpr std::array kEndings = {u"th"sv, u"st"sv,  u"nd"sv, u"rd"sv, u"e"sv,
                                          u"er"sv, u"eme"sv, u"º"sv,  u"ª"sv,  u"o"sv,
                                          u"a"sv,  u"°"sv,   u"."sv,  u"й"sv,  u"е"sv};
  if (end >= body_.folded.units.size()) return false;
  const std::size_t last = WordEnd(body_.folded, end + 1);  // Digits and letters are two words.
  const auto rest = Units(body_.folded, end, last);
  if (std::find(kEndings.begin(), kEndings.end(), rest) == kEndings.end()) return false;
  ending = last;
  return true;
}

bool ClaimReader::SpeaksOfRanks(const Quantity& quantity) const {
  const std::size_t from = quantity.begin > kRankReachUnits ? quantity.begin - kRankReachUnits : 0;
  for (const FigureWord& word : words_.Between(from, quantity.end + kRankReachUnits + 1)) {
    if (word.kind != FigureKind::kRank) continue;
    const std::size_t first = std::min(word.begin, quantity.begin);
    const std::size_t last = std::max(word.begin, quantity.begin);
    if (SameSentence(body_.folded, first, last)) return true;
  }
  return false;
}

std::optional<ClaimMention> ClaimReader::ReadRank(const Quantity& quantity) const {
  if (quantity.scaled || LooksLikeYear(quantity)) return std::nullopt;
  ClaimMention claim = Make(quantity, ClaimType::kRank, "rank");
  if (const FigureWord* word = RankWord(Preceding(quantity.begin, FigureKind::kRank), "before")) {
    Widen(claim, *word);
    return claim;
  }
  if (const FigureWord* word = RankWord(Following(quantity.end, FigureKind::kRank), "after")) {
    Widen(claim, *word);
    return claim;
  }
  // "4 nước dẫn đầu": what is ranked stands between.
  if (const FigureWord* noun = Following(quantity.end, FigureKind::kUnit)) {
    const FigureWord* word = RankWord(Following(noun->end, FigureKind::kRank), "after");
    if (word != nullptr) {
      Widen(claim, *word);
      return claim;
    }
  }
  std::size_t ending = 0;
  if (quantity.in_digits && HasOrdinalEnding(quantity.end, ending) && SpeaksOfRanks(quantity)) {
    claim.end = ending;
    return claim;
  }
  return std::nullopt;
}

std::optional<ClaimMention> ClaimReader::ReadCount(const Quantity& quantity) const {
  const FoldedText& folded = body_.folded;
  if (!quantity.in_digits && !quantity.scaled && quantity.value < kWordValueMin) {
    return std::nullopt;
  }
  // "the 2026-2028 action plan": the end of a period.
  const std::size_t begin = quantity.begin;
  if (LooksLikeYear(quantity) && begin > 1 && folded.kinds[begin - 2] == kDigitKind &&
      body_.text[folded.begin[begin - 1]] != ' ') {
    return std::nullopt;
  }
  const FigureWord* noun = Following(quantity.end, FigureKind::kUnit);
  const bool direct = noun != nullptr;
  if (noun == nullptr && !LooksLikeYear(quantity)) {
    // Adjectives may stand between; no comma, number or end of the sentence may.
    std::size_t at = quantity.end;
    const bool dense = at < folded.units.size() && IsDense(folded, at);
    const std::size_t last =
        std::min(folded.units.size(), at + (dense ? kNounGapDenseMax : kNounGapUnitsMax));
    const int words_max = quantity.scaled ? kScaledNounGapWordsMax : kNounGapWordsMax;
    int words = 0;
    for (; at < last && noun == nullptr && words <= words_max; ++at) {
      const char16_t unit = folded.units[at];
      if (unit == u',' || unit == u'(' || unit == u')' || unit == u'.' || unit == u'\n' ||
          unit == u'،' || unit == u'、' || unit == u'。' || unit == u';' || unit == u':' ||
          folded.kinds[at] == kDigitKind) {
        break;
      }
      if (unit == u' ') ++words;
      if (at > quantity.end) noun = words_.At(at, FigureKind::kUnit);
      const FigureWord* any = words_.At(at);
      if (noun == nullptr && any != nullptr && any->kind == FigureKind::kTime) break;
    }
  }
  if (noun == nullptr) noun = Preceding(quantity.begin, FigureKind::kUnit);  // "vijana 300,000"
  if (noun != nullptr && noun->begin < quantity.begin && scope_.language.substr(0, 2) != "sw") {
    noun = nullptr;
  }
  // "more models (61 vs. 15)"; a person's number in brackets is an age.
  if (noun == nullptr && begin > 2 && Units(folded, begin - 2, begin) == u" (") {
    noun = words_.Before(begin - 2, FigureKind::kUnit);
    if (noun != nullptr && noun->row->units.front() == "persons") noun = nullptr;
  }
  if (noun == nullptr || (!direct && !quantity.in_digits && !quantity.scaled)) return std::nullopt;
  ClaimMention claim = Make(quantity, ClaimType::kCount, noun->row->units.front());
  Widen(claim, *noun);
  return claim;
}

std::optional<ClaimMention> ClaimReader::ReadOrdinal(const FigureWord& word) const {
  Quantity quantity;
  quantity.begin = word.begin;
  quantity.end = word.end;
  quantity.value = word.row->number;
  ClaimMention claim = Make(quantity, ClaimType::kRank, "rank");
  if (const FigureWord* place = RankWord(Following(word.end, FigureKind::kRank), "after")) {
    Widen(claim, *place);
    return claim;
  }
  // "the fourth phase" is none: nothing that could be numbered may follow.
  return StandsBeforeNoNoun(word.end) && SpeaksOfRanks(quantity) ? std::optional(claim)
                                                                 : std::nullopt;
}

// "fourth in the index", "séptimo, ": a preposition, or the end of a clause.
bool ClaimReader::StandsBeforeNoNoun(std::size_t end) const {
  static constexpr std::array kWords = {u" in "sv,   u" on "sv,  u" en "sv, u" del "sv, u" de "sv,
                                        u" dans "sv, u" al "sv,  u" a "sv,  u" au "sv,  u" no "sv,
                                        u" na "sv,   u" nel "sv, u" im "sv, u" to "sv,  u" and "sv};
  if (end >= body_.folded.units.size()) return true;
  const char16_t unit = body_.folded.units[end];
  if (unit == u'.' || unit == u',' || unit == u')' || unit == u';') return true;
  return std::any_of(kWords.begin(), kWords.end(), [&](std::u16string_view word) {
    return Units(body_.folded, end, end + word.size()) == word;
  });
}

std::optional<ClaimMention> ClaimReader::Read(const Quantity& quantity) const {
  if (auto claim = ReadPercent(quantity)) return claim;
  if (auto claim = ReadMoney(quantity)) return claim;
  if (auto claim = ReadCapacity(quantity)) return claim;
  if (IsTime(quantity)) return std::nullopt;
  if (auto claim = ReadRank(quantity)) return claim;
  return ReadCount(quantity);
}

}  // namespace stratwatch::pipeline::internal
