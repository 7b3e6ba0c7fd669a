#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stratwatch {

// The numbers are stored (docs/formats.md): never reuse one.
enum class ClaimType {
  kMoney = 0,     // Unit: ISO 4217, "USD".
  kPercent = 1,   // Unit: "percent".
  kRank = 2,      // Unit: "rank".
  kCount = 3,     // Unit: what is counted ("persons", "GPU"), or empty when it has no name here.
  kCapacity = 4,  // Unit: "MW", "GW", …
};

// "money", "percent", "rank", "count", "capacity".
std::string_view ClaimTypeName(ClaimType type);

// A figure that an article's text states, with the bytes that say so.
struct Claim {
  ClaimType type = ClaimType::kCount;
  double value = 0.0;  // In base units: "11 milliards" is 11e9.
  std::string unit;
  std::string surface;      // As written: equals the bytes [begin, end) of the text.
  std::uint32_t begin = 0;  // Byte offsets into the article's UTF-8 text.
  std::uint32_t end = 0;
  int target_year = 0;       // The year it is to be reached, common era; 0 when none is stated.
  std::string rule_version;  // Of the gazetteer that read it.
  std::string speaker;       // Who states it, as the text names them; empty for the article itself.
  std::string subject;  // Whose figure it is: a country's or body's canonical id; may be empty.

  bool operator==(const Claim&) const = default;
};

}  // namespace stratwatch
