#include "crawlers/host_schedule.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace stratwatch::crawlers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// robots.txt is read anew at least daily (RFC 9309, 2.4) and then says its delay again.
constexpr std::chrono::hours kCrawlDelayAgeMax{24};

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> Number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

struct DateText {
  std::string_view day, month, year, time;
};

// The three forms a recipient must accept (RFC 9110, 5.6.7), cut into their parts.
std::optional<DateText> CutHttpDate(std::string_view text) {
  std::array<std::string_view, 6> words;
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_not_of(" ,"), text.size());
    text.remove_prefix(begin);
    if (text.empty()) break;
    if (count == words.size()) return std::nullopt;
    const std::size_t end = std::min(text.find_first_of(" ,"), text.size());
    words[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  // "Sun, 06 Nov 1994 08:49:37 GMT"
  if (count == 6) return DateText{words[1], words[2], words[3], words[4]};
  // "Sunday, 06-Nov-94 08:49:37 GMT"
  if (count == 4 && words[1].size() == 9 && words[1][2] == '-' && words[1][6] == '-') {
    return DateText{words[1].substr(0, 2), words[1].substr(3, 3), words[1].substr(7), words[2]};
  }
  // "Sun Nov  6 08:49:37 1994"
  if (count == 5) return DateText{words[2], words[1], words[4], words[3]};
  return std::nullopt;
}

std::optional<std::chrono::sys_seconds> ParseHttpDate(std::string_view text,
                                                      std::chrono::sys_seconds now) {
  const auto cut = CutHttpDate(text);
  if (!cut || cut->time.size() != 8 || cut->time[2] != ':' || cut->time[5] != ':') {
    return std::nullopt;
  }
  const auto day = Number(cut->day);
  const auto month = std::find(kMonths.begin(), kMonths.end(), cut->month);
  auto year = Number(cut->year);
  const auto hour = Number(cut->time.substr(0, 2));
  const auto minute = Number(cut->time.substr(3, 2));
  const auto second = Number(cut->time.substr(6, 2));
  if (!day || month == kMonths.end() || !year || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  if (cut->year.size() == 2) {
    // RFC 9110, 5.6.7: more than 50 years ahead means the past.
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
    const int this_year = static_cast<int>(today.year());
    year = this_year - this_year % 100 + *year;
    if (*year > this_year + 50) year = *year - 100;
  }
  const std::chrono::year_month_day date{
      std::chrono::year(*year),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         seconds(*second);
}

}  // namespace

HostSchedule::HostSchedule(HostScheduleOptions options)
    : options_(options), random_state_(options.random_seed) {}

std::optional<HostSchedule::TimePoint> HostSchedule::NextStart(std::string_view host,
                                                               TimePoint now) const {
  const auto found = clocks_.find(host);
  if (found == clocks_.end()) return now;
  if (found->second.open >= options_.open_requests_max) return std::nullopt;
  return found->second.next;
}

HostSchedule::HostClock& HostSchedule::ClockOf(std::string_view host) {
  const auto found = clocks_.find(host);
  return found != clocks_.end() ? found->second : clocks_[std::string(host)];
}

void HostSchedule::Started(std::string_view host, TimePoint now) {
  HostClock& clock = ClockOf(host);
  ++clock.open;
  clock.last_used = now;
  clock.next = std::max(clock.next, now + Jittered(Delay(clock)));
}

void HostSchedule::Finished(std::string_view host, TimePoint now, const Ending& ending) {
  HostClock& clock = ClockOf(host);
  clock.open = std::max(0, clock.open - 1);
  clock.last_used = now;
  Smooth(clock, ending);
  clock.next = std::max(clock.next, now + Jittered(Delay(clock)));
  if (ending.status != 429 && ending.status != 503) return;

  if (ending.retry_after) {
    const seconds wait = std::clamp(*ending.retry_after, seconds(0), options_.retry_after_max);
    clock.next = std::max(clock.next, now + Jittered(wait));
    return;
  }
  // Quiet time counts from the end of the last pause: counted from its begin, a pause longer than
  // forget_after would end its own doubling.
  const bool quiet = clock.backoff.count() == 0 || now - clock.backoff_end > options_.forget_after;
  clock.backoff = quiet ? options_.backoff : std::min(clock.backoff * 2, options_.backoff_max);
  clock.backoff_end = now + Jittered(clock.backoff);
  clock.next = std::max(clock.next, clock.backoff_end);
}

void HostSchedule::SetCrawlDelay(std::string_view host, milliseconds delay) {
  HostClock& clock = ClockOf(host);
  const milliseconds before = std::max(clock.crawl_delay, milliseconds(0));
  clock.crawl_delay = std::clamp(delay, milliseconds(0), options_.delay_max);
  // robots.txt itself was the last request: its pause grows to what it asked for.
  if (clock.last_used != TimePoint{} && clock.crawl_delay > before) {
    clock.next = std::max(clock.next, clock.last_used + Jittered(Delay(clock)));
  }
}

void HostSchedule::ForgetIdle(TimePoint now) {
  for (auto entry = clocks_.begin(); entry != clocks_.end();) {
    HostClock& clock = entry->second;
    // Known by its Crawl-delay alone so far: its day begins here.
    if (clock.last_used == TimePoint{}) clock.last_used = now;
    const bool backing_off =
        clock.backoff.count() > 0 && now - clock.backoff_end <= options_.forget_after;
    const bool asked_for_delay =
        clock.crawl_delay.count() > 0 && now - clock.last_used <= kCrawlDelayAgeMax;
    const bool idle = clock.open == 0 && clock.next <= now && !backing_off && !asked_for_delay;
    entry = idle ? clocks_.erase(entry) : std::next(entry);
  }
}

// A slow host gets more room: a quarter of its smoothed latency, when that is more. Own hosts
// (delay 0) are left out. An error tells nothing of a host's speed, so it never lowers this.
void HostSchedule::Smooth(HostClock& clock, const Ending& ending) const {
  const bool good = ending.status >= 200 && ending.status < 400;
  if (clock.latency.count() == 0 && good) clock.latency = ending.latency;
  if (!good && ending.latency <= clock.latency) return;
  clock.latency = (clock.latency * 3 + ending.latency) / 4;
}

milliseconds HostSchedule::Delay(const HostClock& clock) const {
  const milliseconds asked = std::max(options_.delay, clock.crawl_delay);
  if (options_.delay.count() == 0) return std::max(asked, milliseconds(0));
  return std::max(asked, std::min(clock.latency / 4, options_.delay_max));
}

// Later by up to `jitter`, never earlier: a publisher's wait is a minimum.
milliseconds HostSchedule::Jittered(milliseconds delay) {
  // SplitMix64 (public domain, S. Vigna): one addition of state, good enough to spread waits.
  std::uint64_t z = (random_state_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  const double share = static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
  const double extra = static_cast<double>(delay.count()) * options_.jitter * share;
  return delay + milliseconds(static_cast<std::int64_t>(extra));
}

std::optional<seconds> ParseRetryAfter(std::string_view value, std::chrono::sys_seconds now) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    // More digits than nine are centuries; callers cap far below.
    if (value.size() > 9) return seconds(999'999'999);
    return seconds(*Number(value));
  }
  const auto date = ParseHttpDate(value, now);
  if (!date) return std::nullopt;
  return std::max(seconds(0), *date - now);
}

}  // namespace stratwatch::crawlers
