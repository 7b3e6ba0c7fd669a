#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratwatch {

// The numbers are stored (docs/formats.md): never reuse one.
enum class TagType {
  kCountry = 0,       // Canonical id: ISO 3166-1 alpha-2, "MA".
  kStrategy = 1,      // A row of the strategy register, "MA:2024".
  kOrganisation = 2,  // A row of organisations.tsv, or "name:" and the folded name.
  kTopic = 3,
  kPerson = 4,  // The sound of the name: the same for its spellings in several scripts.
};

// "country", "strategy", "organisation", "topic", "person".
std::string_view TagTypeName(TagType type);

enum class TagField { kTitle = 0, kBody = 1 };

// One thing an article speaks of, with the bytes that say so.
struct Tag {
  TagType type = TagType::kCountry;
  std::string canonical_id;
  std::string surface;  // As written: equals the bytes [begin, end) of `field`.
  TagField field = TagField::kBody;
  std::uint32_t begin = 0;  // Byte offsets into the article's UTF-8 title or text.
  std::uint32_t end = 0;
  std::string rule_version;  // Of the gazetteer that matched, so a rule change can be replayed.
  float confidence = 1.0F;   // 0 … 1.
  bool subject = false;      // Countries: whose policy the article is about.
  // Persons: the surface holds name and role, as one ("Jane Doe, Minister of Trade").
  std::string name;          // As written.
  std::string role;          // As written; empty when the text states none.
  std::string organisation;  // Named in the role or beside it, as written; may be empty.

  bool operator==(const Tag&) const = default;
};

}  // namespace stratwatch
