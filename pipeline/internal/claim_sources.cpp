#include "pipeline/internal/claim_sources.h"

#include <algorithm>

#include "pipeline/internal/sentence.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

// From "according to" to the source's name.
constexpr std::size_t kSourceReachWords = 5;

constexpr std::size_t kSentenceUnitsMax = 400;

struct Place {
  std::size_t unit = 0;
  const Tag* tag = nullptr;
};

class SourceReader {
 public:
  SourceReader(const PeopleText& text, const std::vector<Tag>& tags) : text_(text) {
    for (const Tag& tag : tags) {
      if (tag.field != TagField::kBody) continue;
      const bool source = tag.type == TagType::kPerson || tag.type == TagType::kOrganisation;
      if (source) sources_.push_back({UnitOf(tag.begin), &tag});
      if (tag.type == TagType::kCountry) countries_.push_back({UnitOf(tag.begin), &tag});
    }
    std::stable_sort(sources_.begin(), sources_.end(), Before);
    std::stable_sort(countries_.begin(), countries_.end(), Before);
    FindAttributions();
  }

  void Fill(const std::vector<Quote>& quotes, Claim& claim) const {
    const std::size_t begin = UnitOf(claim.begin);
    for (const Quote& quote : quotes) {
      if (quote.begin <= claim.begin && claim.end <= quote.end) claim.speaker = quote.speaker;
    }
    if (claim.speaker.empty()) claim.speaker = SourceNear(begin);
    claim.subject = SubjectNear(begin, UnitOf(claim.end));
  }

 private:
  std::size_t UnitOf(std::uint32_t byte) const {
    const auto& begins = text_.folded().begin;
    return static_cast<std::size_t>(std::lower_bound(begins.begin(), begins.end(), byte) -
                                    begins.begin());
  }

  static bool Before(const Place& a, const Place& b) { return a.unit < b.unit; }

  bool InOneSentence(std::size_t a, std::size_t b) const {
    const auto [first, last] = std::minmax(a, b);
    return last - first <= kSentenceUnitsMax && SameSentence(text_.folded(), first, last);
  }

  // The nearest of the places within `reach` of `at`, in its sentence; null for none.
  const Tag* Nearest(const std::vector<Place>& places, std::size_t at, std::size_t reach) const {
    const auto from = std::lower_bound(places.begin(), places.end(),
                                       Place{at > reach ? at - reach : 0, nullptr}, Before);
    const Tag* nearest = nullptr;
    std::size_t least = reach + 1;
    for (auto place = from; place != places.end() && place->unit <= at + reach; ++place) {
      const std::size_t distance = place->unit > at ? place->unit - at : at - place->unit;
      if (distance >= least || !InOneSentence(at, place->unit)) continue;
      least = distance;
      nearest = place->tag;
    }
    return nearest;
  }

  // The persons and bodies that "according to" stands beside.
  void FindAttributions() {
    for (const Place& source : sources_) {
      const std::size_t word = text_.WordAt(source.unit);
      if (word >= text_.size() || ScriptGroupOf(text_.Kind(word)) == ScriptGroup::kDense) continue;
      const std::size_t first = word > kSourceReachWords ? word - kSourceReachWords : 0;
      for (std::size_t at = first; at < text_.size() && at <= word + kSourceReachWords; ++at) {
        if (!text_.Is(at, PeopleWordKind::kAccording)) continue;
        if (!InOneSentence(text_.Begin(at), source.unit)) continue;
        attributions_.push_back({text_.Begin(at), source.tag});
        break;
      }
    }
    std::stable_sort(attributions_.begin(), attributions_.end(), Before);
  }

  std::string SourceNear(std::size_t at) const {
    const Tag* source = Nearest(attributions_, at, kSentenceUnitsMax);
    if (source == nullptr) return {};
    return source->name.empty() ? source->surface : source->name;
  }

  std::string SubjectNear(std::size_t begin, std::size_t end) const {
    const auto behind =
        std::lower_bound(countries_.begin(), countries_.end(), Place{begin, nullptr}, Before);
    if (behind != countries_.begin() && InOneSentence((behind - 1)->unit, begin)) {
      return (behind - 1)->tag->canonical_id;
    }
    const auto next = std::lower_bound(behind, countries_.end(), Place{end, nullptr}, Before);
    const bool stated = next != countries_.end() && InOneSentence(end, next->unit);
    return stated ? next->tag->canonical_id : std::string();
  }

  const PeopleText& text_;
  std::vector<Place> sources_;
  std::vector<Place> countries_;
  std::vector<Place> attributions_;
};

}  // namespace

void AddClaimSources(const PeopleText& text, const std::vector<Tag>& tags,
                     const std::vector<Quote>& quotes, std::vector<Claim>& claims) {
  if (claims.empty()) return;
  const SourceReader reader(text, tags);
  for (Claim& claim : claims) reader.Fill(quotes, claim);
}

}  // namespace stratwatch::pipeline::internal
