#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "parsers/internal/held_texts.h"

namespace stratwatch::parsers::internal {

// Bounds on what may reach gumbo, which is quadratic in nesting and in attributes of one tag.
struct SlimLimits {
  int nesting_max = 2000;           // Unclosed block tags.
  int inline_nesting_max = 20'000;  // Unclosed other tags: linear, but each costs a tree node.
  int attributes_max = 500;         // Of one tag.
};

// What must reach the tree besides what fields are read from, because selectors ask for it.
struct KeptMarkup {
  std::vector<std::string> attributes;  // Whole values of these; lower case.
  // Every element a browser's tree has, so that children, siblings and formatting can be told: what
  // is dropped with its content stays as an empty element, and <b> as a <span> that says so in
  // kStandsForAttribute (selector_matcher.h).
  bool all_elements = false;
};

struct SlimPage {
  std::string html;                  // What gumbo should see; UTF-8 like the input.
  HeldTexts texts;                   // What the stand-ins of `html` stand for.
  std::vector<std::string> json_ld;  // Bodies of <script type="application/ld+json">, in order.
};

// Copies a page without what no reader sees and no field is read from: scripts, styles, SVG,
// comments, form controls' contents, images, most attributes; runs of white space become one.
// Character formatting (<b>, <font>, …) goes too, or becomes <span> where it is named: gumbo's
// slowest path is the adoption agency, and no text depends on it. The tree over what is left is
// the same. Texts are held aside (held_texts.h), with their character references decoded.
// `kept`: what to copy besides; null for pages of hosts without rules.
//
// Errors: kLimit "too complex" with the bound that was hit.
// Threads: thread-safe. Time: linear in `html`; one copy of what is kept.
Result<SlimPage> Slim(std::string_view html, const SlimLimits& limits = {},
                      const KeptMarkup* kept = nullptr);

}  // namespace stratwatch::parsers::internal
