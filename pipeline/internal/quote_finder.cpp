#include "pipeline/internal/quote_finder.h"

#include <algorithm>
#include <array>
#include <optional>

#include "pipeline/internal/dense_words.h"
#include "pipeline/internal/person_finder.h"
#include "pipeline/internal/quote_marks.h"
#include "pipeline/internal/quote_speaker.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using Kind = PeopleWordKind;

// Fewer words in quotation marks are a name, or words held at a distance.
constexpr std::size_t kWordsMin = 3;
constexpr std::size_t kEmbeddedWordsMin =
    5;  // In the middle of a clause, no comma or colon before.
constexpr std::size_t kDenseUnitsMin = 7;
constexpr std::size_t kHangulWordsMin = 2;
// How far from the quotation its verb of saying may stand, in words or units.
constexpr std::size_t kReachWords = 14;
constexpr std::size_t kReachUnits = 60;
constexpr std::size_t kSentenceUnitsMax = 400;
// A text with more quotations is a transcript; each costs a look at all persons.
constexpr std::size_t kQuotesMax = 300;

bool EndsSentence(const FoldedText& folded, std::size_t at) {
  const char16_t unit = folded.units[at];
  if (unit == u'\n' || unit == u'。' || unit == u'!' || unit == u'?' || unit == u'؟' ||
      unit == u'।' || unit == u'።') {
    return true;
  }
  if (unit != u'.' || at == 0) return false;
  const bool before_space = at + 1 >= folded.units.size() || folded.units[at + 1] == u' ';
  return before_space && at > 1 && folded.units[at - 2] != u' ' && folded.units[at - 2] != u'.';
}

class QuoteReader {
 public:
  QuoteReader(const PeopleText& text, const std::vector<Tag>& tags, const PersonIdentity& identity)
      : text_(text), speakers_(text, tags, identity) {
    for (const Tag& tag : tags) {
      if (tag.type == TagType::kStrategy && tag.field == TagField::kBody) plans_.push_back(&tag);
    }
  }

  std::vector<Quote> Read() {
    std::vector<Quote> quotes;
    const auto marked = FindQuotedBytes(text_.field().text);
    std::size_t before_end = 0;
    for (std::size_t i = 0; i < marked.size() && quotes.size() < kQuotesMax; ++i) {
      const UnitSpan quoted = UnitsOf(marked[i]);
      const std::size_t next =
          i + 1 < marked.size() ? UnitsOf(marked[i + 1]).begin : text_.folded().units.size();
      if (quoted.empty()) continue;
      auto quote = ReadOne(marked[i], quoted, before_end, next);
      before_end = quoted.end;
      if (quote) quotes.push_back(std::move(*quote));
    }
    return quotes;
  }

 private:
  UnitSpan UnitsOf(const QuotedBytes& bytes) const {
    const auto& begins = text_.folded().begin;
    const auto first = std::lower_bound(begins.begin(), begins.end(), bytes.begin);
    const auto last = std::lower_bound(first, begins.end(), bytes.end);
    return {static_cast<std::size_t>(first - begins.begin()),
            static_cast<std::size_t>(last - begins.begin())};
  }

  bool IsName(const QuotedBytes& bytes) const {
    return std::any_of(plans_.begin(), plans_.end(), [&](const Tag* plan) {
      const std::uint32_t first = std::max(plan->begin, bytes.begin);
      const std::uint32_t last = std::min(plan->end, bytes.end);
      return first < last && (last - first) * 2 > bytes.end - bytes.begin;
    });
  }

  // Long enough to be said, as scripts count words.
  bool IsLong(UnitSpan quoted, bool embedded) const {
    const std::size_t first = text_.WordAt(quoted.begin);
    const std::size_t last = text_.WordAt(quoted.end);
    if (first >= text_.size()) return false;
    switch (ScriptGroupOf(text_.Kind(first))) {
      case ScriptGroup::kDense:
        return quoted.end - quoted.begin >= kDenseUnitsMin;
      case ScriptGroup::kHangul:
      case ScriptGroup::kEthiopic:
        return last - first >= kHangulWordsMin;
      default:
        return last - first >= (embedded ? kEmbeddedWordsMin : kWordsMin);
    }
  }

