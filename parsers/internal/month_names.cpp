#include "parsers/internal/month_names.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/smpdtfmt.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "parsers/internal/date_text.h"

namespace stratwatch::parsers::internal {
namespace {

using Kind = DateName::Kind;

// The languages of the source register and the keyword list; "und" is made of these.
constexpr std::string_view kLanguages[] = {
    "af", "am", "ar", "as", "az", "be", "bg", "bm", "bn", "bo", "br", "bs", "ca",  "ckb", "cs",
    "cy", "da", "de", "dz", "el", "en", "es", "et", "eu", "fa", "ff", "fi", "fil", "fo",  "fr",
    "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "it",  "ja",  "ka",
    "kk", "kl", "km", "kn", "ko", "ku", "ky", "lb", "ln", "lo", "lt", "lv", "mg",  "mk",  "ml",
    "mn", "mr", "ms", "mt", "my", "nd", "ne", "nl", "no", "om", "or", "pa", "pcm", "pl",  "ps",
    "pt", "ro", "ru", "rw", "sd", "si", "sk", "sl", "sn", "so", "sq", "sr", "sv",  "sw",  "ta",
    "te", "tg", "th", "ti", "tk", "tr", "uk", "ur", "uz", "vi", "wo", "xh", "yo",  "zh",  "zu"};

struct ExtraName {
  std::string_view language;
  std::string_view text;
  int month;
};

// Spellings that publishers use and CLDR does not list.
constexpr ExtraName kExtraMonths[] = {
    {"en", "Sept", 9},     {"de", "Mrz", 3},        {"de", "Maerz", 3},
    {"de", "Jänner", 1},   {"de", "Feber", 2},      {"fr", "janv", 1},
    {"fr", "fevr", 2},     {"fr", "juil", 7},       {"es", "setiembre", 9},
    {"es", "set", 9},      {"pt", "fev", 2},        {"it", "sett", 9},
    {"id", "Pebruari", 2}, {"id", "Nopember", 11},  {"id", "Agt", 8},
    {"id", "Peb", 2},      {"hi", "सितम्बर", 9},     {"hi", "अक्टूबर", 10},
    {"hi", "नवम्बर", 11},   {"hi", "दिसम्बर", 12},    {"he", "מרס", 3},
    {"ar", "اغسطس", 8},    {"ar", "كانون ثاني", 1}, {"ar", "تشرين اول", 10},
    {"ar", "جويليه", 7},   {"fa", "ژانویه", 1},     {"fa", "فوریه", 2},
    {"fa", "مه", 5},       {"fa", "ژوئیه", 7},      {"fa", "جولای", 7},
    {"fa", "آگوست", 8},    {"ru", "сент", 9},       {"uk", "берез", 3},
    {"am", "ማርች", 3},      {"bn", "জানুয়ারী", 1},    {"bn", "ফেব্রুয়ারী", 2},
    {"bn", "আগষ্ট", 8},     {"ur", "جنوری", 1},
};

// Months of the lunar Hijri year as newspapers spell them beside CLDR's one spelling.
constexpr ExtraName kExtraIslamicMonths[] = {
    {"ar", "محرم الحرام", 1},       {"ar", "ربيع الثاني", 4},   {"ar", "جمادى الأول", 5},
    {"ar", "جمادى الثانية", 6},     {"ar", "جمادى الثاني", 6},  {"ar", "جمادى الآخر", 6},
    {"ar", "رمضان المبارك", 9},     {"ar", "ذي القعدة", 11},    {"ar", "ذي الحجة", 12},
    {"ur", "ربیع الاول", 3},        {"ur", "ربیع الثانی", 4},   {"ur", "رمضان المبارک", 9},
    {"ur", "ذی القعدہ", 11},        {"ur", "ذی الحجہ", 12},     {"ur", "ذوالحجہ", 12},
    {"fa", "ربیع الاول", 3},        {"fa", "ربیع الثانی", 4},   {"fa", "جمادی الاول", 5},
    {"fa", "جمادی الثانی", 6},      {"fa", "ذی القعده", 11},    {"fa", "ذی الحجه", 12},
    {"en", "Rabi al-Awwal", 3},     {"en", "Rabi al-Thani", 4}, {"en", "Rabi al-Akhir", 4},
    {"en", "Jumada al-Awwal", 5},   {"en", "Jumada al-Ula", 5}, {"en", "Jumada al-Thani", 6},
    {"en", "Jumada al-Akhirah", 6}, {"en", "Dhu al-Qadah", 11}, {"en", "Dhul Qadah", 11},
    {"en", "Dhu al-Hijjah", 12},    {"en", "Dhul Hijjah", 12},  {"en", "Dhul-Hijjah", 12},
    {"id", "Rabiul Awal", 3},       {"id", "Rabiul Akhir", 4},  {"id", "Dzulkaidah", 11},
    {"id", "Dzulhijjah", 12},       {"id", "Dzulqa'dah", 11},   {"id", "Sya'ban", 8},
    {"id", "Ramadhan", 9},
};

struct ExtraEra {
  std::string_view text;
  int add;
  int year_max;
};

constexpr ExtraEra kEras[] = {
    // Japanese eras and their last years.
    {"令和", 2018, 0},
    {"平成", 1988, 31},
    {"昭和", 1925, 64},
    {"大正", 1911, 15},
    // Taiwan's calendar; the Common Era said aloud.
    {"民國", 1911, 0},
    {"民国", 1911, 0},
    {"公元", 0, 0},
    {"西元", 0, 0},
    {"西暦", 0, 0},
    // Buddhist and Common Era in Thai.
    {"พ.ศ.", -543, 0},
    {"พุทธศักราช", -543, 0},
    {"ค.ศ.", 0, 0},
};

struct ExtraMeridiem {
  std::string_view language;
  std::string_view text;
  int value;
};

constexpr ExtraMeridiem kMeridiems[] = {
    {"", "am", 0},     {"", "pm", 1},       {"zh", "凌晨", 0},   {"zh", "早上", 0},
    {"zh", "上午", 0}, {"zh", "下午", 1},   {"zh", "晚上", 1},   {"ja", "午前", 0},
    {"ja", "午後", 1}, {"ko", "오전", 0},   {"ko", "오후", 1},   {"ar", "صباحا", 0},
    {"ar", "مساء", 1}, {"es", "a. m.", 0},  {"es", "p. m.", 1},  {"el", "π.μ.", 0},
    {"el", "μ.μ.", 1}, {"bn", "পূর্বাহ্ণ", 0}, {"bn", "অপরাহ্ণ", 1},
};

class NamesBuilder {
 public:
  explicit NamesBuilder(std::string language) { names_.language = std::move(language); }

