#include "parsers/internal/published_date.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

#include "parsers/date.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

// The press went online in the nineties; an earlier date is a placeholder (1970, 0001).
constexpr sys_seconds kEarliest{sys_days{std::chrono::year{1990} / 1 / 1}};

// A date stamp is a short line; a longer block that holds a date is prose.
constexpr std::size_t kStampBytesMax = 160;
// How many blocks around the headline are looked at for a written date.
constexpr std::size_t kStampsAfterTitle = 14;
constexpr std::size_t kStampsBeforeTitle = 4;

// Keys of <meta>, letters only: templates write "publish-date", "publish_date" and "publishDate".
constexpr std::array<std::string_view, 6> kFirmKeys = {
    "articlepublishedtime", "ogarticlepublishedtime", "ogpublishedtime",
    "articlepublished",     "datepublished",          "articlepublisheddate"};
constexpr std::array<std::string_view, 38> kOtherKeys = {"parselypubdate",
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
                                                         "rnewsdatepublished",
                                                         "vrpublishedtime",
                                                         "datecreated",
                                                         "firstpublished",
                                                         "date"};

// Keys in scripts' data, as written there.
constexpr std::array<std::string_view, 10> kScriptKeys = {
    "datePublished", "publishDate",   "publishedAt",     "published_at",   "publish_date",
    "pubDate",       "publishedDate", "publicationDate", "firstPublished", "publishedTime"};

// What stands before a publication date in print; compared ASCII-case-blind.
constexpr std::array<std::string_view, 16> kLabels = {
    "published", "posted on", "posted:",    "first published", "veröffentlicht",  "erschienen",
    "publié",    "publicado", "pubblicato", "опубликовано",    "дата публикации", "opublikowano",
    "发布时间",  "发表时间",  "公開日",     "yayınlanma"};

std::string LettersOf(std::string_view key) {
  std::string letters;
  for (const char c : key) {
    if (IsAsciiAlpha(c)) letters.push_back(AsciiLower(c));
  }
  return letters;
}

class Chooser {
 public:
  Chooser(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
          const DateContext& context)
      : facts_(facts), json_ld_(json_ld), page_(page), context_(context) {}

  std::optional<PublishedDate> Run() {
    Try(json_ld_.date_published, "json-ld:datePublished", 0.98F);
    TryMetas(kFirmKeys, 0.97F);
    TryTimes(/*published_only=*/true, 0.95F);
    TryMetas(kOtherKeys, 0.9F);
    TryPath();
    TryTimes(/*published_only=*/false, 0.8F);
    TryWritten();
    TryLabelled();
    TryDateline();
    Try(json_ld_.page_date_published, "json-ld:WebPage.datePublished", 0.6F);
    TryScripts();
    KeepThePublishersDay();
    return std::move(chosen_);
  }

 private:
  bool Plausible(sys_seconds utc) const {
    if (utc < kEarliest) return false;
    return !context_.latest || utc <= *context_.latest + std::chrono::days(1);
  }