  UnitSpan Before(UnitSpan quoted, std::size_t limit) const {
    std::size_t begin = quoted.begin;
    while (begin > limit && quoted.begin - begin < kSentenceUnitsMax &&
           !EndsSentence(text_.folded(), begin - 1)) {
      --begin;
    }
    return {begin, quoted.begin};
  }

  // Empty when the quotation is a sentence of its own and another begins behind it.
  UnitSpan Behind(const QuotedBytes& bytes, UnitSpan quoted, std::size_t limit) const {
    std::size_t end = quoted.end;
    if (end > quoted.begin && EndsSentence(text_.folded(), end - 1) && StartsAnew(bytes, end)) {
      return {end, end};
    }
    while (end < limit && end - quoted.end < kSentenceUnitsMax &&
           !EndsSentence(text_.folded(), end)) {
      ++end;
    }
    return {quoted.end, end};
  }

  bool StartsAnew(const QuotedBytes& bytes, std::size_t at) const {
    const std::size_t word = text_.WordAt(at);
    if (word >= text_.size()) return true;
    const std::uint32_t next = text_.folded().begin[text_.Begin(word)];
    const std::string_view gap = text_.field().text.substr(bytes.end, next - bytes.end);
    if (gap.find("\n") != std::string_view::npos) return true;
    for (const std::string_view tie : {",", "–", "—", "،", "，"}) {
      if (gap.find(tie) != std::string_view::npos) return false;
    }
    if (ScriptGroupOf(text_.Kind(word)) == ScriptGroup::kCased) {
      return text_.IsUpper(word) && text_.folded().units[at - 1] == u'.';
    }
    return true;
  }

  // How the sentence leads up to the quotation.
  bool FollowsPunctuation(const QuotedBytes& bytes, UnitSpan before) const {
    std::size_t last = before.end;
    while (last > before.begin && text_.folded().kinds[last - 1] == kOtherKind) --last;
    if (last == before.begin) return true;
    const std::uint32_t from = text_.folded().Span(last - 1, last).second;
    const std::string_view gap = text_.field().text.substr(from, bytes.begin - from);
    for (const std::string_view sign : {":", ",", "：", "，", "،", "–", "—", "、"}) {
      if (gap.find(sign) != std::string_view::npos) return true;
    }
    return false;
  }

  bool FollowsColon(const QuotedBytes& bytes, UnitSpan before) const {
    if (before.empty()) return false;
    const std::uint32_t from = text_.folded().begin[before.end - 1];
    const std::string_view gap = text_.field().text.substr(from, bytes.begin - from);
    return gap.find(':') != std::string_view::npos || gap.find("：") != std::string_view::npos;
  }

  // Korean and Japanese say "thus" right behind the quotation.
  bool IsQuotedByParticle(UnitSpan quoted) const {
    static constexpr std::array<std::u16string_view, 12> kParticles = {
        u"이라고", u"라고", u"이라며", u"라며",    u"이라면서", u"라면서",
        u"고 ",    u"며 ",  u"면서",   u"이라는 ", u"と",       u"って"};
    const auto rest = std::u16string_view(text_.folded().units).substr(quoted.end, 8);
    return std::any_of(kParticles.begin(), kParticles.end(), [&](std::u16string_view particle) {
      return rest.substr(0, particle.size()) == particle;
    });
  }

