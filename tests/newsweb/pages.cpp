#include "tests/newsweb/pages.h"

#include "tests/newsweb/furniture.h"
#include "tests/newsweb/text_forms.h"
#include "tests/newsweb/walls.h"

namespace stratwatch::newsweb {
namespace {

// What every template needs.
struct Sheet {
  const Web& web;
  const Outlet& outlet;
  const Words& words;
  const Piece& piece;

  std::string Word(std::string_view key) const { return Escaped(words.find(key)->second); }
};

std::string MetaCharset(const Sheet& sheet) {
  const std::string charset = DeclaredCharset(sheet.outlet, sheet.piece);
  return charset.empty() ? "" : "<meta charset=\"" + charset + "\">\n";
}

std::string OpenGraph(const Sheet& sheet) {
  const Piece& piece = sheet.piece;
  return "<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:title\" content=\"" +
         Escaped(piece.title) + "\">\n<meta property=\"og:site_name\" content=\"" +
         Escaped(sheet.outlet.name) + "\">\n<meta property=\"og:url\" content=\"" +
         PieceUrl(piece) + "\">\n<meta property=\"article:published_time\" content=\"" +
         IsoInstant(piece.published) + "\">\n<link rel=\"canonical\" href=\"" + PieceUrl(piece) +
         "\">\n";
}

// A schema.org graph as publishers write it, with the publisher and a breadcrumb beside it.
std::string JsonLd(const Sheet& sheet, const std::string& article_body) {
  const Piece& piece = sheet.piece;
  std::string json =
      "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":["
      "{\"@type\":\"NewsMediaOrganization\",\"name\":" +
      JsonQuoted(sheet.outlet.name) + "},{\"@type\":\"BreadcrumbList\",\"itemListElement\":[]}," +
      "{\"@type\":\"NewsArticle\",\"headline\":" + JsonQuoted(piece.title) +
      ",\"datePublished\":" + JsonQuoted(IsoInstant(piece.published)) +
      ",\"inLanguage\":" + JsonQuoted(sheet.outlet.language) +
      ",\"mainEntityOfPage\":" + JsonQuoted(PieceUrl(piece)) +
      ",\"author\":[{\"@type\":\"Person\",\"name\":" + JsonQuoted(piece.author) + "}]";
  if (!article_body.empty()) json += ",\"articleBody\":" + JsonQuoted(article_body);
  return json + "}]}</script>\n";
}

std::string Head(const Sheet& sheet, const std::string& extra) {
  return "<!DOCTYPE html>\n<html " + HtmlAttributes(sheet.outlet) + ">\n<head>\n" +
         MetaCharset(sheet) + "<title>" + Escaped(sheet.piece.title) + " | " +
         Escaped(sheet.outlet.name) + "</title>\n" + extra + StyleBlock() +
         ScriptBlock(sheet.outlet) + "</head>\n<body>\n";
}

std::string ParagraphTags(const std::string& body, const std::string& attributes) {
  std::string tags;
  for (const std::string& paragraph : Paragraphs(body)) {
    tags += "<p" + attributes + ">" + Escaped(paragraph) + "</p>\n";
  }
  return tags;
}

// The first paragraph, something between, the rest: as most sites break their texts.
std::string BrokenBody(const Sheet& sheet, const std::string& between) {
  const std::vector<std::string> paragraphs = Paragraphs(sheet.piece.body);
  std::string body;
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    body += "<p>" + Escaped(paragraphs[i]) + "</p>\n";
    if (i == 0 && paragraphs.size() > 1) body += between;
  }
  return body;
}

std::string Byline(const Sheet& sheet) {
  std::string line = "<span class=\"author\">" + sheet.Word("by") +
                     " <a rel=\"author\" href=\"/a\">" + Escaped(sheet.piece.author) +
                     "</a></span>";
  if (!sheet.piece.credit.empty()) {
    line += " <span class=\"credit\">" + Escaped(sheet.piece.credit) + "</span>";
  }
  return line;
}

std::string TimeTag(const Sheet& sheet) {
  return "<time datetime=\"" + IsoInstant(sheet.piece.published) + "\">" + sheet.Word("published") +
         " " + IsoDay(sheet.piece.published) + "</time>";
}

std::string ModernPage(const Sheet& sheet) {
  return Head(sheet, OpenGraph(sheet) + JsonLd(sheet, "")) + CookieBar(sheet.words) +
         Menu(sheet.outlet, sheet.words) + AdSlot(sheet.words, 1) +
         "<main class=\"o-grid\"><article class=\"c-article\"><header><h1>" +
         Escaped(sheet.piece.title) + "</h1><div class=\"c-article__meta\">" + Byline(sheet) +
         TimeTag(sheet) + "</div>" + ShareBar(sheet.words) +
         "</header>\n<figure><img src=\"/img/lead.jpg\" alt=\"\"><figcaption>© " +
         Escaped(sheet.outlet.name) + "</figcaption></figure>\n<div class=\"c-article__body\">\n" +
         BrokenBody(sheet, AdSlot(sheet.words, 2) + NewsletterBox(sheet.words)) + "</div>\n" +
         RelatedLinks(sheet.web, sheet.piece, "c-related") + "</article>\n" +
         CommentSection(sheet.words) + "</main>\n" + Footer(sheet.outlet, sheet.words) +
         "</body></html>\n";
}

// Generic containers with telling class names, no JSON-LD.
std::string PortalPage(const Sheet& sheet) {
  return Head(sheet, OpenGraph(sheet)) + Menu(sheet.outlet, sheet.words) +
         "<div id=\"wrapper\"><div class=\"left-col\">" +
         RelatedLinks(sheet.web, sheet.piece, "most-read") +
         "</div><div class=\"center-col\"><h1 class=\"news-title\">" + Escaped(sheet.piece.title) +
         "</h1><div class=\"news-info\">" + Byline(sheet) + " | " + TimeTag(sheet) + "</div>" +
         ShareBar(sheet.words) + "<div class=\"news-text\">\n" +
         BrokenBody(sheet, AdSlot(sheet.words, 3)) + "</div>" + ShareBar(sheet.words) +
         NewsletterBox(sheet.words) + "</div><div class=\"right-col\">" + AdSlot(sheet.words, 4) +
         RelatedLinks(sheet.web, sheet.piece, "sidebar-list") + "</div></div>" +
         Footer(sheet.outlet, sheet.words) + CookieBar(sheet.words) + "</body></html>\n";
}

// A site of 2003: tables, <font>, paragraphs by <br>, nothing for machines.
std::string LegacyPage(const Sheet& sheet) {
  std::string body;
  for (const std::string& paragraph : Paragraphs(sheet.piece.body)) {
    body += Escaped(paragraph) + "<br><br>\n";
  }
  const std::string charset = DeclaredCharset(sheet.outlet, sheet.piece);
  std::string page = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<html " +
                     HtmlAttributes(sheet.outlet) + "><head>\n";
  if (!charset.empty()) {
    page += "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=" + charset + "\">\n";
  }
  page += "<title>" + Escaped(sheet.piece.title) + " - " + Escaped(sheet.outlet.name) +
          "</title>\n" + ScriptBlock(sheet.outlet) +
          "</head><body bgcolor=\"#ffffff\"><table width=\"100%\"><tr><td colspan=\"3\">" +
          Menu(sheet.outlet, sheet.words) + "</td></tr><tr><td width=\"160\" valign=\"top\">" +
          RelatedLinks(sheet.web, sheet.piece, "links") +
          "</td><td valign=\"top\"><h1><font size=\"5\">" + Escaped(sheet.piece.title) +
          "</font></h1><font color=\"gray\">" + IsoDay(sheet.piece.published) + " " +
          Escaped(sheet.piece.author) + "</font><br><br>\n<div class=\"text\">" + body +
          "</div></td><td width=\"160\">" + AdSlot(sheet.words, 5) + "</td></tr></table>" +
          Footer(sheet.outlet, sheet.words) + "</body></html>\n";
  return page;
}

// A single-page application's server rendering: the text is in JSON-LD and in plain <div>s.
std::string AppPage(const Sheet& sheet) {
  std::string blocks;
  for (const std::string& paragraph : Paragraphs(sheet.piece.body)) {
    blocks += "<div class=\"css-1x8a block\" data-testid=\"paragraph\"><span>" +
              Escaped(paragraph) + "</span></div>\n";
  }
  return Head(sheet, OpenGraph(sheet) + JsonLd(sheet, sheet.piece.body)) +
         "<div id=\"__app\"><div class=\"css-19k\">" + Menu(sheet.outlet, sheet.words) +
         CookieBar(sheet.words) + "</div><main><div class=\"css-7ab\"><h1>" +
         Escaped(sheet.piece.title) + "</h1><div class=\"css-m3\">" + Byline(sheet) +
         TimeTag(sheet) + "</div>" + ShareBar(sheet.words) + "<div class=\"css-story\">\n" +
         blocks + "</div></div></main>" + RelatedLinks(sheet.web, sheet.piece, "css-rail") +
         Footer(sheet.outlet, sheet.words) +
         "</div><script id=\"__STATE__\" type=\"application/json\">{\"piece\":{\"title\":" +
         JsonQuoted(sheet.piece.title) + ",\"body\":" + JsonQuoted(sheet.piece.body) +
         "}}</script></body></html>\n";
}

std::string BlogPage(const Sheet& sheet) {
  return Head(sheet, OpenGraph(sheet) + JsonLd(sheet, "")) + Menu(sheet.outlet, sheet.words) +
         "<div id=\"content\" class=\"site-content\"><div id=\"primary\"><article id=\"post-1\" "
         "class=\"post type-post hentry\"><header class=\"entry-header\"><h1 "
         "class=\"entry-title\">" +
         Escaped(sheet.piece.title) + "</h1><div class=\"entry-meta\">" + TimeTag(sheet) +
         Byline(sheet) + "</div></header><div class=\"entry-content\">\n" +
         ParagraphTags(sheet.piece.body, "") + ShareBar(sheet.words) +
         "<div class=\"jp-relatedposts\">" + RelatedLinks(sheet.web, sheet.piece, "rp") +
         "</div></div></article><div class=\"author-box\"><p>" + Escaped(sheet.piece.author) +
         "</p></div>" + CommentSection(sheet.words) + "</div><aside id=\"secondary\">" +
         NewsletterBox(sheet.words) + AdSlot(sheet.words, 6) + "</aside></div>" +
         Footer(sheet.outlet, sheet.words) + CookieBar(sheet.words) + "</body></html>\n";
}

// Microdata instead of JSON-LD, and a date in words.
std::string GovernmentPage(const Sheet& sheet) {
  return Head(sheet,
              "<meta name=\"DC.date\" content=\"" + IsoDay(sheet.piece.published) + "\">\n") +
         "<a class=\"skip\" href=\"#main\">Skip to content</a>" + Menu(sheet.outlet, sheet.words) +
         "<nav class=\"breadcrumb\"><a href=\"/\">" + sheet.Word("home") +
         "</a> &rsaquo; <a href=\"/news\">" + sheet.Word("news") +
         "</a></nav><main id=\"main\"><div itemscope itemtype=\"https://schema.org/NewsArticle\">"
         "<h1 itemprop=\"headline\">" +
         Escaped(sheet.piece.title) +
         "</h1><p class=\"date\"><time itemprop=\"datePublished\" datetime=\"" +
         IsoDay(sheet.piece.published) + "\">" + IsoDay(sheet.piece.published) +
         "</time></p><div itemprop=\"articleBody\">\n" +
         ParagraphTags(sheet.piece.body, " class=\"govuk-body\"") +
         "</div></div></main><aside class=\"sidebar\">" +
         RelatedLinks(sheet.web, sheet.piece, "latest") + "</aside>" +
         Footer(sheet.outlet, sheet.words) + "</body></html>\n";
}

std::string Teaser(const std::string& body) {
  const std::vector<std::string> paragraphs = Paragraphs(body);
  return paragraphs.empty() ? "" : Escaped(paragraphs.front());
}

}  // namespace

std::string DeclaredCharset(const Outlet& outlet, const Piece& piece) {
  if (piece.declare == "none" || piece.declare == "http") return {};
  return piece.declare == "utf-8" ? "utf-8" : outlet.charset;
}

std::string ArticlePage(const Web& web, const Piece& piece) {
  const Outlet& outlet = web.OutletOf(piece);
  const Sheet sheet{web, outlet, web.WordsOf(outlet), piece};
  const std::string& name =
      piece.page_template.empty() ? outlet.page_template : piece.page_template;
  if (name == "bot-wall") return BotWall();
  if (name == "consent-wall") return ConsentWall(outlet.name);
  if (name == "paywall") return Paywall(outlet.name, piece.title);
  if (name == "portal") return PortalPage(sheet);
  if (name == "legacy") return LegacyPage(sheet);
  if (name == "app") return AppPage(sheet);
  if (name == "blog") return BlogPage(sheet);
  if (name == "government") return GovernmentPage(sheet);
  return ModernPage(sheet);
}

std::string HomePage(const Web& web, const Outlet& outlet) {
  const Words& words = web.WordsOf(outlet);
  std::string page = "<!DOCTYPE html>\n<html " + HtmlAttributes(outlet) +
                     "><head><meta charset=\"" + outlet.charset + "\"><title>" +
                     Escaped(outlet.name) + "</title>\n";
  for (const Offer& offer : outlet.offers) {
    if (offer.kind != "rss" && offer.kind != "atom") continue;
    page += "<link rel=\"alternate\" type=\"application/" + offer.kind + "+xml\" href=\"" +
            offer.path + "\">\n";
  }
  page += StyleBlock() + "</head><body>" + Menu(outlet, words) + "<main>";
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    page += "<div class=\"teaser\"><h2><a href=\"" + PercentEncoded(piece->path) + "\">" +
            Escaped(piece->title) + "</a></h2><p>" + Teaser(piece->body) + "</p></div>\n";
  }
  return page + "</main>" + Footer(outlet, words) + CookieBar(words) + "</body></html>\n";
}

std::string ListingPage(const Web& web, const Outlet& outlet) {
  const Words& words = web.WordsOf(outlet);
  std::string page = "<!DOCTYPE html>\n<html " + HtmlAttributes(outlet) +
                     "><head><meta charset=\"" + outlet.charset + "\"><title>" +
                     Escaped(outlet.name) + "</title></head><body>" + Menu(outlet, words) +
                     "<main id=\"main\"><h1>" + Escaped(words.at("news")) +
                     "</h1><ul class=\"news-list\">\n";
  for (const Piece* piece : web.PiecesOf(outlet.host)) {
    page += "<li><span class=\"date\">" + IsoDay(piece->published) + "</span> <a href=\"" +
            PercentEncoded(piece->path) + "\">" + Escaped(piece->title) + "</a></li>\n";
  }
  return page + "</ul></main>" + Footer(outlet, words) + "</body></html>\n";
}

}  // namespace stratwatch::newsweb
