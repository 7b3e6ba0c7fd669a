#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/claim.h"
#include "model/ids.h"
#include "model/language_use.h"
#include "model/outcome.h"
#include "model/page.h"
#include "model/quote.h"
#include "model/source.h"
#include "model/statement.h"
#include "model/tag.h"
#include "model/url.h"

namespace stratwatch {

enum class DatePrecision { kDay = 0, kMinute = 1, kSecond = 2 };

// When the publisher says the article appeared. Never the time we fetched it, never a guess
// without evidence: an article without evidence has no PublishedDate.
struct PublishedDate {
  std::chrono::sys_seconds utc{};
  std::int16_t offset_minutes = 0;  // The publisher's own offset, so that its day is kept.
  DatePrecision precision = DatePrecision::kSecond;
  std::string evidence;  // Where it stood: "json-ld:datePublished", "meta:article:published_time"
  float confidence = 1.0F;  // 0 … 1.

  // The publisher's own calendar day and time: "2026-03-17T09:30:00+01:00", or "2026-03-17"
  // when only the day is known.
  std::string Text() const;
};

// How the article was read from its page; shown by `stratwatch trace`.
struct Extraction {
  std::string method;            // The candidate that won: "json-ld", "semantic", "density", …
  std::string charset;           // WHATWG label that decoded the bytes.
  std::string charset_evidence;  // "bom", "http", "meta", "detected", "default"
  std::string title_evidence;    // "heading", "json-ld:headline", …; empty without a title.
  std::string authors_evidence;  // "json-ld:author", "byline:link", …; empty without authors.
  std::uint32_t page_bytes = 0;
  std::uint32_t text_bytes = 0;
};

// Is this about the AI policy of a state? The reasons are for people: "ai term in title:
// artificial intelligence", "strategy: MA:2024".
struct Relevance {
  bool relevant = false;
  double score = 0.0;  // 0 … 1; relevant when it reaches the configured threshold.
  std::vector<std::string> reasons;
};

// One reason for or against an article being of its story.
struct StoryPart {
  std::string name;      // "subjects", "figures", … (pipeline/stories.h)
  float score = 0.0F;    // Its share of the story's score; below 0 it speaks against.
  std::string evidence;  // What both have: "MA, US"; empty where nothing can be named.

  bool operator==(const StoryPart&) const = default;
};

// What `resolve` found.
struct Resolution {
  // The article this one repeats; empty for an original.
  std::optional<ArticleId> duplicate_of;
  // "same-text" for an exact copy; "same", "excerpt", "contains" or "rewrite" for a near copy
  // (pipeline/near_copies.h); empty for an original.
  std::string relation;
  float of_this = 0.0F;      // Share of this text that is in the original, 0 … 1.
  float of_original = 0.0F;  // Share of the original that is in this text.
  // The event it tells of, with articles in any language. Relevant articles have one.
  std::optional<StoryId> story;
  float story_score = 0.0F;  // Log-odds of being of that story; 0 for the article that began it.
  std::vector<StoryPart> story_parts;
  // This URL was seen before: the record replaces that one instead of adding another.
  bool repeat = false;
};

// One normalised article with its evidence. The `articles` and `resolved` topics carry these,
// and the store keeps them. Text is UTF-8 in NFC.
struct Article {
  ArticleId id;
  Url url;
  SourceId source;
  std::string publisher_country;  // ISO 3166-1 alpha-2; never taken for a subject country.
  std::vector<Sighting> sightings;
  FetchExchange exchange;
  std::optional<ArchiveLocation> archive;

  // Set by normalise when the way ends there (irrelevant, malformed, …), else by resolve.
  Outcome outcome = Outcome::kPending;
  std::string outcome_reason;

  std::string title;
  std::vector<std::string> authors;
  std::optional<PublishedDate> published;
  std::string language;  // BCP 47 of the text, by the text; "und" when it cannot be told.
  float language_confidence = 0.0F;
  LanguageRegion region;                         // Whose usage of that language it follows.
  std::vector<ForeignPassage> foreign_passages;  // In order; none overlap.
  std::string site_name;
  std::string canonical_url;          // As the page states it; empty when it does not.
  std::vector<Statement> statements;  // What else it states of itself.
  std::string text;                   // Paragraphs separated by one blank line ("\n\n").
  ContentHash content_hash;
  Extraction extraction;

  Relevance relevance;
  std::vector<Tag> tags;
  std::vector<Claim> claims;
  std::vector<Quote> quotes;
  Resolution resolution;

  // Ingest order, given by the store: the only cursor. 0 until stored.
  std::uint64_t sequence = 0;

  // What a newer Stratwatch added to the message, as it came: carried on and never read, so that a
  // pass through an older binary loses nothing.
  std::string newer_fields;
};

}  // namespace stratwatch
