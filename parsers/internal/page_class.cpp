#include "parsers/internal/page_class.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "parsers/internal/ascii.h"
#include "parsers/internal/page_class_words.h"

namespace stratwatch::parsers::internal {
namespace {

// A body of this length is an article whatever stands around it; walls and error pages say less.
constexpr std::uint32_t kArticleUnits = 900;
constexpr std::uint32_t kEmptyUnits = 60;
// Up to two sentences: the body may be whatever the page has.
constexpr std::uint32_t kScantUnits = 160;
// A teaser before a paywall, the text of an error page, the lines under a video: three paragraphs
// or more are worth having by themselves.
constexpr std::uint32_t kTeaserUnits = 600;
constexpr std::uint32_t kErrorUnits = 300;
constexpr std::uint32_t kCaptionUnits = 400;
// Walls are small pages: a news page with a cookie banner has far more text.
constexpr std::uint64_t kWallPageUnits = 3000;

constexpr std::string_view kGalleryFolders[] = {
    "gallery",       "galleries", "galerie",     "galeria",     "photos",
    "photo-gallery", "fotos",     "fotogalerie", "fotostrecke", "diaporama"};
constexpr std::string_view kVideoFolders[] = {"video", "videos", "watch", "vod"};

// A listing: this many linked headlines, and nowhere two paragraphs in a row.
constexpr int kTeasersMin = 15;
constexpr std::uint32_t kHeadlineUnitsMin = 20;
constexpr std::uint32_t kHeadlineUnitsMax = 250;
constexpr std::uint32_t kProseUnitsMin = 80;
constexpr std::uint32_t kProseRunUnitsMax = 400;

// Does the page call itself an article?
bool SaysArticle(const PageFacts& facts, const JsonLdFacts& json_ld) {
  return json_ld.has_article || facts.Meta("og:type") == "article" ||
         !facts.Meta("article:published_time").empty();
}

// Is one of the path's folders called so? "/video/2026/plan", not "/news/video-shows-…".
bool HasFolder(std::string_view path, std::span<const std::string_view> names) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view folder = path.substr(0, end);
    const bool last = end == path.size();
    const bool named = std::any_of(names.begin(), names.end(), [&](std::string_view name) {
      return EqualsIgnoringCase(folder, name);
    });
    if (named && !last) return true;
    path.remove_prefix(end);
  }
  return false;
}

// Many linked headlines, no text of some length between two of them, and no body that the model is
// sure of, unless the address is the front page's: a brief among many links is a brief.
bool IsListing(const PageText& page, const Body& body, std::string_view url_path) {
  if (body.units >= kScantUnits && body.method == "blocks" && url_path != "/") return false;
  int teasers = 0;
  std::uint32_t run = 0;
  for (const TextBlock& block : page.blocks) {
    if (block.LinkDensity() >= 0.8) {
      run = 0;
      teasers += block.units >= kHeadlineUnitsMin && block.units <= kHeadlineUnitsMax ? 1 : 0;
    } else if (block.units >= kProseUnitsMin && block.LinkDensity() < 0.2) {
      run += block.units;
      if (run > kProseRunUnitsMax) return false;
    }
  }
  return teasers >= kTeasersMin;
}

bool SaysInHeading(bool (*says)(std::string_view), const PageFacts& facts) {
  return std::any_of(facts.headings.begin(), facts.headings.end(), [&](const Heading& heading) {
    return heading.level == 1 && says(heading.text);
  });
}

// Where there is no body to speak of, a wall's words may stand anywhere; else in the title or in
// what would be the body: many an article stands on a page that asks for consent in a corner.
bool Speaks(bool (*says)(std::string_view), const PageFacts& facts, const JsonLdFacts& json_ld,
            const PageText& page, const Body& body) {
  if (body.units >= kArticleUnits || page.units >= kWallPageUnits) return false;
  if (body.units < kScantUnits) return says(facts.title) || says(page.text);
  if (SaysArticle(facts, json_ld)) return false;
  return says(facts.title) || says(body.text) || SaysInHeading(says, facts);
}

bool IsErrorPage(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
                 const Body& body) {
  if (body.units >= kErrorUnits || SaysArticle(facts, json_ld)) return false;
  const std::string_view title = TrimAscii(facts.title);
  return title == "404" || SaysErrorPage(title) || SaysInHeading(&SaysErrorPage, facts) ||
         Speaks(&SaysErrorPage, facts, json_ld, page, body);
}

bool IsPaywall(const JsonLdFacts& json_ld, const PageText& page, const Body& body) {
  if (body.units >= kTeaserUnits) return false;
  return (json_ld.free_access && !*json_ld.free_access) || SaysPaywall(page.text);
}

// A video or a series of pictures with a few lines of text.
std::optional<PageClass> PicturesClass(const PageFacts& facts, const JsonLdFacts& json_ld,
                                       const Body& body, std::string_view url_path) {
  if (body.units >= kCaptionUnits) return std::nullopt;
  const bool gallery = json_ld.has_gallery && !json_ld.has_article;
  if (gallery || HasFolder(url_path, kGalleryFolders)) return PageClass::kGallery;
  const bool video =
      facts.Meta("og:type").starts_with("video") || (json_ld.has_video && !json_ld.has_article);
  if (video || HasFolder(url_path, kVideoFolders)) return PageClass::kVideo;
  return std::nullopt;
}

}  // namespace

PageClass ClassifyPage(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
                       const Body& body, std::string_view url_path) {
  if (json_ld.is_live_blog && body.units >= kEmptyUnits) return PageClass::kLiveBlog;
  if (Speaks(&SaysBotWall, facts, json_ld, page, body)) return PageClass::kBotWall;
  if (IsErrorPage(facts, json_ld, page, body)) return PageClass::kErrorPage;
  if (Speaks(&SaysConsentWall, facts, json_ld, page, body)) return PageClass::kConsentWall;
  if (IsPaywall(json_ld, page, body)) return PageClass::kPaywall;
  if (const auto pictures = PicturesClass(facts, json_ld, body, url_path)) return *pictures;
  if (!SaysArticle(facts, json_ld) && IsListing(page, body, url_path)) return PageClass::kListing;
  return body.units < kEmptyUnits ? PageClass::kEmpty : PageClass::kArticle;
}

}  // namespace stratwatch::parsers::internal
