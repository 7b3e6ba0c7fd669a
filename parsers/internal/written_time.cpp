#include "parsers/internal/written_time.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {
namespace {

using Kind = DateToken::Kind;

// Words that make of "9.30" or "9" behind them a time; folded.
constexpr std::array<std::u32string_view, 12> kTimeMarkers = {U"kl",  U"klo",  U"kell", U"pukul",
                                                              U"jam", U"ore",  U"ora",  U"alle",
                                                              U"ob",  U"saat", U"godz", U"uur"};
// Words behind a number that make it an hour, and a number behind them minutes.
constexpr std::array<std::u32string_view, 10> kHourWords = {U"h",  U"hs", U"hrs", U"uhr", U"時",
                                                            U"时", U"點", U"点",  U"시",  U"uur"};
constexpr std::array<std::u32string_view, 5> kMinuteWords = {U"min", U"m", U"分", U"분", U"mn"};
constexpr std::array<std::u32string_view, 4> kSecondWords = {U"s", U"秒", U"초", U"sec"};

class TimeReader {
 public:
  TimeReader(const DateText& text, const DateHabits& habits, std::vector<DateToken>* tokens,
             DateFields* fields)
      : text_(text), habits_(habits), tokens_(*tokens), fields_(fields) {}

  bool ReadAt(std::size_t i) {
    if (!IsHour(i)) return false;
    std::size_t end = 0;
    if (IsMarkAt(i + 1, U':') && IsMinute(i + 2)) {
      end = ReadColons(i);
    } else if (IsOneOf(i + 1, kHourWords)) {
      end = ReadUnits(i);
    } else if (IsMarkAt(i + 1, U'.') && IsMinute(i + 2) && !IsMarkAt(i + 3, U'.') &&
               (IsOneOf(i + 3, kHourWords) || MarkerBefore(i))) {
      end = ReadDot(i);
    } else {
      return false;
    }
    if (fields_->hour > 24 || fields_->minute > 59 || fields_->second > 60) {
      *fields_ = DateFields{};
      return false;
    }
    Finish(i, end);
    return true;
  }

  bool ReadDottedAt(std::size_t i) {
    const bool dotted = IsHour(i) && IsMarkAt(i + 1, U'.') && IsMinute(i + 2) &&
                        !IsMarkAt(i + 3, U'.') && (i == 0 || !IsMarkAt(i - 1, U'.'));
    if (!dotted || tokens_[i].value > 24 || tokens_[i + 2].value > 59) return false;
    Finish(i, ReadDot(i));
    return true;
  }

 private:
  bool IsHour(std::size_t i) const {
    return i < tokens_.size() && tokens_[i].Is(Kind::kNumber) && tokens_[i].digits <= 2;
  }
  bool IsMinute(std::size_t i) const {
    return i < tokens_.size() && tokens_[i].Is(Kind::kNumber) && tokens_[i].digits == 2;
  }
  bool IsMarkAt(std::size_t i, char32_t mark) const {
    return i < tokens_.size() && tokens_[i].IsMark(mark);
  }
  std::u32string_view WordAt(std::size_t i) const {
    if (i >= tokens_.size() || !tokens_[i].Is(Kind::kWord)) return {};
    return std::u32string_view(text_.folded)
        .substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }
  template <std::size_t kCount>
  bool IsOneOf(std::size_t i, const std::array<std::u32string_view, kCount>& words) const {
    const std::u32string_view word = WordAt(i);
    return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
  }
  bool MarkerBefore(std::size_t i) const {
    if (i > 0 && IsOneOf(i - 1, kTimeMarkers)) return true;
    return i > 1 && tokens_[i - 1].IsMark(U'.') && IsOneOf(i - 2, kTimeMarkers);
  }

  std::size_t ReadColons(std::size_t i) {
    fields_->hour = tokens_[i].value;
    fields_->minute = tokens_[i + 2].value;
    if (!IsMarkAt(i + 3, U':') || !IsMinute(i + 4)) return i + 3;
    fields_->second = tokens_[i + 4].value;
    fields_->second_known = true;
    return i + 5;
  }

  std::size_t ReadDot(std::size_t i) {
    fields_->hour = tokens_[i].value;
    fields_->minute = tokens_[i + 2].value;
    return i + 3;
  }

