#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "model/language_use.h"
#include "model/outcome.h"
#include "model/url.h"
#include "parsers/extraction_trace.h"
#include "parsers/site_rules.h"

namespace stratwatch::parsers {

// What an HTML page turned out to be.
enum class PageClass {
  kArticle,
  kEmpty,
  kBotWall,
  kConsentWall,
  kPaywall,    // No more than a teaser is there.
  kErrorPage,  // An error message answered with 200.
  kListing,    // Linked headlines, no text of its own.
  kVideo,      // A video or pictures with a few lines of text.
  kGallery,
  kLiveBlog,  // An article that is written on and on.
};
std::string_view PageClassName(PageClass page_class);  // "article", "bot-wall", …

struct ExtractorOptions {
  // Bounds beyond which a page is `too complex` (kLimit): gumbo is quadratic in nesting and in
  // attributes of one tag, so these are asked before it sees the page.
  std::size_t page_bytes_max = std::size_t{8} << 20U;
  int nesting_max = 2000;    // Unclosed block tags.
  int attributes_max = 500;  // Of one tag.
  // What reading one page may take above the page's own bytes, at any moment. Real pages take a
  // fifth of it (docs/benchmarks.md).
  std::size_t memory_bytes_max = std::size_t{64} << 20U;
  SiteRules rules;  // Asked first on the hosts they name; pages of other hosts pay nothing.
};

struct PageHints {
  Url url;                   // As fetched, after redirects; resolves relative links.
  std::string content_type;  // The HTTP header; may name a charset.
  // No date after this is believed; a day's grace for time zones is added.
  std::optional<std::chrono::sys_seconds> fetched_at;
  std::string language;              // What the source says; a weak hint.
  const SiteRules* rules = nullptr;  // In place of the options' when given; used in the call only.
};

// An article as read from one page, before tags. Text is UTF-8, NFC.
struct ExtractedArticle {
  PageClass page_class = PageClass::kArticle;
  std::string title;
  std::vector<std::string> authors;
  std::optional<PublishedDate> published;
  std::string language;  // BCP 47 primary subtag, or "und".
  float language_confidence = 0.0F;
  LanguageRegion region;  // internal/language_region.h has its order of evidence.
  // Left empty here: ForeignPassagesOf is asked where an article is kept or shown.
  std::vector<ForeignPassage> foreign_passages;
  std::string site_name;
  std::string canonical_url;
  std::vector<Statement> statements;  // internal/page_statements.h has their order of sources.
  std::string text;  // Paragraphs separated by "\n\n"; empty when the page has no body.
  Extraction extraction;
  std::vector<AppliedRule> rules;  // What became of the rules of the page's host, if it has any.
};

// Reads articles from HTML of any charset. Baseline: JSON-LD, OpenGraph and <time> for metadata;
// the body by scored candidates; before these, the rules of the page's host (site_rules.h).
// Threads: thread-safe; Extract keeps no state between calls.
class ArticleExtractor {
 public:
  explicit ArticleExtractor(ExtractorOptions options = {});

  // Errors: kLimit (too complex or too large: says which bound), kInvalid (no bytes at all, or not
  // HTML: binary, a feed, JSON, …: says what it is, whatever the Content-Type). A page without a
  // body is no error: page_class says what it is. `trace`, where given, is told how the page was
  // read.
  Result<ExtractedArticle> Extract(std::string_view bytes, const PageHints& hints,
                                   ExtractionTrace* trace = nullptr) const;

 private:
  ExtractorOptions options_;
};

}  // namespace stratwatch::parsers
