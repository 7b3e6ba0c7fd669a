#include "pipeline/internal/country_names.h"

#include <unicode/timezone.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/ures.h>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace stratwatch::pipeline::internal {
namespace {

struct CloseBundle {
  void operator()(UResourceBundle* bundle) const { ures_close(bundle); }
};
using Bundle = std::unique_ptr<UResourceBundle, CloseBundle>;

struct CloseEnumeration {
  void operator()(UEnumeration* names) const { uenum_close(names); }
};

// The packages inside ICU's data, as ICU's own ureslocs.h names them.
constexpr const char* kRegionPackage = U_ICUDATA_NAME "-region";
constexpr const char* kZonePackage = U_ICUDATA_NAME "-zone";

// CLDR also names continents, historic states and private codes.
std::unordered_set<std::string_view> IsoCountries() {
  std::unordered_set<std::string_view> codes;
  for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
    codes.insert(*code);
  }
  // Kosovo has no ISO code; CLDR, the EU and the IMF use XK. Not states: Antarctica, and the
  // islets without people that nobody writes policy for.
  codes.insert("XK");
  for (const char* code : {"AQ", "BV", "HM", "TF", "UM", "GS"}) codes.erase(code);
  return codes;
}

std::vector<std::string> LocalesOf(const char* package) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UEnumeration, CloseEnumeration> names(
      ures_openAvailableLocales(package, &status));
  std::vector<std::string> locales;
  if (U_FAILURE(status)) return locales;
  while (const char* name = uenum_next(names.get(), nullptr, &status)) locales.emplace_back(name);
  return locales;
}

// The locale's own table, without what it inherits; null when it has none.
Bundle OpenTable(const char* package, const std::string& locale, const char* table) {
  UErrorCode status = U_ZERO_ERROR;
  const Bundle bundle(ures_openDirect(package, locale.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  Bundle found(ures_getByKey(bundle.get(), table, nullptr, &status));
  return U_FAILURE(status) ? nullptr : std::move(found);
}

void VisitTerritories(const std::function<void(const CldrName&)>& visit) {
  const auto codes = IsoCountries();
  for (const std::string& locale : LocalesOf(kRegionPackage)) {
    for (const char* name : {"Countries", "Countries%short", "Countries%variant"}) {
      const Bundle table = OpenTable(kRegionPackage, locale, name);
      if (table == nullptr) continue;
      while (ures_hasNext(table.get())) {
        UErrorCode status = U_ZERO_ERROR;
        const char* key = nullptr;
        int32_t length = 0;
        const UChar* text = ures_getNextString(table.get(), &length, &key, &status);
        if (U_FAILURE(status) || key == nullptr || codes.count(key) == 0) continue;
        visit({locale, key, {text, static_cast<std::size_t>(length)}, false});
      }
    }
  }
}

// The country of a zone: "Africa:Casablanca" is in MA. Empty for zones of no country.
class ZoneCountries {
 public:
  const std::string& Of(const char* key) {
    auto [known, added] = countries_.try_emplace(key);
    if (added) {
      std::string id = key;
      std::replace(id.begin(), id.end(), ':', '/');
      char region[8] = {};
      UErrorCode status = U_ZERO_ERROR;
      icu::TimeZone::getRegion(icu::UnicodeString::fromUTF8(id), region, sizeof region, status);
      if (U_SUCCESS(status) && codes_.count(region) != 0) known->second = region;
    }
    return known->second;
  }

 private:
  std::unordered_set<std::string_view> codes_ = IsoCountries();
  std::unordered_map<std::string, std::string> countries_;
};

void VisitCities(const std::function<void(const CldrName&)>& visit) {
  ZoneCountries countries;
  for (const std::string& locale : LocalesOf(kZonePackage)) {
    const Bundle table = OpenTable(kZonePackage, locale, "zoneStrings");
    if (table == nullptr) continue;
    Bundle zone;
    while (ures_hasNext(table.get())) {
      UErrorCode status = U_ZERO_ERROR;
      zone.reset(ures_getNextResource(table.get(), zone.release(), &status));
      if (U_FAILURE(status)) break;
      if (ures_getType(zone.get()) != URES_TABLE) continue;
      int32_t length = 0;
      const UChar* text = ures_getStringByKey(zone.get(), "ec", &length, &status);
      const char* key = ures_getKey(zone.get());
      if (U_FAILURE(status) || key == nullptr) continue;
      const std::string& country = countries.Of(key);
      if (country.empty()) continue;
      visit({locale, country, {text, static_cast<std::size_t>(length)}, true});
    }
  }
}

}  // namespace

void VisitCldrNames(const std::function<void(const CldrName&)>& visit) {
  VisitTerritories(visit);
  VisitCities(visit);
}

}  // namespace stratwatch::pipeline::internal