  void Add(std::string_view utf8, Kind kind, int value, DateCalendar calendar, int year_max = 0) {
    std::u32string text;
    for (const char32_t c : FoldDateText(utf8).folded) {
      // "3월" and "tháng 3" are read as numbers.
      if (IsAsciiDigit(c)) return;
      if (!IsAbbreviationMark(c)) text += c;
    }
    while (!text.empty() && text.back() == U' ') text.pop_back();
    // One letter says nothing; except for halves of the day, which stand beside a time.
    if (text.empty() || (text.size() < 2 && kind != Kind::kMeridiem)) return;
    AddFolded(text, kind, value, calendar, year_max);
    // Catalan's "de març": the preposition may be left out, or be another.
    if (kind == Kind::kMonth && text.size() > 5 && text.compare(0, 3, U"de ") == 0) {
      AddFolded(text.substr(3), kind, value, calendar, year_max);
    }
  }

  DateNames Take() {
    for (auto& [text, name] : all_) {
      if (dropped_.count(text) == 0) names_.by_first[text[0]].push_back(name);
    }
    for (auto& [first, list] : names_.by_first) {
      std::sort(list.begin(), list.end(),
                [](const DateName& a, const DateName& b) { return a.text.size() > b.text.size(); });
    }
    return std::move(names_);
  }

 private:
  // A name of two months ("listopad" is October in Croatian, November in Polish) is no evidence.
  void AddFolded(const std::u32string& text, Kind kind, int value, DateCalendar calendar,
                 int year_max) {
    const auto [at, fresh] =
        all_.try_emplace(text, DateName{text, kind, value, calendar, year_max});
    // The lunar calendar only adds: it takes no other calendar's name away.
    if (!fresh && calendar != at->second.calendar) {
      if (calendar == DateCalendar::kIslamic) return;
      if (at->second.calendar == DateCalendar::kIslamic) {
        at->second = DateName{text, kind, value, calendar, year_max};
        return;
      }
    }
    if (!fresh &&
        (at->second.kind != kind || at->second.value != value || at->second.calendar != calendar)) {
      dropped_.insert(text);
    }
  }

