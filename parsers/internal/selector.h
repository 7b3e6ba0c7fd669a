#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace stratwatch::parsers::internal {

// CSS selectors as a user writes them for a site: a subset of Selectors Level 4 over an HTML page.
//
//   p  *                   type and universal selectors (5.1, 5.2); no namespaces
//   #id  .class            (6.6, 6.7); compared as written, in quirks mode too
//   [a] [a=v] [a~=v] [a|=v] [a^=v] [a$=v] [a*=v], with the flags i and s   (6.1 … 6.3)
//   :not(…) :is(…) :where(…)     of compound selectors, not nested (4.2 … 4.4)
//   :first-child :last-child :only-child :nth-child(An+B) :nth-last-child(An+B)   (13.3)
//   a b   a > b   a + b   a ~ b   the combinators (14.1 … 14.4), and lists with commas (4.1)
//
// Identifiers and strings have CSS's escapes (CSS Syntax Level 3, 4.3.7).
struct SimpleSelector;

// All of these hold for one element.
struct CompoundSelector {
  std::vector<SimpleSelector> parts;
};

struct SimpleSelector {
  enum class Kind : std::uint8_t {
    kUniversal,
    kType,
    kAttribute,
    kNthChild,
    kNthLastChild,
    kAnyOf,  // :is(), :where()
    kNoneOf  // :not()
  };
  // How an attribute's value is tested.
  enum class Test : std::uint8_t { kExists, kEquals, kWord, kDash, kPrefix, kSuffix, kPart };

  Kind kind = Kind::kUniversal;
  Test test = Test::kExists;
  bool ignores_case = false;  // Of the value, in ASCII.
  std::string name;           // Of a type or an attribute, lower case; "id" for #id.
  std::string value;
  int step = 0;  // An+B: A and B.
  int offset = 0;
  std::vector<CompoundSelector> options;
};

enum class Combinator : std::uint8_t { kDescendant, kChild, kNextSibling, kLaterSibling };

struct ComplexSelector {
  struct Step {
    Combinator combinator = Combinator::kDescendant;  // To the step before; of no use in the first.
    CompoundSelector compound;
  };
  std::vector<Step> steps;  // From left to right; the last is what is selected.
};

struct SelectorList {
  std::string text;  // As written.
  std::vector<ComplexSelector> selectors;
};

// Errors: kInvalid with the column (in bytes, from 1): a syntax error, what this subset does not
// have, what can match nothing (`[a^=""]`, two ids), and more than 4,096 bytes, 64 selectors or
// 32 compounds in one.
Result<SelectorList> ParseSelectorList(std::string_view text);

// Calls `visit` for every simple selector, also those inside :is() and :not().
template <typename Visitor>
void VisitSimpleSelectors(const SelectorList& list, const Visitor& visit) {
  for (const ComplexSelector& selector : list.selectors) {
    for (const ComplexSelector::Step& step : selector.steps) {
      for (const SimpleSelector& simple : step.compound.parts) {
        visit(simple);
        for (const CompoundSelector& option : simple.options) {
          for (const SimpleSelector& inner : option.parts) visit(inner);
        }
      }
    }
  }
}

}  // namespace stratwatch::parsers::internal
