#include "store/internal/article_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/wire/messages.h"
#include "store/internal/codec.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;

void AddTag(const Tag& tag, std::vector<FilterTerm>& terms) {
  std::string id = FoldFilterValue(tag.canonical_id);
  switch (tag.type) {
    case TagType::kCountry:
      if (tag.subject) terms.push_back({TermField::kSubject, id});
      terms.push_back({TermField::kCountry, std::move(id)});
      break;
    case TagType::kStrategy:
      terms.push_back({TermField::kStrategy, std::move(id)});
      break;
    case TagType::kOrganisation:
      terms.push_back({TermField::kOrganisation, std::move(id)});
      break;
    case TagType::kTopic:
      terms.push_back({TermField::kTopic, std::move(id)});
      break;
    case TagType::kPerson:
      terms.push_back({TermField::kPerson, std::move(id)});
      break;
  }
}

void CountTagged(const Article& article, TagType type, std::string_view facet, std::int64_t sign,
                 Counters& counters) {
  std::vector<std::string_view> ids;
  for (const Tag& tag : article.tags) {
    if (tag.type == type) ids.push_back(tag.canonical_id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const std::string_view id : ids) counters[FacetCounterKey(facet, id)] += sign;
}

}  // namespace

std::string EncodeStored(const Article& article, std::uint32_t length) {
  std::string bytes(1, static_cast<char>(kVersion));
  AppendVarint(bytes, length);
  bytes.append(wire::EncodeArticle(article));
  return bytes;
}

Result<StoredArticle> DecodeStored(std::uint64_t sequence, std::string_view bytes) {
  Reader reader(bytes);
  const std::uint8_t version = reader.Byte();
  const std::uint64_t length = reader.Varint();
  if (!reader.Ok() || version != kVersion || length > UINT32_MAX) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table articles: the record at sequence {} is damaged", sequence));
  }
  auto article = wire::DecodeArticle(reader.Rest());
  if (!article) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table articles: the record at sequence {} is damaged: {}", sequence,
                            article.error().message));
  }
  return StoredArticle{std::move(*article), static_cast<std::uint32_t>(length)};
}

bool IsSearchable(Outcome outcome) {
  return outcome == Outcome::kStored || outcome == Outcome::kDuplicate;
}

std::string FoldFilterValue(std::string_view value) {
  std::string folded(value.substr(0, value.find('\0')));  // A zero byte ends a term's key.
  for (char& each : folded) {
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return folded;
}

std::vector<FilterTerm> FilterTermsOf(const Article& article) {
  std::vector<FilterTerm> terms;
  terms.push_back({TermField::kOutcome, std::string(OutcomeName(article.outcome))});
  terms.push_back({TermField::kSource, FoldFilterValue(article.source.value)});
  terms.push_back({TermField::kPublisher, FoldFilterValue(article.publisher_country)});
  const std::string language = FoldFilterValue(article.language);
  terms.push_back({TermField::kLanguage, language});
  terms.push_back({TermField::kLanguage, language.substr(0, language.find('-'))});
  for (const Tag& tag : article.tags) AddTag(tag, terms);
  if (article.resolution.story) {
    terms.push_back({TermField::kStory, article.resolution.story->Hex()});
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  std::erase_if(terms, [](const FilterTerm& each) { return each.value.empty(); });
  return terms;
}

void Count(const Article& article, std::uint32_t length, std::int64_t sign, Counters& counters) {
  counters[OutcomeCounterKey(OutcomeName(article.outcome))] += sign;
  if (!IsSearchable(article.outcome)) return;
  counters[IndexCounterKey("documents")] += sign;
  counters[IndexCounterKey("tokens")] += sign * static_cast<std::int64_t>(length);
  if (!article.language.empty()) counters[FacetCounterKey("language", article.language)] += sign;
  if (!article.source.value.empty()) {
    counters[FacetCounterKey("source", article.source.value)] += sign;
  }
  CountTagged(article, TagType::kCountry, "country", sign, counters);
  CountTagged(article, TagType::kStrategy, "strategy", sign, counters);
  CountTagged(article, TagType::kOrganisation, "organisation", sign, counters);
  CountTagged(article, TagType::kTopic, "topic", sign, counters);
}

DocumentRow RowOf(const Article& article, std::uint32_t length) {
  using std::chrono::days;
  using std::chrono::floor;
  DocumentRow row;
  row.document = article.sequence;
  row.length = length;
  auto time = article.exchange.fetched_at;
  for (const Sighting& sighting : article.sightings) {
    const bool unset = time.time_since_epoch().count() == 0;
    if (unset || sighting.seen_at < time) time = sighting.seen_at;
  }
  auto local = time;
  if (article.published) {
    time = article.published->utc;
    local = time + std::chrono::minutes(article.published->offset_minutes);
  }
  row.time = time.time_since_epoch().count();
  // A day outside the calendar's range comes from a broken date; it must not wrap around.
  const auto day = floor<days>(local).time_since_epoch().count();
  const bool dated = article.published || row.time != 0;
  row.day = dated ? static_cast<std::int32_t>(std::clamp<std::int64_t>(day, -1'000'000, 5'000'000))
                  : kNoDay;
  return row;
}

void MergeSightings(const Article& before, Article& article) {
  std::vector<Sighting> merged = before.sightings;
  for (Sighting& sighting : article.sightings) {
    const bool known = std::any_of(merged.begin(), merged.end(), [&](const Sighting& each) {
      return each.source == sighting.source;
    });
    if (!known) merged.push_back(std::move(sighting));
  }
  article.sightings = std::move(merged);
}

bool SameIndex(const Article& before, const Article& after) {
  const DocumentRow row = RowOf(before, 1);
  const DocumentRow other = RowOf(after, 1);
  return before.outcome == after.outcome && before.title == after.title &&
         before.text == after.text && before.language == after.language &&
         before.source == after.source && row.day == other.day && row.time == other.time &&
         FilterTermsOf(before) == FilterTermsOf(after);
}

}  // namespace stratwatch::store