  DateNames names_;
  std::map<std::u32string, DateName> all_;
  std::set<std::u32string> dropped_;
};

const char* CldrType(DateCalendar calendar) {
  switch (calendar) {
    case DateCalendar::kGregorian:
      return "gregorian";
    case DateCalendar::kPersian:
      return "persian";
    case DateCalendar::kEthiopic:
      return "ethiopic";
    case DateCalendar::kIslamic:
      return "islamic";
  }
  return "gregorian";
}

void AddMonths(const icu::UnicodeString* months, int32_t count, DateCalendar calendar,
               NamesBuilder* builder) {
  for (int32_t i = 0; i < count; ++i) {
    std::string utf8;
    builder->Add(months[i].toUTF8String(utf8), Kind::kMonth, i + 1, calendar);
  }
}

// Whole names only: abbreviated ones ("Ram.", "Saf.") are words of their own.
void AddIslamicMonths(const icu::Locale& locale, NamesBuilder* builder) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(locale, CldrType(DateCalendar::kIslamic), status);
  if (U_FAILURE(status)) return;
  int32_t count = 0;
  const icu::UnicodeString* months =
      symbols.getMonths(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::WIDE);
  AddMonths(months, count, DateCalendar::kIslamic, builder);
}

void AddSymbols(const icu::Locale& locale, DateCalendar calendar, NamesBuilder* builder) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::DateFormatSymbols symbols(locale, CldrType(calendar), status);
  if (U_FAILURE(status)) return;
  for (const auto context : {icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::STANDALONE}) {
    for (const auto width : {icu::DateFormatSymbols::WIDE, icu::DateFormatSymbols::ABBREVIATED}) {
      int32_t count = 0;
      const icu::UnicodeString* months = symbols.getMonths(count, context, width);
      AddMonths(months, count, calendar, builder);
    }
  }
  int32_t count = 0;
  const icu::UnicodeString* halves = symbols.getAmPmStrings(count);
  for (int32_t i = 0; i < count && i < 2; ++i) {
    std::string utf8;
    builder->Add(halves[i].toUTF8String(utf8), Kind::kMeridiem, i, DateCalendar::kGregorian);
  }
}

// Norwegian is filed under three codes, Serbo-Croatian's old code is still sent by some sites.
std::string_view OneCode(std::string_view language) {
  if (language == "nb" || language == "nn") return "no";
  if (language == "sh") return "sr";
  if (language == "tl") return "fil";
  if (language == "prs") return "fa";
  return language;
}

void AddLanguage(std::string_view language, NamesBuilder* builder) {
  int32_t count = 0;
  const icu::Locale* locales = icu::Locale::getAvailableLocales(count);
  for (int32_t i = 0; i < count; ++i) {
    if (OneCode(locales[i].getLanguage()) != language) continue;
    AddSymbols(locales[i], DateCalendar::kGregorian, builder);
    if (language == "fa" || language == "ps") {
      AddSymbols(locales[i], DateCalendar::kPersian, builder);
    }
    if (language == "am") AddSymbols(locales[i], DateCalendar::kEthiopic, builder);
    // Regions spell these months alike.
    if (*locales[i].getCountry() == '\0') AddIslamicMonths(locales[i], builder);
  }
  for (const ExtraName& extra : kExtraMonths) {
    if (extra.language != language) continue;
    builder->Add(extra.text, Kind::kMonth, extra.month, DateCalendar::kGregorian);
  }
  for (const ExtraName& extra : kExtraIslamicMonths) {
    if (extra.language != language) continue;
    builder->Add(extra.text, Kind::kMonth, extra.month, DateCalendar::kIslamic);
  }
  for (const ExtraMeridiem& extra : kMeridiems) {
    if (!extra.language.empty() && extra.language != language) continue;
    builder->Add(extra.text, Kind::kMeridiem, extra.value, DateCalendar::kGregorian);
  }
}

