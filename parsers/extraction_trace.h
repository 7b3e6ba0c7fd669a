#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::parsers {

// One block of a page's text and what became of it.
struct TracedBlock {
  std::string text;
  std::string tag;                 // Of the nearest block-level element: "p", "div", "h2".
  std::vector<std::string> hints;  // What its containers' names say, the nearest first: "byline@1".
  float score = 0;                 // The model's probability that this is body text.
  float link_density = 0;          // Share of its text that is linked.
  std::string_view verdict;        // "body", or what dropped it: "unlikely", "repeated", …
};

// One body that was considered.
struct TracedCandidate {
  std::string_view method;  // "blocks", "blocks-loose", "json-ld", "rule".
  std::uint32_t units = 0;  // Its length in Latin letters' worth.
  bool chosen = false;
};

// A value of the article and where it was found; or one that was passed over.
struct TracedValue {
  std::string field;  // "title", "authors", "published", …
  std::string value;
  std::string evidence;  // "json-ld:headline", "byline:link", …
  bool chosen = false;
};

// A site rule that was asked about the page.
struct TracedRule {
  std::string host;          // The rules' own: "news.example" for a page of m.news.example.
  std::string_view field;    // "body", "title", "date", "author", "remove"
  std::string selector;      // The one that decided; where none selects anything, all.
  std::string_view effect;   // "applied", "no-match", "unreadable"
  std::size_t elements = 0;  // How many it selects.
  std::string text;          // The beginning of what was read or removed.
};

// How one page was read, for showing it. Filled only when asked for, so that the reading of
// millions of pages pays nothing for it.
struct ExtractionTrace {
  std::vector<TracedValue> values;
  std::vector<TracedRule> rules;  // In the order they were asked; empty for hosts without rules.
  std::vector<TracedCandidate> candidates;
  std::vector<TracedBlock> blocks;  // All of the page's, in document order.

  // The evidence of the chosen value of a field; empty when it has none.
  std::string_view EvidenceOf(std::string_view field) const {
    for (const TracedValue& value : values) {
      if (value.chosen && value.field == field) return value.evidence;
    }
    return {};
  }
};

}  // namespace stratwatch::parsers
