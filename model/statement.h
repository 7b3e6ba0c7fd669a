#pragma once

#include <string>
#include <string_view>

namespace stratwatch {

// The numbers are stored (docs/formats.md): never reuse one.
enum class StatementField {
  kCanonical = 0,   // The address that the page calls its own.
  kAmp = 1,         // Of its AMP form.
  kAlternate = 2,   // Of the same article in another language or for another country.
  kSection = 3,     // "Politique"
  kKeyword = 4,     // One each.
  kImage = 5,       // The picture that stands for the article.
  kFreeAccess = 6,  // "true" or "false": can it be read without paying?
  kNextPage = 7,    // Where the article goes on.
};
inline constexpr int kStatementFieldLast = static_cast<int>(StatementField::kNextPage);

// "canonical", "amp", "alternate", "section", "keyword", "image", "free-access",
// "next-page".
std::string_view StatementFieldName(StatementField field);

// Something a page states of itself, besides what every article has a field for.
struct Statement {
  StatementField field = StatementField::kKeyword;
  std::string value;     // UTF-8, NFC; an address is absolute.
  std::string language;  // Of an alternate: its hreflang, "fr-MA" or "x-default".
  std::string evidence;  // Where it stood: "link:canonical", "meta:og:image", "json-ld:keywords".

  bool operator==(const Statement&) const = default;
};

}  // namespace stratwatch