  std::size_t ReadUnits(std::size_t i) {
    fields_->hour = tokens_[i].value;
    i += 2;
    if (!IsHour(i) || IsMarkAt(i + 1, U'.') || IsMarkAt(i + 1, U'/')) return i;
    // "9h30" and "9時30分"; but in "9 Uhr 17. März" the number is a day.
    const bool minutes = IsOneOf(i + 1, kMinuteWords) ||
                         (tokens_[i].digits == 2 && tokens_[i].begin == tokens_[i - 1].end);
    if (!minutes) return i;
    fields_->minute = tokens_[i].value;
    i += IsOneOf(i + 1, kMinuteWords) ? 2 : 1;
    if (IsHour(i) && IsOneOf(i + 1, kSecondWords)) {
      fields_->second = tokens_[i].value;
      fields_->second_known = true;
      i += 2;
    }
    return i;
  }

  // German's "am" is a preposition; where no half days are written it counts in capitals only.
  bool IsHalf(std::size_t i) const {
    if (i >= tokens_.size() || !tokens_[i].Is(Kind::kMeridiem)) return false;
    return habits_.half_days ||
           text_.cased.compare(tokens_[i].begin, tokens_[i].end - tokens_[i].begin, U"am") != 0;
  }

  void Finish(std::size_t begin, std::size_t end) {
    while (IsOneOf(end, kHourWords)) ++end;
    if (IsHalf(end)) {
      internal::ApplyMeridiem(tokens_[end].value == 1, fields_);
      ++end;
    } else if (begin > 0 && IsHalf(begin - 1)) {
      internal::ApplyMeridiem(tokens_[begin - 1].value == 1, fields_);
      --begin;
    }
    end = ReadZone(end);
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                  tokens_.begin() + static_cast<std::ptrdiff_t>(end));
  }

  // A zone's name in capitals, "GMT+7", "UTC+05:30", "+0300". A hyphen alone is a range.
  std::size_t ReadZone(std::size_t i) {
    if (IsMarkAt(i, U'(')) {
      const std::size_t inside = ReadZone(i + 1);
      return inside > i + 1 && IsMarkAt(inside, U')') ? inside + 1 : i;
    }
    bool universal = false;
    if (!WordAt(i).empty()) {
      std::string name;
      for (std::size_t at = tokens_[i].begin; at < tokens_[i].end; ++at) {
        if (text_.cased[at] < U'A' || text_.cased[at] > U'Z') return i;
        name += static_cast<char>(text_.cased[at]);
      }
      const bool attached = i > 0 && tokens_[i - 1].end == tokens_[i].begin;
      if (name.size() < 2 && !attached) return i;
      const auto zone = FindZone(name);
      if (!zone) return i;
      universal = zone->known && zone->offset_minutes == 0;
      if (zone->known) fields_->offset_minutes = zone->offset_minutes;
      ++i;
    }
    const bool plus = IsMarkAt(i, U'+');
    const bool minus = IsMarkAt(i, U'-') || IsMarkAt(i, 0x2212);
    if (!plus && !minus) return i;
    const bool four =
        i + 1 < tokens_.size() && tokens_[i + 1].Is(Kind::kNumber) && tokens_[i + 1].digits == 4;
    if (!(plus || universal || four) || !(IsHour(i + 1) || four)) return i;
    int minutes = four ? tokens_[i + 1].value / 100 * 60 + tokens_[i + 1].value % 100
                       : tokens_[i + 1].value * 60;
    i += 2;
    if (!four && IsMarkAt(i, U':') && IsMinute(i + 1)) {
      minutes += tokens_[i + 1].value;
      i += 2;
    }
    fields_->offset_minutes = plus ? minutes : -minutes;
    return i;
  }

  const DateText& text_;
  const DateHabits& habits_;
  std::vector<DateToken>& tokens_;
  DateFields* fields_;
};

}  // namespace

void TakeWrittenTime(const DateText& text, const DateHabits& habits, std::vector<DateToken>* tokens,
                     DateFields* fields) {
  TimeReader reader(text, habits, tokens, fields);
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    if (reader.ReadAt(i)) return;
  }
}

void TakeDottedTime(const DateText& text, const DateHabits& habits, std::size_t from,
                    std::vector<DateToken>* tokens, DateFields* fields) {
  if (!habits.dotted_time || fields->hour >= 0) return;
  TimeReader reader(text, habits, tokens, fields);
  for (std::size_t i = from; i < tokens->size(); ++i) {
    if (reader.ReadDottedAt(i)) return;
  }
}

}  // namespace stratwatch::parsers::internal