DateNames BuildNames(const std::string& language) {
  NamesBuilder builder(language);
  if (language == "und") {
    for (const std::string_view each : kLanguages) AddLanguage(each, &builder);
  } else {
    AddLanguage(language, &builder);
  }
  for (const ExtraEra& era : kEras) {
    builder.Add(era.text, Kind::kEra, era.add, DateCalendar::kGregorian, era.year_max);
  }
  return builder.Take();
}

bool IsCldrLanguage(std::string_view language) {
  static const std::set<std::string, std::less<>> kKnown = [] {
    std::set<std::string, std::less<>> known;
    int32_t count = 0;
    const icu::Locale* locales = icu::Locale::getAvailableLocales(count);
    for (int32_t i = 0; i < count; ++i) known.emplace(OneCode(locales[i].getLanguage()));
    return known;
  }();
  return kKnown.count(language) > 0;
}

icu::Locale LocaleOf(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(tag.data(), static_cast<int32_t>(tag.size())), status);
  return U_SUCCESS(status) ? locale : icu::Locale::getRoot();
}

// Asks ICU for both patterns of a locale: some 50 µs.
DateHabits BuildHabits(std::string_view language_tag) {
  DateHabits habits;
  const icu::Locale locale = LocaleOf(language_tag);
  const std::string_view language = locale.getLanguage();
  if (language.empty() || language == "und") {
    habits.half_days = true;
    return habits;
  }
  const std::unique_ptr<icu::DateFormat> day_format(
      icu::DateFormat::createDateInstance(icu::DateFormat::kShort, locale));
  const std::unique_ptr<icu::DateFormat> time_format(
      icu::DateFormat::createTimeInstance(icu::DateFormat::kShort, locale));
  icu::UnicodeString pattern;
  if (const auto* simple = dynamic_cast<const icu::SimpleDateFormat*>(day_format.get())) {
    simple->toPattern(pattern);
    const int32_t day = pattern.indexOf(u'd');
    const int32_t month = pattern.indexOf(u'M');
    const int32_t year = pattern.indexOf(u'y');
    if (day >= 0 && month >= 0 && year >= 0) {
      habits.order = year < day && year < month ? DateOrder::kYearFirst
                     : day < month              ? DateOrder::kDayFirst
                                                : DateOrder::kMonthFirst;
    }
  }
  // English is written both ways; only a region settles it.
  if (language == "en" && *locale.getCountry() == '\0') habits.order = DateOrder::kUnknown;
  pattern.remove();
  if (const auto* simple = dynamic_cast<const icu::SimpleDateFormat*>(time_format.get())) {
    simple->toPattern(pattern);
    habits.dotted_time = pattern.indexOf(u'.') >= 0;
    habits.half_days = pattern.indexOf(u'a') >= 0 || language == "en";
  }
  habits.minguo_years = language == "zh" && (std::string_view(locale.getScript()) == "Hant" ||
                                             std::string_view(locale.getCountry()) == "TW");
  return habits;
}

}  // namespace

const DateNames& NamesOf(std::string_view language_tag) {
  // Filled as languages come up and bounded by those of CLDR; entries are never changed or
  // removed, so references stay good without the lock.
  static std::mutex mutex;  // Guards `built`.
  static std::map<std::string, std::unique_ptr<const DateNames>, std::less<>> built;

  std::string language(OneCode(LocaleOf(language_tag).getLanguage()));
  if (!IsCldrLanguage(language)) language = "und";
  const std::lock_guard lock(mutex);
  auto& names = built[language];
  if (!names) names = std::make_unique<const DateNames>(BuildNames(language));
  return *names;
}

DateHabits HabitsOf(std::string_view language_tag) {
  // Languages with a region: more of them than this are no real sources.
  constexpr std::size_t kTagsMax = 512;
  static std::mutex mutex;  // Guards `built`.
  static std::map<std::string, DateHabits, std::less<>> built;

  const std::lock_guard lock(mutex);
  const auto found = built.find(language_tag);
  if (found != built.end()) return found->second;
  const DateHabits habits = BuildHabits(language_tag);
  if (built.size() < kTagsMax) built.emplace(language_tag, habits);
  return habits;
}

}  // namespace stratwatch::parsers::internal
