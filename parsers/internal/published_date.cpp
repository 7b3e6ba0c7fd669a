#include "parsers/internal/published_date.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

#include "parsers/date.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/printed_date.h"

namespace stratwatch::parsers::internal {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

// What a field holds is shorter.
constexpr std::size_t kStampBytesMax = 160;
// How many blocks around the headline a <time> may stand.
constexpr std::size_t kStampsAfterTitle = 14;

// Keys of <meta>, letters only: templates write "publish-date", "publish_date" and "publishDate".
constexpr std::array<std::string_view, 6> kFirmKeys = {
    "articlepublishedtime", "ogarticlepublishedtime", "ogpublishedtime",
    "articlepublished",     "datepublished",          "articlepublisheddate"};
constexpr std::array<std::string_view, 40> kOtherKeys = {"parselypubdate",
                                                         "sailthrudate",
                                                         "cxenseparserecspublishtime",
                                                         "articledateoriginal",
                                                         "originalpublicationdate",
                                                         "dcdateissued",
                                                         "dctermsissued",
                                                         "dctermscreated",
                                                         "dcdatecreated",
                                                         "dctermsdate",
                                                         "dcdate",
                                                         "dctermsavailable",
                                                         "publishdate",
                                                         "publisheddate",
                                                         "publishedon",
                                                         "publishedat",
                                                         "publishedtime",
                                                         "publishtime",
                                                         "pubdate",
                                                         "publicationdate",
                                                         "publicationtime",
                                                         "publishon",
                                                         "postdate",
                                                         "articledate",
                                                         "articlecreated",
                                                         "articlecreatedtime",
                                                         "displaydate",
                                                         "daterelease",
                                                         "shareaholicarticlepublishedtime",
                                                         "btpubdate",
                                                         "citationpublicationdate",
                                                         "citationdate",
                                                         "created",
                                                         "uploaded",
                                                         "uploaddate",
                                                         "rnewsdatepublished",
                                                         "vrpublishedtime",
                                                         "datecreated",
                                                         "firstpublished",
                                                         "date"};

// Keys in scripts' data, as written there.
constexpr std::array<std::string_view, 10> kScriptKeys = {
    "datePublished", "publishDate",   "publishedAt",     "published_at",   "publish_date",
    "pubDate",       "publishedDate", "publicationDate", "firstPublished", "publishedTime"};

// Is this the key, or the same in a namespace of a site's own ("example_photos:uploaded")?
bool Names(std::string_view written, std::string_view key) {
  if (LettersOf(written) == key) return true;
  const std::size_t colon = written.rfind(':');
  return key == "uploaded" && colon != std::string_view::npos &&
         LettersOf(written.substr(colon + 1)) == key;
}

class Chooser {
 public:
  Chooser(const HtmlDocument& document, const PageFacts& facts, const JsonLdFacts& json_ld,
          const PageText& page, const DateContext& context)
      : facts_(facts),
        json_ld_(json_ld),
        page_(page),
        context_(context),
        printed_(document, page, context.title_block, context.language) {}

  std::optional<PublishedDate> Run() {
    Try(json_ld_.date_published, "json-ld:datePublished", 0.98F);
    TryMetas(kFirmKeys, 0.97F);
    TryTimes(/*published_only=*/true, 0.95F);
    TryMetas(kOtherKeys, 0.9F);
    TryPath();
    TryTimes(/*published_only=*/false, 0.8F);
    TryPrinted([&] { return printed_.InPageTitle(facts_.title); }, "title", 0.7F);
    TryPrinted([&] { return printed_.NearTitle(true); }, "text", 0.75F);
    TryPrinted([&] { return printed_.NearTitle(false); }, "text", 0.65F);
    TryPrinted([&] { return printed_.Labelled(); }, "text:labelled", 0.65F);
    TryPrinted([&] { return printed_.Dateline(); }, "text:dateline", 0.6F);
    TryPrinted([&] { return printed_.NamedByClass(); }, "text:class", 0.6F);
    Try(json_ld_.page_date_published, "json-ld:WebPage.datePublished", 0.6F);
    TryScripts();
    if (context_.latest) {
      TryPrinted([&] { return printed_.Relative(*context_.latest); }, "text:relative", 0.5F);
    }
    KeepThePublishersOffset();
    KeepThePublishersDay();
    PreferTheEarlierPrintedDay();
    return std::move(chosen_);
  }

 private:
  bool Plausible(sys_seconds utc) const {
    if (utc < kEarliestPublished) return false;
    return !context_.latest || utc <= *context_.latest + std::chrono::days(1);
  }

  void Accept(const ParsedDate& parsed, std::string_view evidence, float confidence) {
    if (chosen_ || !Plausible(parsed.utc)) return;
    chosen_ = PublishedDate{parsed.utc, parsed.offset_minutes, parsed.precision,
                            std::string(evidence), confidence};
    if (!parsed.by_the_moon) return;
    constexpr float kRightDay = 0.8F;  // The moon is sighted on the computed day in most months.
    chosen_->evidence += "+hijri";
    chosen_->confidence *= kRightDay;
  }

