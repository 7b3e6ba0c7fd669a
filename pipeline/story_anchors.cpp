#include "pipeline/story_anchors.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "pipeline/internal/folded_text.h"

namespace stratwatch::pipeline {
namespace {

using internal::FoldedText;
using internal::kDigitKind;
using internal::kLatinKind;
using internal::kOtherKind;
using internal::kUnspacedScriptKind;

// News says what it is about at its beginning; further on it tells the background.
constexpr std::size_t kLeadBytes = 1'800;
// Longer words lose their end, where inflection is.
constexpr std::size_t kStemUnits = 6;
constexpr std::size_t kNameUnits = 4;
constexpr std::size_t kNamesMax = 200;
constexpr std::size_t kWordsMax = 400;

template <typename Value>
void SortUnique(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// `text` up to about `bytes`, not ending inside a character.
std::string_view Beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

// "the first 10", "100 %", "one of 3" are in every text.
bool Telling(const Claim& claim) {
  if (claim.type == ClaimType::kCount || claim.type == ClaimType::kRank) return claim.value > 12;
  if (claim.type == ClaimType::kPercent) return std::fmod(claim.value, 10.0) != 0.0;
  return claim.value != 0.0;
}

// To three significant digits: writers round.
double Rounded(double value) {
  if (value == 0.0) return 0.0;
  const double scale = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 2.0);
  return scale >= 1.0 ? std::round(value / scale) * scale : std::round(value * 1000.0) / 1000.0;
}

std::string FigureName(const Claim& claim) {
  const double value = Rounded(claim.value);
  switch (claim.type) {
    case ClaimType::kMoney:
      return fmt::format("{}:{}", claim.unit, value);
    case ClaimType::kPercent:
      return fmt::format("percent:{}", value);
    default:
      return fmt::format("{}", value);
  }
}

std::string PrimarySubtag(std::string_view tag) {
  return std::string(tag.substr(0, tag.find('-')));
}

std::string Utf8Of(std::u16string_view units) {
  std::string utf8(units.size() * 3, '\0');
  std::int32_t length = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(utf8.data(), static_cast<std::int32_t>(utf8.size()), &length, units.data(),
              static_cast<std::int32_t>(units.size()), &status);
  utf8.resize(U_SUCCESS(status) ? static_cast<std::size_t>(length) : 0);
  return utf8;
}

bool BeginsUpper(std::string_view text, std::size_t at) {
  UChar32 character = 0;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  U8_NEXT(bytes, at, text.size(), character);
  return character > 0 && u_isupper(character) != 0;
}

void AddWord(std::u16string_view word, StoryAnchors& anchors) {
  anchors.words.push_back(
      static_cast<std::uint32_t>(XXH3_64bits(word.data(), word.size() * sizeof(char16_t))));
}

void ReadWords(const FoldedText& folded, std::string_view text, std::size_t lead_bytes,
               StoryAnchors& anchors) {
  const std::u16string_view units = folded.units;
  for (std::size_t at = 0; at < units.size();) {
    const auto kind = folded.kinds[at];
    std::size_t end = at + 1;
    while (end < units.size() && folded.kinds[end] == kind) ++end;
    const bool lead = folded.begin[at] < lead_bytes;
    if (kind >= kUnspacedScriptKind) {
      for (std::size_t pair = at; lead && pair + 1 < end; ++pair) {
        AddWord(units.substr(pair, 2), anchors);
      }
    } else if (kind != kOtherKind && kind != kDigitKind) {
      if (lead) AddWord(units.substr(at, std::min(end - at, kStemUnits)), anchors);
      if (kind == kLatinKind && end - at >= kNameUnits && BeginsUpper(text, folded.begin[at]) &&
          anchors.names.size() < kNamesMax) {
        anchors.names.push_back(Utf8Of(units.substr(at, end - at)));
      }
    }
    at = end;
  }
}

}  // namespace

class StoryAnchorReader::Impl {
 public:
  const internal::MatchFolding& folding = internal::MatchFolding::Shared();
};

StoryAnchorReader::StoryAnchorReader() : impl_(std::make_unique<const Impl>()) {}
StoryAnchorReader::~StoryAnchorReader() = default;

StoryAnchors StoryAnchorReader::Read(const Article& article) const {
  StoryAnchors anchors;
  anchors.language = PrimarySubtag(article.language);
  anchors.time = article.published ? article.published->utc : article.exchange.fetched_at;
  for (const Tag& tag : article.tags) {
    if (tag.type == TagType::kCountry && tag.subject) anchors.subjects.push_back(tag.canonical_id);
    if (tag.type == TagType::kStrategy) anchors.strategies.push_back(tag.canonical_id);
    if (tag.type == TagType::kTopic) anchors.topics.push_back(tag.canonical_id);
  }
  for (const Claim& claim : article.claims) {
    if (Telling(claim)) anchors.figures.push_back(FigureName(claim));
  }
  // Names stand anywhere in a text of ordinary length; a book is read at its beginning only.
  const std::string text =
      article.title + "\n\n" + std::string(Beginning(article.text, 8 * kLeadBytes));
  ReadWords(impl_->folding.Fold(text), text, article.title.size() + kLeadBytes, anchors);
  SortUnique(anchors.subjects);
  SortUnique(anchors.strategies);
  SortUnique(anchors.topics);
  SortUnique(anchors.figures);
  SortUnique(anchors.names);
  SortUnique(anchors.words);
  if (anchors.words.size() > kWordsMax) anchors.words.resize(kWordsMax);
  return anchors;
}

}  // namespace stratwatch::pipeline