  // Where the region speaks of saying, nearest to the quotation; npos for nowhere.
  std::size_t SayIn(UnitSpan region, bool behind) const {
    if (region.empty()) return UnitSpan::kNowhere;
    const std::size_t first = text_.WordAt(region.begin);
    if (first >= text_.size()) return UnitSpan::kNowhere;
    if (ScriptGroupOf(text_.Kind(first)) == ScriptGroup::kDense) return DenseSayIn(region, behind);
    const std::size_t last = text_.WordAt(region.end);
    std::size_t found = UnitSpan::kNowhere;
    for (std::size_t word = first; word < last; ++word) {
      if (behind && word - first > kReachWords) break;
      if (!behind && last - word > kReachWords) continue;
      if (!text_.IsAny(word, FlagOf(Kind::kSay) | FlagOf(Kind::kAccording))) continue;
      if (text_.Is(word, Kind::kRole)) continue;
      found = text_.Begin(word);
      if (behind) break;
    }
    return found;
  }

  std::size_t DenseSayIn(UnitSpan region, bool behind) const {
    std::size_t found = UnitSpan::kNowhere;
    for (std::size_t at = region.begin; at < region.end; ++at) {
      if (behind && at - region.begin > kReachUnits) break;
      if (!behind && region.end - at > kReachUnits) continue;
      if (!IsDenseFormAt(text_, Kind::kSay, at)) continue;
      found = at;
      if (behind) break;
    }
    return found;
  }

  std::optional<Quote> ReadOne(const QuotedBytes& bytes, UnitSpan quoted, std::size_t limit_before,
                               std::size_t limit_behind) {
    const UnitSpan before = Before(quoted, limit_before);
    const UnitSpan behind = Behind(bytes, quoted, limit_behind);
    const bool led = FollowsPunctuation(bytes, before);
    const bool particle = IsQuotedByParticle(quoted);
    if (IsName(bytes) || !IsLong(quoted, !led && !particle)) return std::nullopt;
    const std::size_t say_behind = SayIn(behind, true);
    const std::size_t say_before = SayIn(before, false);
    const bool colon = FollowsColon(bytes, before);
    const bool said = say_behind != UnitSpan::kNowhere || say_before != UnitSpan::kNowhere;
    if (!said && !colon && !particle) return std::nullopt;
    const std::size_t from = quoted.begin;
    std::optional<Speaker> speaker;
    if (colon && !before.empty()) speaker = speakers_.In(before, say_before, false);
    if (!speaker && say_behind != UnitSpan::kNowhere) {
      speaker = speakers_.In(behind, say_behind, true);
    }
    if (!speaker && (said || particle)) speaker = speakers_.In(before, say_before, false);
    if (!speaker && said) {
      speaker = speakers_.Unnamed(say_behind != UnitSpan::kNowhere ? behind : before, from);
    }
    if (!speaker) return std::nullopt;
    speakers_.Remember(*speaker, quoted.begin);
    Quote quote;
    quote.begin = bytes.begin;
    quote.end = bytes.end;
    Trim(quote);
    quote.surface = std::string(text_.field().text.substr(quote.begin, quote.end - quote.begin));
    quote.speaker = speaker->name;
    quote.speaker_id = speaker->id;
    quote.confidence = speaker->confidence;
    return quote;
  }

  // French sets spaces inside its marks.
  void Trim(Quote& quote) const {
    const std::string_view text = text_.field().text;
    for (const std::string_view space : {" ", "\u00A0", "\u202F"}) {
      if (text.substr(quote.begin, space.size()) == space) {
        quote.begin += static_cast<std::uint32_t>(space.size());
      }
      if (quote.end > quote.begin + space.size() &&
          text.substr(quote.end - space.size(), space.size()) == space) {
        quote.end -= static_cast<std::uint32_t>(space.size());
      }
    }
  }

  const PeopleText& text_;
  QuoteSpeakers speakers_;
  std::vector<const Tag*> plans_;
};

}  // namespace

std::vector<Quote> FindQuotes(const PeopleText& text, const std::vector<Tag>& tags,
                              const PersonIdentity& identity) {
  return QuoteReader(text, tags, identity).Read();
}

}  // namespace stratwatch::pipeline::internal
