#include "pipeline/internal/quote_speaker.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "pipeline/internal/person_finder.h"
#include "pipeline/internal/word_scripts.h"

namespace stratwatch::pipeline::internal {
namespace {

using Kind = PeopleWordKind;

constexpr float kNamedConfidence = 0.9F;
constexpr float kNewConfidence = 0.75F;   // A name beside the verb that has no role anywhere.
constexpr float kAloneConfidence = 0.5F;  // … of one word.
constexpr float kRoleConfidence = 0.75F;  // "the minister"
constexpr float kLastConfidence = 0.6F;   // "she", or nobody.
// A name's word that names its person alone.
constexpr std::size_t kNameUnitsMin = 3;
// Case endings of Slavic and Turkish names.
constexpr std::size_t kEndingUnitsMax = 3;

std::size_t Distance(UnitSpan span, std::size_t at) {
  if (at == UnitSpan::kNowhere) return 0;
  if (at < span.begin) return span.begin - at;
  return at > span.end ? at - span.end : 0;
}

}  // namespace

QuoteSpeakers::QuoteSpeakers(const PeopleText& text, const std::vector<Tag>& tags,
                             const PersonIdentity& identity)
    : text_(text), identity_(identity) {
  const auto& begins = text.folded().begin;
  const auto unit = [&](std::uint32_t byte) {
    return static_cast<std::size_t>(std::lower_bound(begins.begin(), begins.end(), byte) -
                                    begins.begin());
  };
  for (const Tag& tag : tags) {
    if (tag.type != TagType::kPerson || tag.field != TagField::kBody) continue;
    Person person{tag.name, tag.canonical_id, {unit(tag.begin), unit(tag.end)}, {}, {}};
    const std::size_t inside = tag.surface.find(tag.name);
    const std::size_t offset = inside == std::string::npos ? 0 : inside;
    const std::uint32_t byte = tag.begin + static_cast<std::uint32_t>(offset);
    const UnitSpan name{unit(byte), unit(byte + static_cast<std::uint32_t>(tag.name.size()))};
    person.folded = std::u16string(text.Units(name.begin, name.end));
    for (std::size_t word = text.WordAt(name.begin);
         word < text.size() && text.Begin(word) < name.end; ++word) {
      if (!text.words().Has(Kind::kParticle, text.Folded(word))) {
        person.words.emplace_back(text.Folded(word));
      }
    }
    persons_.push_back(std::move(person));
  }
}

bool QuoteSpeakers::IsNamedBy(const Person& person, std::size_t word) const {
  const std::u16string_view folded = text_.Folded(word);
  const ScriptGroup group = ScriptGroupOf(text_.Kind(word));
  if (group == ScriptGroup::kHangul) {
    // "김 장관", "이준호는"
    if (folded.size() == 1) {
      return text_.Is(word + 1, Kind::kRole) && folded.front() == person.folded.front();
    }
    return folded.size() >= person.folded.size() &&
           folded.substr(0, person.folded.size()) == person.folded;
  }
  const bool short_names = text_.language().substr(0, 2) == "vi";
  if (group == ScriptGroup::kCased && !text_.IsUpper(word)) return false;
  return std::any_of(person.words.begin(), person.words.end(), [&](const std::u16string& name) {
    if (name.size() < (short_names ? 2 : kNameUnitsMin)) return false;
    return folded == name || (name.size() > 3 && folded.size() > name.size() &&
                              folded.size() <= name.size() + kEndingUnitsMax &&
                              folded.substr(0, name.size()) == name);
  });
}

// Where a region without spaces names the person, fully or by surname; kNowhere.
std::size_t QuoteSpeakers::DenseMention(const Person& person, UnitSpan region) const {
  const auto units = text_.Units(region.begin, region.end);
  std::size_t found = units.rfind(person.folded);
  if (found != std::u16string_view::npos) return region.begin + found;
  if (text_.language().substr(0, 2) == "th" && !person.words.empty()) {
    found = units.rfind(person.words.front());
    return found == std::u16string_view::npos ? UnitSpan::kNowhere : region.begin + found;
  }
  for (std::size_t size = std::min<std::size_t>(3, person.folded.size()); size > 0; --size) {
    const auto surname = std::u16string_view(person.folded).substr(0, size);
    if (!text_.words().Has(Kind::kSurname, surname)) continue;
    found = units.rfind(surname);
    if (found == std::u16string_view::npos) return UnitSpan::kNowhere;
    const std::size_t at = region.begin + found + size;
    const bool role = std::any_of(text_.Roles().begin(), text_.Roles().end(),
                                  [&](const PeopleHead& head) { return head.begin == at; });
    const auto rest = std::u16string_view(text_.folded().units).substr(at, 1);
    const bool honoured = rest == u"氏" || rest == u"さ";
    return role || honoured ? region.begin + found : UnitSpan::kNowhere;
  }
  return UnitSpan::kNowhere;
}

const QuoteSpeakers::Person* QuoteSpeakers::NamedIn(UnitSpan region, std::size_t say) const {
  const Person* nearest = nullptr;
  std::size_t least = UnitSpan::kNowhere;
  const auto offer = [&](const Person& person, UnitSpan span) {
    // Without a verb, the nearest to the quotation, which the region ends or begins at.
    const std::size_t distance = say == UnitSpan::kNowhere
                                     ? region.end - std::min(region.end, span.end)
                                     : Distance(span, say);
    if (nearest != nullptr && distance >= least) return;
    nearest = &person;
    least = distance;
  };
  const std::size_t first = text_.WordAt(region.begin);
  if (first >= text_.size()) return nullptr;
  const bool dense = ScriptGroupOf(text_.Kind(first)) == ScriptGroup::kDense;
  const std::size_t last = text_.WordAt(region.end);
  for (const Person& person : persons_) {
    if (person.span.begin >= region.begin && person.span.end <= region.end) {
      offer(person, person.span);
      continue;
    }
    if (dense) {
      const std::size_t at = DenseMention(person, region);
      if (at != UnitSpan::kNowhere) offer(person, {at, at + 1});
      continue;
    }
    for (std::size_t word = first; word < last; ++word) {
      if (IsNamedBy(person, word)) offer(person, {text_.Begin(word), text_.End(word)});
    }
  }
  return nearest;
}

// "“…”, said Sabine Wirth": a full name beside the verb, of a person without a role.
std::optional<Speaker> QuoteSpeakers::NewNameAt(std::size_t say) const {
  const std::size_t word = text_.WordAt(say);
  if (word >= text_.size() || ScriptGroupOf(text_.Kind(word)) != ScriptGroup::kCased) return {};
  WordSpan name = text_.Joined(word + 1) ? NameAt(text_, word + 1) : WordSpan{};
  if (name.size() < 2 && text_.Joined(word)) {
    const WordSpan before = NameBefore(text_, word);
    if (before.size() > name.size()) name = before;
  }
  // A city alone speaks for a government, and is tagged as a country's.
  if (name.empty() || (name.size() == 1 && text_.IsPlace(name.first))) return {};
  const std::string bytes(text_.Bytes(text_.Begin(name.first), text_.End(name.last - 1)));
  return Speaker{bytes, identity_.IdOf(bytes), name.size() < 2 ? kAloneConfidence : kNewConfidence};
}

bool QuoteSpeakers::HasRole(UnitSpan region) const {
  return std::any_of(text_.Roles().begin(), text_.Roles().end(), [&](const PeopleHead& head) {
    return head.begin >= region.begin && head.end <= region.end;
  });
}

std::optional<Speaker> QuoteSpeakers::In(UnitSpan region, std::size_t say, bool behind) const {
  if (region.empty()) return std::nullopt;
  if (const Person* person = NamedIn(region, say)) {
    return Speaker{person->name, person->id, kNamedConfidence};
  }
  if (say == UnitSpan::kNowhere) return std::nullopt;
  if (auto named = NewNameAt(say)) return named;
  if (!HasRole(region)) return std::nullopt;
  auto last = LastBefore(behind ? region.begin : say);
  if (last) last->confidence = kRoleConfidence;
  return last;
}

std::optional<Speaker> QuoteSpeakers::Unnamed(UnitSpan region, std::size_t at) const {
  static constexpr std::array<std::string_view, 8> kWithSubject = {"en", "fr", "de", "nl",
                                                                   "sv", "no", "da", "nb"};
  const std::string_view primary = text_.language().substr(0, text_.language().find('-'));
  bool stands = std::find(kWithSubject.begin(), kWithSubject.end(), primary) == kWithSubject.end();
  const std::size_t last = text_.WordAt(region.end);
  for (std::size_t word = text_.WordAt(region.begin); word < last && !stands; ++word) {
    stands = text_.Is(word, Kind::kPronoun);
  }
  return stands ? LastBefore(at) : std::nullopt;
}

std::optional<Speaker> QuoteSpeakers::LastBefore(std::size_t at) const {
  std::optional<Speaker> last;
  std::size_t latest = 0;
  for (const Person& person : persons_) {
    if (person.span.begin >= at || person.span.begin < latest) continue;
    latest = person.span.begin;
    last = Speaker{person.name, person.id, kLastConfidence};
  }
  for (const auto& [where, speaker] : spoken_) {
    if (where >= at || where < latest) continue;
    latest = where;
    last = speaker;
    last->confidence = kLastConfidence;
  }
  return last;
}

void QuoteSpeakers::Remember(const Speaker& speaker, std::size_t at) {
  spoken_.emplace_back(at, speaker);
}

}  // namespace stratwatch::pipeline::internal
