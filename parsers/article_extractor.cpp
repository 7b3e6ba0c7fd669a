#include "parsers/article_extractor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/charset.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/authors.h"
#include "parsers/internal/body.h"
#include "parsers/internal/file_kind.h"
#include "parsers/internal/html_document.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/language_region.h"
#include "parsers/internal/memory_plan.h"
#include "parsers/internal/mojibake.h"
#include "parsers/internal/next_page.h"
#include "parsers/internal/page_class.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/page_statements.h"
#include "parsers/internal/published_date.h"
#include "parsers/internal/ruled_page.h"
#include "parsers/internal/slim.h"
#include "parsers/internal/text_blocks.h"
#include "parsers/internal/title.h"
#include "parsers/internal/trace.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/utf8.h"
#include "parsers/language.h"

namespace stratwatch::parsers {
namespace {

constexpr std::size_t kTitleBytesMax = 1000;

tl::unexpected<Error> NotHtml(std::string_view kind) {
  return Fail(ErrorCode::kInvalid, fmt::format("page: not HTML: the bytes are {}", kind));
}

// Asked of the bytes as they came and as UTF-8.
Result<void> AllowMarkup(std::size_t bytes, const ExtractorOptions& options) {
  if (bytes > options.page_bytes_max) {
    return Fail(ErrorCode::kLimit, fmt::format("page: too complex: {} bytes, more than {}", bytes,
                                               options.page_bytes_max));
  }
  const auto allowed = internal::MemoryPlan(options.memory_bytes_max).AllowMarkup(bytes);
  if (!allowed) return Fail("page", allowed.error());
  return {};
}

Result<void> CheckBytes(std::string_view bytes, const ExtractorOptions& options) {
  if (internal::TrimAscii(bytes).empty()) {
    return Fail(ErrorCode::kInvalid, "page: no bytes; nothing to read an article from");
  }
  if (const std::string_view kind = internal::KindOfBytes(bytes); !kind.empty()) {
    return NotHtml(kind);
  }
  return AllowMarkup(bytes.size(), options);
}

// The text of the page, if it may be one of a page.
Result<DecodedText> Decode(std::string_view bytes, const PageHints& hints,
                           const ExtractorOptions& options) {
  if (const auto checked = CheckBytes(bytes, options); !checked) {
    return tl::unexpected(checked.error());
  }
  DecodedText decoded = DecodeMarkup(bytes, hints.content_type, MarkupKind::kHtml);
  if (const std::string_view kind = internal::KindOfText(decoded.utf8); !kind.empty()) {
    return NotHtml(kind);
  }
  // Legacy charsets grow on the way.
  if (const auto allowed = AllowMarkup(decoded.utf8.size(), options); !allowed) {
    return tl::unexpected(allowed.error());
  }
  if (decoded.utf8.capacity() > 2 * decoded.utf8.size()) decoded.utf8.shrink_to_fit();
  return decoded;
}

const internal::HostRules* RulesFor(const PageHints& hints, const ExtractorOptions& options) {
  const SiteRules& rules = hints.rules == nullptr ? options.rules : *hints.rules;
  return rules.Find(hints.url.Host());
}

internal::SlimLimits LimitsOf(const ExtractorOptions& options) {
  internal::SlimLimits limits;
  limits.nesting_max = options.nesting_max;
  limits.attributes_max = options.attributes_max;
  return limits;
}

// What gumbo is shown of the page, booked in `memory`.
Result<internal::SlimPage> SlimmedPage(std::string_view utf8, const ExtractorOptions& options,
                                       const internal::HostRules* rules,
                                       internal::MemoryPlan& memory) {
  auto slim = internal::Slim(utf8, LimitsOf(options), rules == nullptr ? nullptr : &rules->kept);
  if (!slim) return Fail("page", slim.error());
  if (const auto held = memory.HoldMarkup(utf8, *slim); !held) return Fail("page", held.error());
  return slim;
}

std::string_view Description(const internal::PageFacts& facts) {
  const std::string_view description = facts.Meta("description");
  return description.empty() ? facts.Meta("og:description") : description;
}

std::string SiteName(const internal::PageFacts& facts, const internal::JsonLdFacts& json_ld) {
  for (const std::string_view name :
       {facts.Meta("og:site_name"), std::string_view(json_ld.publisher),
        std::string_view(json_ld.site_name), facts.Meta("application-name")}) {
    if (!name.empty()) return std::string(internal::Utf8Prefix(name, 200));
  }
  return {};
}

std::string CanonicalUrl(const std::vector<Statement>& statements) {
  for (const Statement& each : statements) {
    if (each.field == StatementField::kCanonical) return each.value;
  }
  return {};
}

std::string TopLevelDomain(const Url& url) {
  const std::string_view host = url.Host();
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view last = host.substr(dot + 1);
  const bool letters = std::all_of(last.begin(), last.end(), internal::IsAsciiAlpha);
  return letters ? std::string(last) : std::string();
}

// The body's language with the country of the domain, where the order of day and month hangs on
// it: English alone has none.
std::string RegionalLanguage(const std::string& language, const Url& url) {
  const std::string domain = url.Text().empty() ? std::string() : TopLevelDomain(url);
  if (language != "en" || domain.size() != 2) return language;
  if (internal::IsRentedDomain(domain)) return language;
  return domain == "uk" ? "en-GB" : "en-" + domain;
}

LanguageGuess LanguageOf(const ExtractedArticle& article, const internal::PageFacts& facts,
                         const PageHints& hints) {
  LanguageHints language_hints{facts.html_language, TopLevelDomain(hints.url)};
  if (language_hints.markup_language.empty()) language_hints.markup_language = hints.language;
  // The body alone when it is long enough to tell: headlines are full of names.
  constexpr std::uint32_t kEnoughUnits = 200;
  if (internal::UnitsOf(article.text) >= kEnoughUnits) {
    return DetectLanguage(article.text, language_hints);
  }
  return DetectLanguage(article.title + "\n" + article.text, language_hints);
}

// Of the title and text that are there.
void TellLanguage(const internal::PageFacts& facts, const PageHints& hints,
                  ExtractedArticle& article) {
  LanguageGuess language = LanguageOf(article, facts, hints);
  article.language = std::move(language.tag);
  article.language_confidence = language.confidence;
  article.region =
      internal::RegionOf(article.text, article.language,
                         {TopLevelDomain(hints.url), facts.html_language, facts.Meta("og:locale")});
}

void NoteExtraction(const DecodedText& decoded, std::size_t page_bytes, ExtractedArticle& article) {
  Extraction& extraction = article.extraction;
  extraction.charset = decoded.charset;
  extraction.charset_evidence = decoded.evidence;
  if (article.title.empty()) extraction.title_evidence.clear();
  if (article.authors.empty()) extraction.authors_evidence.clear();
  extraction.page_bytes = static_cast<std::uint32_t>(page_bytes);
  extraction.text_bytes = static_cast<std::uint32_t>(article.text.size());
}

PageClass ClassOf(const internal::PageFacts& facts, const internal::JsonLdFacts& json_ld,
                  const internal::PageText& page, const internal::Body& body, const Url& url) {
  const std::string_view path = url.Text().empty() ? std::string_view() : url.Path();
  const PageClass page_class = internal::ClassifyPage(facts, json_ld, page, body, path);
  // A body that a rule chose is as short as it is.
  const bool by_rule = body.method == "rule";
  const bool has_text = page_class == PageClass::kEmpty || page_class == PageClass::kListing;
  return by_rule && has_text ? PageClass::kArticle : page_class;
}

// The chosen values with their evidence.
void FillTrace(const ExtractedArticle& article, std::string_view title_evidence,
               std::string_view authors_evidence, ExtractionTrace& trace) {
  const auto add = [&](std::string_view field, std::string value, std::string_view evidence) {
    if (value.empty()) return;
    trace.values.push_back(
        {std::string(field), std::move(value), std::string(evidence), /*chosen=*/true});
  };
  add("title", article.title, title_evidence);
  for (const std::string& author : article.authors) add("authors", author, authors_evidence);
  if (article.published) {
    add("published", article.published->Text(), article.published->evidence);
  }
  for (const Statement& each : article.statements) {
    add(StatementFieldName(each.field),
        each.language.empty() ? each.value : each.language + " " + each.value, each.evidence);
  }
  add("language", article.language, fmt::format("text, {:.2f}", article.language_confidence));
  add("region", article.region.code, article.region.evidence);
}

void Normalise(std::string& text) {
  internal::RepairStrayDoubleEncoding(text);
  text = internal::ToNfc(std::move(text));
}

void Normalise(ExtractedArticle& article) {
  article.title = internal::Utf8Prefix(article.title, kTitleBytesMax);
  Normalise(article.title);
  Normalise(article.text);
  Normalise(article.site_name);
  for (std::string& author : article.authors) Normalise(author);
}

}  // namespace

std::string_view PageClassName(PageClass page_class) {
  switch (page_class) {
    case PageClass::kArticle:
      return "article";
    case PageClass::kEmpty:
      return "empty";
    case PageClass::kBotWall:
      return "bot-wall";
    case PageClass::kConsentWall:
      return "consent-wall";
    case PageClass::kPaywall:
      return "paywall";
    case PageClass::kErrorPage:
      return "error-page";
    case PageClass::kListing:
      return "listing";
    case PageClass::kVideo:
      return "video";
    case PageClass::kGallery:
      return "gallery";
    case PageClass::kLiveBlog:
      return "live-blog";
  }
  return "article";
}

ArticleExtractor::ArticleExtractor(ExtractorOptions options) : options_(options) {}

Result<ExtractedArticle> ArticleExtractor::Extract(std::string_view bytes, const PageHints& hints,
                                                   ExtractionTrace* trace) const {
  const auto decoded = Decode(bytes, hints, options_);
  if (!decoded) return tl::unexpected(decoded.error());
  const internal::HostRules* rules = RulesFor(hints, options_);
  internal::MemoryPlan memory(options_.memory_bytes_max);
  const auto slim = SlimmedPage(decoded->utf8, options_, rules, memory);
  if (!slim) return tl::unexpected(slim.error());
  auto document = internal::HtmlDocument::Parse(*slim, {memory.TreeBytesMax()});
  if (!document) return Fail("page", document.error());
  if (const auto held = memory.HoldTree(*document); !held) return Fail("page", held.error());
  internal::RuledPage ruled;
  if (rules != nullptr) ruled = internal::RuledPage(*rules, *document);

  const internal::PageFacts facts = internal::CollectFacts(*document);
  const internal::JsonLdFacts json_ld = internal::ReadJsonLd(slim->json_ld, hints.url.Text());
  const internal::PageText page = internal::CollectBlocks(*document);
  if (const auto held = memory.HoldBlocks(page); !held) return Fail("page", held.error());

  ExtractedArticle article;
  article.site_name = SiteName(facts, json_ld);
  internal::ChosenTitle title{ruled.Title(*document).value_or(""), "rule"};
  if (title.text.empty()) {
    title = internal::ChooseTitle(facts, json_ld, page, {article.site_name, hints.url.Host()});
  }
  article.title = std::move(title.text);
  article.statements = internal::StatementsOf(facts, json_ld, hints.url);
  article.canonical_url = CanonicalUrl(article.statements);
  if (auto next = internal::NextPageOf(*document, hints.url)) {
    article.statements.push_back(*std::move(next));
  }
  auto ruled_body = ruled.BodyOf(*document, page, article.title);
  internal::Body body =
      ruled_body ? *std::move(ruled_body)
                 : internal::ChooseBody(*document, page,
                                        {article.title, Description(facts), json_ld.article_body});
  article.page_class = ClassOf(facts, json_ld, page, body, hints.url);
  article.text = std::move(body.text);
  const std::size_t title_block = internal::TitleBlock(page, article.title);
  internal::ChosenAuthors authors{ruled.Authors(*document), "rule"};
  if (authors.names.empty()) {
    authors = internal::ChooseAuthors(*document, facts, json_ld, page,
                                      {article.site_name, hints.url.Host(), title_block});
  }
  article.authors = std::move(authors.names);
  TellLanguage(facts, hints, article);
  const std::string_view url_path =
      hints.url.Text().empty() ? std::string_view() : hints.url.Path();
  const std::string regional = RegionalLanguage(article.language, hints.url);
  article.published = ruled.Published(*document, regional, hints.fetched_at);
  if (!article.published) {
    article.published = internal::ChoosePublishedDate(
        *document, facts, json_ld, page,
        {url_path, regional, title_block, decoded->utf8, hints.fetched_at});
  }
  article.rules = ruled.Effects();
  Normalise(article);
  if (trace != nullptr) {
    *trace = {};
    FillTrace(article, title.evidence, authors.evidence, *trace);
    internal::TraceStated(facts, json_ld, url_path, *trace);
    internal::TraceBody(page, body, *trace);
    ruled.Trace(*trace);
  }
  article.extraction.method = std::move(body.method);
  article.extraction.title_evidence = std::move(title.evidence);
  article.extraction.authors_evidence = std::move(authors.evidence);
  NoteExtraction(*decoded, bytes.size(), article);
  return article;
}

}  // namespace stratwatch::parsers