  void Accept(const ParsedDate& parsed, std::string_view evidence, float confidence) {
    if (chosen_ || !Plausible(parsed.utc)) return;
    chosen_ = PublishedDate{parsed.utc, parsed.offset_minutes, parsed.precision,
                            std::string(evidence), confidence};
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
        if (LettersOf(meta.key) == key) Try(meta.value, "meta:" + meta.key, confidence);
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

  void TryWritten() {
    if (chosen_) return;
    const std::size_t title = context_.title_block;
    // Stamps that say so by their class first, then whatever short line holds a date.
    for (const bool stamped : {true, false}) {
      const std::size_t first = title > kStampsBeforeTitle ? title - kStampsBeforeTitle : 0;
      const std::size_t last = std::min(page_.blocks.size(), title + 1 + kStampsAfterTitle);
      for (std::size_t i = title; i < last; ++i) TryBlock(page_.blocks[i], stamped);
      for (std::size_t i = first; i < title; ++i) TryBlock(page_.blocks[i], stamped);
    }
  }

  void TryBlock(const TextBlock& block, bool stamped) {
    if (chosen_ || block.In(kInNav | kInHidden)) return;
    const std::string_view text = page_.Text(block);
    if (text.size() > kStampBytesMax) return;
    if (stamped && block.StepsTo(kDateHint) > 2) return;
    if (std::none_of(text.begin(), text.end(), IsAsciiDigit) && text.size() < 12) return;
    if (const auto written = ParseWrittenDate(text, context_.language)) {
      Accept(*written, "text", stamped ? 0.75F : 0.65F);
    }
  }

  // "Published on 25/01/2026" anywhere in a short line.
  void TryLabelled() {
    for (const TextBlock& block : page_.blocks) {
      if (chosen_) return;
      const std::string_view text = page_.Text(block);
      if (text.size() > kStampBytesMax || block.In(kInHidden | kInItem)) continue;
      const bool labelled = std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view each) {
        return FindIgnoringCase(text, each) != std::string_view::npos;
      });
      if (!labelled) continue;
      if (const auto written = ParseWrittenDate(text, context_.language)) {
        Accept(*written, "text:labelled", 0.65F);
      }
    }
  }

  // "RABAT, 17 March 2026 - The ministry…": the head of the first paragraphs, up to its dash.
  void TryDateline() {
    constexpr std::size_t kHeadBytes = 60;
    constexpr std::size_t kParagraphs = 12;
    const std::size_t last = std::min(page_.blocks.size(), context_.title_block + 1 + kParagraphs);
    for (std::size_t i = context_.title_block; i < last && !chosen_; ++i) {
      const TextBlock& block = page_.blocks[i];
      if (block.units < kHeadBytes || block.LinkDensity() > 0.3) continue;
      const std::string_view head = Utf8Prefix(page_.Text(block), kHeadBytes);
      std::size_t end = std::string_view::npos;
      for (const std::string_view mark : {" - ", " – ", " — ", ")", "："}) {
        end = std::min(end, head.find(mark));
      }
      if (end == std::string_view::npos) continue;
      if (const auto written = ParseWrittenDate(head.substr(0, end), context_.language)) {
        Accept(*written, "text:dateline", 0.6F);
      }
    }
  }

  // An instant in UTC beside a URL that names the day before or after it was written by a
  // publisher whose clock differs: the URL's day is the publisher's own. The offset is the least
  // whole one that puts the instant into that day.
  void KeepThePublishersDay() {
    if (!chosen_ || chosen_->offset_minutes != 0) return;
    if (chosen_->precision == DatePrecision::kDay) return;
    const auto day = DayInPath(context_.url_path);
    if (!day) return;
    const sys_seconds begin = sys_days{*day};
    const sys_seconds end = begin + std::chrono::days(1);
    const auto hours_round_up = [](std::chrono::seconds span) {
      return static_cast<std::int16_t>((span.count() + 3599) / 3600);
    };
    constexpr int kHoursMax = 14;  // The farthest zone there is.
    int hours = 0;
    if (chosen_->utc >= end) hours = -hours_round_up(chosen_->utc - end + std::chrono::seconds(1));
    if (chosen_->utc < begin) hours = hours_round_up(begin - chosen_->utc);
    if (hours == 0 || std::abs(hours) > kHoursMax) return;
    chosen_->offset_minutes = static_cast<std::int16_t>(60 * hours);
    chosen_->evidence += "+url";
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

std::optional<PublishedDate> ChoosePublishedDate(const PageFacts& facts, const JsonLdFacts& json_ld,
                                                 const PageText& page, const DateContext& context) {
  return Chooser(facts, json_ld, page, context).Run();
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
    const std::chrono::year_month_day found{std::chrono::year{*year},
                                            std::chrono::month{static_cast<unsigned>(*month)},
                                            std::chrono::day{static_cast<unsigned>(*day)}};
    if (found.ok()) return found;
  }
  return std::nullopt;
}

}  // namespace stratwatch::parsers::internal