  void Try(std::string_view text, std::string_view evidence, float confidence) {
    text = TrimAscii(text);
    if (chosen_ || text.empty() || text.size() > kStampBytesMax) return;
    if (const auto parsed = ParseDate(text)) return Accept(*parsed, evidence, confidence);
    if (const auto written = ParseWrittenDate(text, context_.language)) {
      Accept(*written, evidence, confidence * 0.9F);
    }
  }

  void TryMetas(std::span<const std::string_view> keys, float confidence) {
    for (const std::string_view key : keys) {
      for (const MetaValue& meta : facts_.metas) {
        if (chosen_) return;
        if (Names(meta.key, key)) Try(meta.value, "meta:" + meta.key, confidence);
      }
    }
  }

  void TryTimes(bool published_only, float confidence) {
    // Marks inside the list of other articles carry their dates: the first one wins, and only
    // those not far from the headline when nothing says "published".
    for (const TimeMark& mark : facts_.times) {
      if (chosen_) return;
      if (mark.modified && !mark.published) continue;
      if (published_only != mark.published) continue;
      if (!published_only && !NearTitle(mark.node)) continue;
      const std::string_view evidence = published_only ? "time:published" : "time";
      Try(mark.value, evidence, confidence);
      Try(mark.text, evidence, confidence * 0.9F);
    }
  }

  void TryPath() {
    if (chosen_) return;
    const auto day = DayInPath(context_.url_path);
    if (!day) return;
    ParsedDate parsed;
    parsed.utc = sys_days{*day};
    parsed.precision = DatePrecision::kDay;
    Accept(parsed, "url", 0.8F);
  }

  // `look` reads the page for a date: a walk over its text, only where nothing was found before.
  template <typename Look>
  void TryPrinted(Look look, std::string_view evidence, float confidence) {
    if (chosen_) return;
    if (const std::optional<ParsedDate> date = look()) Accept(*date, evidence, confidence);
  }

  // Nobody publishes later than the day that the page itself prints beside the headline, or than
  // the day in its URL by more than a month: a day behind it is that of a new edition.
  void PreferTheEarlierPrintedDay() {
    if (!chosen_ || chosen_->evidence.starts_with("text") || chosen_->evidence == "url") return;
    constexpr std::chrono::days kNewEdition(30);
    const auto url_day = DayInPath(context_.url_path);
    const auto said = std::chrono::floor<std::chrono::days>(
        chosen_->utc + std::chrono::minutes(chosen_->offset_minutes));
    if (url_day && sys_days{*url_day} == said) return;
    if (url_day && sys_days{*url_day} + kNewEdition <= said) {
      chosen_.reset();
      return TryPath();
    }
    for (const StampTrust trust : {StampTrust::kOwn, StampTrust::kAny}) {
      const auto stamp = printed_.Stamp(trust);
      if (!stamp || !Plausible(stamp->utc)) continue;
      const auto stamped = std::chrono::floor<std::chrono::days>(stamp->utc);
      if (said == stamped || IsSameWithMonthAsDay(said, stamped)) return;
      if (SettleInto(stamped, "+stamp")) return;
      if (trust == StampTrust::kAny || said < stamped) continue;
      chosen_.reset();
      return Accept(*stamp, "text:stamp", 0.75F);
    }
  }

  // 11.03.17 may be the third of November.
  static bool IsSameWithMonthAsDay(sys_days left, sys_days right) {
    const std::chrono::year_month_day a{left};
    const std::chrono::year_month_day b{right};
    return a.year() == b.year() && unsigned{a.month()} == unsigned{b.day()} &&
           unsigned{a.day()} == unsigned{b.month()};
  }

  // The same instant written with its offset somewhere else tells the publisher's own day.
  void KeepThePublishersOffset() {
    if (!chosen_ || chosen_->offset_minutes != 0) return;
    if (chosen_->precision == DatePrecision::kDay) return;
    const auto try_text = [&](std::string_view text) {
      text = TrimAscii(text);
      if (chosen_->offset_minutes != 0 || text.empty() || text.size() > kStampBytesMax) return;
      const auto parsed = ParseDate(text);
      if (!parsed || parsed->offset_minutes == 0) return;
      if (std::chrono::abs(parsed->utc - chosen_->utc) > std::chrono::minutes(1)) return;
      chosen_->offset_minutes = parsed->offset_minutes;
      chosen_->evidence += "+offset";
    };
    for (const MetaValue& meta : facts_.metas) try_text(meta.value);
    for (const TimeMark& mark : facts_.times) try_text(mark.value);
  }

