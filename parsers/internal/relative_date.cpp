#include "parsers/internal/relative_date.h"

#include <unicode/locid.h>
#include <unicode/reldatefmt.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "parsers/internal/date_text.h"

namespace stratwatch::parsers::internal {
namespace {

using std::chrono::minutes;

constexpr std::size_t kLineBytesMax = 64;
constexpr minutes kLongestAgo = std::chrono::days(31);

// "il y a 3 heures": what stands before and behind the number, folded. `count` is set where the
// language has a word for the number and its unit together ("ساعتين", "yesterday").
struct Phrase {
  std::u32string before;
  std::u32string behind;
  minutes unit{};
  std::optional<int> count;
  bool whole_line = false;  // An everyday word: counts where it stands alone, or with a time.
};

using Phrases = std::vector<Phrase>;

std::u32string Trimmed(std::u32string_view text) {
  while (!text.empty() && text.front() == U' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == U' ') text.remove_suffix(1);
  return std::u32string(text);
}

std::u32string Folded(const icu::UnicodeString& text) {
  std::string utf8;
  return Trimmed(FoldDateText(text.toUTF8String(utf8)).folded);
}

class PhraseBuilder {
 public:
  explicit PhraseBuilder(const icu::Locale& locale) : locale_(locale) {}

  Phrases Build() {
    for (const auto style : {UDAT_STYLE_LONG, UDAT_STYLE_SHORT, UDAT_STYLE_NARROW}) {
      UErrorCode status = U_ZERO_ERROR;
      const icu::RelativeDateTimeFormatter formatter(locale_, nullptr, style,
                                                     UDISPCTX_CAPITALIZATION_NONE, status);
      if (U_FAILURE(status)) continue;
      AddCounted(formatter, UDAT_RELATIVE_MINUTES, minutes(1));
      AddCounted(formatter, UDAT_RELATIVE_HOURS, std::chrono::hours(1));
      AddCounted(formatter, UDAT_RELATIVE_DAYS, std::chrono::days(1));
      AddDay(formatter, UDAT_DIRECTION_THIS, 0);
      AddDay(formatter, UDAT_DIRECTION_LAST, 1);
      AddDay(formatter, UDAT_DIRECTION_LAST_2, 2);
    }
    // Longest first: "3 jam yang lalu" before "3 jam".
    std::stable_sort(phrases_.begin(), phrases_.end(), [](const Phrase& a, const Phrase& b) {
      return a.before.size() + a.behind.size() > b.before.size() + b.behind.size();
    });
    return std::move(phrases_);
  }

 private:
  // A number of each plural form that any language has (CLDR: zero, one, two, few, many, other).
  void AddCounted(const icu::RelativeDateTimeFormatter& formatter, UDateRelativeUnit unit,
                  minutes length) {
    for (const int count : {1, 2, 3, 5, 11, 21, 30}) {
      UErrorCode status = U_ZERO_ERROR;
      icu::UnicodeString text;
      formatter.format(count, UDAT_DIRECTION_LAST, unit, text, status);
      if (U_SUCCESS(status)) AddText(Folded(text), count, length);
    }
  }

  void AddText(const std::u32string& text, int count, minutes length) {
    const auto digit = std::find_if(text.begin(), text.end(), IsAsciiDigit);
    Phrase phrase;
    phrase.unit = length;
    if (digit == text.end()) {
      phrase.before = text;
      phrase.count = count;
    } else {
      const auto end = std::find_if_not(digit, text.end(), IsAsciiDigit);
      phrase.before = Trimmed({text.begin(), digit});
      phrase.behind = Trimmed({end, text.end()});
      // Where CLDR lacks a language it writes "-3 h", which says nothing.
      const auto is_word = [](const std::u32string& side) {
        return std::count_if(side.begin(), side.end(), IsLetterOrMark) > 1;
      };
      if (phrase.before == U"-" || (!is_word(phrase.before) && !is_word(phrase.behind))) return;
    }
    Add(phrase);
    // CLDR's "قبل" has a sister that newspapers write more often.
    constexpr std::u32string_view kBefore = U"قبل";
    if (std::u32string_view(phrase.before).substr(0, kBefore.size()) != kBefore) return;
    phrase.before.replace(0, kBefore.size(), U"منذ");
    Add(phrase);
  }

  void AddDay(const icu::RelativeDateTimeFormatter& formatter, UDateDirection direction,
              int count) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text;
    formatter.format(direction, UDAT_ABSOLUTE_DAY, text, status);
    // ICU answers nothing where the language has no word for the day.
    if (U_FAILURE(status) || text.isEmpty()) return;
    Add({Folded(text), {}, std::chrono::days(1), count, /*whole_line=*/true});
  }

  void Add(const Phrase& phrase) {
    if (phrase.before.empty() && phrase.behind.empty()) return;
    const bool known = std::any_of(phrases_.begin(), phrases_.end(), [&](const Phrase& each) {
      return each.before == phrase.before && each.behind == phrase.behind &&
             each.count.has_value() == phrase.count.has_value();
    });
    if (!known) phrases_.push_back(phrase);
  }

  const icu::Locale& locale_;
  Phrases phrases_;
};

const Phrases& PhrasesOf(std::string_view language_tag) {
  // More languages than these are no real sources. Entries are never changed or removed, so
  // references stay good without the lock.
  constexpr std::size_t kLanguagesMax = 1'000;
  static std::mutex mutex;  // Guards `built`.
  static std::map<std::string, std::unique_ptr<const Phrases>, std::less<>> built;
  static const Phrases kNone;

  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(language_tag.data(), static_cast<int32_t>(language_tag.size())), status);
  if (U_FAILURE(status)) return kNone;
  const std::lock_guard lock(mutex);
  const auto found = built.find(locale.getLanguage());
  if (found != built.end()) return *found->second;
  if (built.size() >= kLanguagesMax) return kNone;
  // The language alone: regions differ in nothing that is printed here.
  const icu::Locale bare(locale.getLanguage());
  auto& entry = built[locale.getLanguage()];
  entry = std::make_unique<const Phrases>(PhraseBuilder(bare).Build());
  return *entry;
}

// Between words, or anywhere in scripts that leave no space.
bool IsBoundary(std::u32string_view line, std::size_t at) {
  if (at == 0 || at >= line.size()) return true;
  const char32_t left = line[at - 1];
  const char32_t right = line[at];
  const auto is_part = [](char32_t c) { return IsLetterOrMark(c) || IsAsciiDigit(c); };
  return !is_part(left) || !is_part(right) || IsUnspaced(left) || IsUnspaced(right) ||
         IsAsciiDigit(left) != IsAsciiDigit(right);
}

std::size_t SkipSpaces(std::u32string_view line, std::size_t at) {
  while (at < line.size() && (line[at] == U' ' || line[at] == 0xA0)) ++at;
  return at;
}

// The number behind `before`, if `behind` follows it.
std::optional<int> CountAt(std::u32string_view line, std::size_t at, const Phrase& phrase) {
  std::size_t here = SkipSpaces(line, at + phrase.before.size());
  const std::size_t first = here;
  int count = 0;
  while (here < line.size() && IsAsciiDigit(line[here]) && here - first < 4) {
    count = 10 * count + static_cast<int>(line[here++] - U'0');
  }
  if (here == first || !IsBoundary(line, first) || !IsBoundary(line, here)) return std::nullopt;
  if (phrase.behind.empty()) return count;
  here = SkipSpaces(line, here);
  if (line.substr(here, phrase.behind.size()) != phrase.behind) return std::nullopt;
  if (!IsBoundary(line, here + phrase.behind.size())) return std::nullopt;
  return count;
}

// "yesterday", "gestern, 18:05 Uhr": the word, and at most a time of day.
bool IsWordWithTime(std::u32string_view line, const std::u32string& word) {
  constexpr std::size_t kTimeLengthMax = 16;
  if (line.substr(0, word.size()) != word || !IsBoundary(line, word.size())) return false;
  const std::u32string rest = Trimmed(line.substr(word.size()));
  if (rest.empty()) return true;
  const auto digits = std::count_if(rest.begin(), rest.end(), IsAsciiDigit);
  return rest.size() <= kTimeLengthMax && (digits == 3 || digits == 4);
}

std::optional<minutes> AgoBy(std::u32string_view line, const Phrase& phrase) {
  if (phrase.whole_line) {
    if (!IsWordWithTime(line, phrase.before)) return std::nullopt;
    return *phrase.count * phrase.unit;
  }
  if (phrase.count) {
    const std::size_t at = line.find(phrase.before);
    if (at == std::u32string_view::npos || !IsBoundary(line, at) ||
        !IsBoundary(line, at + phrase.before.size())) {
      return std::nullopt;
    }
    return *phrase.count * phrase.unit;
  }
  for (std::size_t at = line.find(phrase.before); at != std::u32string_view::npos;
       at = line.find(phrase.before, at + 1)) {
    if (!phrase.before.empty() && !IsBoundary(line, at)) continue;
    if (phrase.before.empty() &&
        (!IsAsciiDigit(line[at]) || (at > 0 && IsAsciiDigit(line[at - 1]))))
      continue;
    if (const auto count = CountAt(line, at, phrase)) return *count * phrase.unit;
    if (at + 1 >= line.size()) break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ParsedDate> ParseRelativeDate(std::string_view text, std::string_view language,
                                            std::chrono::sys_seconds read_at) {
  if (text.empty() || text.size() > kLineBytesMax) return std::nullopt;
  const std::u32string line = Trimmed(FoldDateText(text).folded);
  if (line.empty()) return std::nullopt;
  for (const std::string_view each : {language, std::string_view("en")}) {
    for (const Phrase& phrase : PhrasesOf(each)) {
      const auto ago = AgoBy(line, phrase);
      if (!ago || *ago > kLongestAgo) continue;
      ParsedDate date;
      date.utc = std::chrono::floor<std::chrono::days>(read_at - *ago);
      date.precision = DatePrecision::kDay;
      return date;
    }
  }
  return std::nullopt;
}

}  // namespace stratwatch::parsers::internal
