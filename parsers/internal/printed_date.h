#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "parsers/date.h"
#include "parsers/internal/html_document.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// How sure a stamp must be the article's own: one that only settles the time zone of a date that is
// known already may be any.
enum class StampTrust { kAny, kOwn };

// Looks for dates that a page prints rather than states.
class PrintedDates {
 public:
  // Borrows document and page for its own lifetime. `language` (BCP 47) decides month names and
  // the order of day and month.
  PrintedDates(const HtmlDocument& document, const PageText& page, std::size_t title_block,
               std::string_view language)
      : document_(document), page_(page), title_block_(title_block), language_(language) {}

  // A stamp by the headline: a line that holds nothing but a date (and a byline), and does not say
  // that it is that of a later edit.
  std::optional<ParsedDate> Stamp(StampTrust trust) const;
  // Any short line around the headline that holds a date; those that their class names first.
  std::optional<ParsedDate> NearTitle(bool named_by_class) const;
  // A stamp by the headline that counts from now: "3 hours ago". `read_at` is when the page was
  // read.
  std::optional<ParsedDate> Relative(std::chrono::sys_seconds read_at) const;
  // An element elsewhere that its class names a date, where all of these agree.
  std::optional<ParsedDate> NamedByClass() const;
  // "Published on 25/01/2026", in a short line, or within a longer one beside the word.
  std::optional<ParsedDate> Labelled() const;
  // "RABAT, 17 March 2026 - The ministry…": the head of the first paragraphs, up to its dash.
  std::optional<ParsedDate> Dateline() const;
  // "Headline | Outlet | 17.03.2026": the last part of <title>.
  std::optional<ParsedDate> InPageTitle(std::string_view page_title) const;

 private:
  std::optional<ParsedDate> Read(std::string_view text) const;
  std::optional<ParsedDate> BesideLabel(std::string_view text, std::size_t at) const;
  std::optional<ParsedDate> BehindDateLabel(std::string_view text) const;
  bool MayBeTeasers(std::size_t index) const;
  std::optional<ParsedDate> InElement(NodeId id) const;

  const HtmlDocument& document_;
  const PageText& page_;
  std::size_t title_block_;
  std::string_view language_;
};

// Is the moment beside these words that of a later edit, and not also of publication?
bool SaysUpdated(std::string_view around);

}  // namespace stratwatch::parsers::internal
