#include "tests/parsers/article_pages.h"

namespace stratwatch::parsers::testing {
namespace {

std::string RelatedList(const ArticlePage& page) {
  std::string list;
  for (int i = 1; i <= 5; ++i) {
    list += "<li><a href=\"/other-" + std::to_string(i) + "\">" + std::string(page.related_title) +
            "</a></li>\n";
  }
  return list;
}

std::string Menu() {
  std::string menu;
  for (const std::string_view item : {"Home", "World", "Tech", "Sport", "Video", "Contact"}) {
    menu += "<li><a href=\"/" + std::string(item) + "\">" + std::string(item) + "</a></li>\n";
  }
  return menu;
}

}  // namespace

void PrintTo(const ArticlePage& page, std::ostream* out) {
  *out << page.name;
}

std::string ArticlePage::Text() const {
  std::string text;
  for (const std::string_view paragraph : paragraphs) {
    if (!text.empty()) text += "\n\n";
    text += paragraph;
  }
  return text;
}

std::string ModernHtml(const ArticlePage& page) {
  std::string body;
  for (const std::string_view paragraph : page.paragraphs) {
    body += "      <p>" + std::string(paragraph) + "</p>\n";
    if (body.size() < 1200) body += "      <div class=\"ad-slot\"><script>ad();</script></div>\n";
  }
  const std::string title(page.title);
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>" + title +
         " | Example News</title>\n<meta property=\"og:site_name\" content=\"Example News\">\n"
         "<style>.a > .b { color: red }</style>\n<script type=\"application/ld+json\">"
         "{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"" +
         title +
         "\",\"datePublished\":\"2026-03-17T09:30:00+01:00\","
         "\"author\":[{\"@type\":\"Person\",\"name\":\"Ana Example\"}]}</script></head>\n<body>\n"
         "<div class=\"cookie-banner\"><p>" +
         std::string(page.cookie_notice) + "</p><button>OK</button></div>\n<header><nav><ul>\n" +
         Menu() + "</ul></nav></header>\n<main><article class=\"story\">\n    <h1>" + title +
         "</h1>\n    <div class=\"share-bar\"><a href=\"#\">Facebook</a> <a "
         "href=\"#\">X</a></div>\n"
         "    <div class=\"article-body\">\n" +
         body + "    </div>\n  </article>\n  <aside class=\"related\"><h3>" +
         std::string(page.related_heading) + "</h3><ul>\n" + RelatedList(page) +
         "</ul></aside></main>\n<footer><p>" + std::string(page.copyright) +
         "</p></footer>\n<script>var tail = \"<p>not text</p>\";</script></body></html>\n";
}

std::string TableHtml(const ArticlePage& page) {
  std::string body;
  for (const std::string_view paragraph : page.paragraphs) {
    body += std::string(paragraph) + "<br><br>\n";
  }
  const std::string title(page.title);
  return "<HTML><HEAD><META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=utf-8\">"
         "<TITLE>" +
         title +
         " - Example News</TITLE></HEAD><BODY BGCOLOR=white>\n<TABLE WIDTH=100%><TR><TD "
         "COLSPAN=3><UL>" +
         Menu() + "</UL></TD></TR>\n<TR><TD WIDTH=150><FONT SIZE=1><B>" +
         std::string(page.related_heading) + "</B><UL>" + RelatedList(page) +
         "</UL></FONT></TD>\n<TD><FONT SIZE=4><B>" + title + "</B></FONT><BR><BR>\n<FONT SIZE=2>" +
         body + "</FONT></TD>\n</TR><TR><TD COLSPAN=3><CENTER><FONT SIZE=1>" +
         std::string(page.copyright) + "</FONT></CENTER></TD></TR></TABLE></BODY></HTML>\n";
}

}  // namespace stratwatch::parsers::testing
