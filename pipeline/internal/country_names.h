#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::pipeline::internal {

// A name that CLDR gives a country or a city in one locale.
struct CldrName {
  std::string_view locale;   // "pt_PT"
  std::string_view country;  // ISO 3166-1 alpha-2, and XK.
  std::u16string_view name;
  bool city = false;  // The example city of a time zone: the capitals and some 300 large cities.
};

// Calls `visit` with every name that ICU's copy of CLDR holds in any locale, some 100,000, each
// valid during the call. Reads the resource bundles themselves: asking ICU name by name takes
// ten times as long. Takes some 80 ms.
void VisitCldrNames(const std::function<void(const CldrName&)>& visit);

}  // namespace stratwatch::pipeline::internal
