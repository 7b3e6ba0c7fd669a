#pragma once

#include <string_view>

#include "model/language_use.h"

namespace stratwatch::parsers::internal {

// What a page and its address say of the region.
struct RegionHints {
  std::string_view top_level_domain;  // "br"
  std::string_view html_language;     // <html lang>: "pt-BR"
  std::string_view og_locale;         // "pt_BR"
};

// Is this the domain of a country that the whole world rents ("io", "ai")?
bool IsRentedDomain(std::string_view domain);

// The region of a text in `language` (BCP 47). Its spelling and words are asked first, where they
// differ between regions (English, Portuguese, German, traditional Chinese): they tell Brazil from
// all others, say, but not Portugal from Angola. Of what the page states, in the order of
// RegionHints, the first region that the spelling does not contradict decides; CLDR must know the
// language there: a French page at a .be address is Belgian. Spelling
// against all statements decides alone, where it is plain. Thread-safe.
LanguageRegion RegionOf(std::string_view text, std::string_view language, const RegionHints& hints);

}  // namespace stratwatch::parsers::internal