  // An instant in UTC beside a URL that names the day before or after it was written by a
  // publisher whose clock differs: the URL's day is the publisher's own.
  void KeepThePublishersDay() {
    if (!chosen_) return;
    if (const auto day = DayInPath(context_.url_path)) SettleInto(sys_days{*day}, "+url");
  }

  // Gives an instant in UTC the least whole offset that puts it into the neighbouring day.
  bool SettleInto(sys_days day, std::string_view evidence) {
    if (chosen_->offset_minutes != 0 || chosen_->precision == DatePrecision::kDay) return false;
    const sys_seconds begin = day;
    const sys_seconds end = begin + std::chrono::days(1);
    const auto hours_round_up = [](std::chrono::seconds span) {
      return static_cast<std::int16_t>((span.count() + 3599) / 3600);
    };
    constexpr int kHoursMax = 14;  // The farthest zone there is.
    int hours = 0;
    if (chosen_->utc >= end) hours = -hours_round_up(chosen_->utc - end + std::chrono::seconds(1));
    if (chosen_->utc < begin) hours = hours_round_up(begin - chosen_->utc);
    if (hours == 0 || std::abs(hours) > kHoursMax) return false;
    chosen_->offset_minutes = static_cast<std::int16_t>(60 * hours);
    chosen_->evidence += evidence;
    return true;
  }

  // "publishDate":"2026-01-25" in the data a page carries for its scripts.
  void TryScripts() {
    for (const std::string_view key : kScriptKeys) {
      if (chosen_) return;
      const std::size_t at = context_.html.find(std::string(key) + "\"");
      if (at == std::string_view::npos) continue;
      std::string_view rest = context_.html.substr(at + key.size() + 1, kStampBytesMax);
      const std::size_t begin = rest.find_first_not_of(" :\\\"");
      if (begin == std::string_view::npos) continue;
      rest.remove_prefix(begin);
      Try(rest.substr(0, rest.find_first_of("\"\\,}")), "script:" + std::string(key), 0.6F);
    }
  }

  bool NearTitle(NodeId node) const {
    const std::size_t title = context_.title_block;
    if (page_.blocks.empty()) return true;
    const std::size_t last = std::min(page_.blocks.size() - 1, title + 2 * kStampsAfterTitle);
    const std::size_t first = title > kStampsAfterTitle ? title - kStampsAfterTitle : 0;
    return node >= page_.blocks[first].node && node <= page_.blocks[last].node + 50;
  }

  const PageFacts& facts_;
  const JsonLdFacts& json_ld_;
  const PageText& page_;
  const DateContext& context_;
  PrintedDates printed_;
  std::optional<PublishedDate> chosen_;
};

std::optional<int> Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!IsAsciiDigit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::optional<PublishedDate> ChoosePublishedDate(const HtmlDocument& document,
                                                 const PageFacts& facts, const JsonLdFacts& json_ld,
                                                 const PageText& page, const DateContext& context) {
  return Chooser(document, facts, json_ld, page, context).Run();
}

std::optional<std::chrono::year_month_day> DayInPath(std::string_view path) {
  for (std::size_t at = 1; at + 8 <= path.size(); ++at) {
    if (IsAsciiDigit(path[at - 1]) || !IsAsciiDigit(path[at])) continue;
    const auto year = Digits(path, at, 4);
    if (!year || *year < 1990 || *year > 2100) continue;
    const char separator = path[at + 4];
    const bool separated = separator == '/' || separator == '-' || separator == '_';
    if (!separated && !IsAsciiDigit(separator)) continue;
    std::size_t next = at + 4 + (separated ? 1 : 0);
    // "/2026/3/7/" as well as "/2026/03/07/"; without separators both have two digits.
    std::size_t month_digits = 2;
    if (separated && !Digits(path, next, 2)) month_digits = 1;
    const auto month = Digits(path, next, month_digits);
    next += month_digits;
    if (!month || next >= path.size()) continue;
    if (separated) {
      const char second = path[next];
      if (second != separator && IsAsciiDigit(second)) continue;
      // "/2026/0317/" has the day right behind the month.
      if (second != separator) continue;
      ++next;
    }
    const std::size_t day_digits = Digits(path, next, 2) ? 2 : (separated ? 1 : 2);
    const auto day = Digits(path, next, day_digits);
    if (!day) continue;
    next += day_digits;
    if (next < path.size() && IsAsciiDigit(path[next])) continue;
    // "/2026/10/3-questions" counts questions.
    if (day_digits == 1 && next < path.size() && path[next] != separator) continue;
    const std::chrono::year_month_day found{std::chrono::year{*year},
                                            std::chrono::month{static_cast<unsigned>(*month)},
                                            std::chrono::day{static_cast<unsigned>(*day)}};
    if (found.ok()) return found;
  }
  return std::nullopt;
}

}  // namespace stratwatch::parsers::internal
