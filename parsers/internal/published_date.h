#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "model/article.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// The press went online in the nineties; an earlier date is a placeholder (1970, 0001).
inline constexpr std::chrono::sys_seconds kEarliestPublished{
    std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};

struct DateContext {
  std::string_view url_path;    // "/2026/03/17/slug"
  std::string_view language;    // Of the body, with its country if known; for written dates.
  std::size_t title_block = 0;  // A written date counts near the headline.
  std::string_view html;        // The page with its scripts, where all else fails.
  // When the page was fetched: nothing later is believed, with a day's grace for time zones.
  std::optional<std::chrono::sys_seconds> latest;
};

// When the publisher says the article appeared. Order of precedence, with the confidence given:
//   JSON-LD datePublished .98; article:published_time and its kin .97; itemprop=datePublished .95;
//   other publication <meta> .9; <time> that says so .9; the URL's day .8; the first <time> by the
//   headline .8; the end of <title> .7; a date written by the headline .75 or .65, or behind
//   "Published" .65; a dateline .6; an element named a date .6; JSON-LD of the page .6; a
//   publication date in the page's scripts .6; "3 hours ago" by the headline, counted from
//   `latest` where that is known, .5. A day of the moon's calendar alone is a fifth less sure.
// What is chosen so is then held against the rest of the page:
//   an instant in UTC takes the offset that the same instant has elsewhere, or the least that puts
//   it into the day of the URL or of the stamp by the headline;
//   a day later than that stamp, or than the URL's day by a month, gives way to it: it is that of
//   a new edition. Not where the URL names the chosen day, nor where only day and month changed
//   places.
// A candidate before 1990 or after `latest` is passed over. Never the fetch time; nothing without
// evidence.
std::optional<PublishedDate> ChoosePublishedDate(const HtmlDocument& document,
                                                 const PageFacts& facts, const JsonLdFacts& json_ld,
                                                 const PageText& page, const DateContext& context);

// The day a URL path names ("/2026/03/17/", "/20260317", "2026-03-17"); nullopt when none.
std::optional<std::chrono::year_month_day> DayInPath(std::string_view path);

}  // namespace stratwatch::parsers::internal
