#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::parsers::testing {

// One article of our own writing in each language of the mission, and the furniture around it.
struct ArticlePage {
  const char* name;
  std::string_view language;
  std::string_view title;
  std::vector<std::string_view> paragraphs;
  std::string_view related_heading;
  std::string_view related_title;
  std::string_view cookie_notice;
  std::string_view copyright;

  std::string Text() const;  // The paragraphs, separated by one blank line.
};
void PrintTo(const ArticlePage& page, std::ostream* out);

const std::vector<ArticlePage>& ArticlePages();

// The page as a template of today writes it: <article> with classes, JSON-LD, menus, cookie bar.
std::string ModernHtml(const ArticlePage& page);
// As one of 2005 did: tables, <font> and <br><br>, no semantics.
std::string TableHtml(const ArticlePage& page);

}  // namespace stratwatch::parsers::testing
