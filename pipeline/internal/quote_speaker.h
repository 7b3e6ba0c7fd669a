#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/tag.h"
#include "pipeline/internal/people_text.h"
#include "pipeline/internal/person_identity.h"

namespace stratwatch::pipeline::internal {

// Units [begin, end) of a folded text.
struct UnitSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return end <= begin; }
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
};

struct Speaker {
  std::string name;
  std::string id;
  float confidence = 0.0F;
};

// Who speaks, by what a sentence says beside a quotation.
// Threads: not thread-safe; one a text. Borrows its arguments.
class QuoteSpeakers {
 public:
  QuoteSpeakers(const PeopleText& text, const std::vector<Tag>& tags,
                const PersonIdentity& identity);

  // The person that a region beside the quotation names: nearest to its verb of saying (`say`, a
  // unit, or kNowhere); a role without a name ("the minister") is the last person named.
  std::optional<Speaker> In(UnitSpan region, std::size_t say, bool behind) const;
  // The person named last before unit `at`, where a pronoun stands for them or the language needs
  // none ("dijo").
  std::optional<Speaker> Unnamed(UnitSpan region, std::size_t at) const;
  // The person named last before unit `at`.
  std::optional<Speaker> LastBefore(std::size_t at) const;
  // A later "she" is this speaker.
  void Remember(const Speaker& speaker, std::size_t at);

 private:
  struct Person {
    std::string name;
    std::string id;
    UnitSpan span;
    std::vector<std::u16string> words;  // Of the name, folded, without its particles.
    std::u16string folded;
  };

  // By a tag in the region, or by a part of the name of a person tagged anywhere.
  const Person* NamedIn(UnitSpan region, std::size_t say) const;
  bool IsNamedBy(const Person& person, std::size_t word) const;
  std::size_t DenseMention(const Person& person, UnitSpan region) const;
  std::optional<Speaker> NewNameAt(std::size_t say) const;
  bool HasRole(UnitSpan region) const;

  const PeopleText& text_;
  const PersonIdentity& identity_;
  std::vector<Person> persons_;
  std::vector<std::pair<std::size_t, Speaker>> spoken_;
};

}  // namespace stratwatch::pipeline::internal
