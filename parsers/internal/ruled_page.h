#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "parsers/extraction_trace.h"
#include "parsers/internal/body.h"
#include "parsers/internal/host_rules.h"
#include "parsers/internal/html_document.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// What the rules of a page's host say of the page. Each field is asked once; nullopt or an empty
// answer leaves it to the general extraction. One without rules answers so to everything.
class RuledPage {
 public:
  RuledPage() = default;
  // Selects on the page as it was published, then takes out of `document` what a `remove` rule
  // selects (but for <html>, <head> and <body>): fields are read from what is left.
  // Borrows the rules for its own lifetime.
  RuledPage(const HostRules& rules, HtmlDocument& document);

  // The text of the first element that has any; of a <meta>, its content.
  std::optional<std::string> Title(const HtmlDocument& document);
  // The names in all elements that are selected.
  std::vector<std::string> Authors(const HtmlDocument& document);
  // The first element that holds a date: in `datetime`, `content` or `title`, in an attribute that
  // the selector names, or in its text, read in `language`. Not before 1990 nor after `latest`.
  std::optional<PublishedDate> Published(const HtmlDocument& document, std::string_view language,
                                         std::optional<std::chrono::sys_seconds> latest);
  // All blocks within the elements that are selected, but for what is hidden inside them and a
  // heading that repeats the title. Blocks of `page` get the verdict that follows from it.
  std::optional<Body> BodyOf(const HtmlDocument& document, const PageText& page,
                             std::string_view title);

  // One for each rule of the host that was asked so far.
  std::vector<AppliedRule> Effects() const;
  void Trace(ExtractionTrace& trace) const;

 private:
  struct Asked {
    RuleField field = RuleField::kBody;
    RuleEffect effect = RuleEffect::kNoMatch;
    std::string selector;  // The one that decided; of several that select nothing, all.
    std::size_t elements = 0;
    std::string text;  // The beginning of what was read or removed.
  };
  struct Selected {
    const SelectorList* selector = nullptr;
    std::vector<NodeId> elements;
  };

  void Select(const HtmlDocument& document);
  void Remove(HtmlDocument& document);
  const Selected& Of(RuleField field) const { return selected_[static_cast<std::size_t>(field)]; }
  void Note(RuleField field, RuleEffect effect, std::string_view text);

  const HostRules* rules_ = nullptr;
  std::array<Selected, kRuleFields.size()> selected_;
  std::vector<Asked> asked_;
};

}  // namespace stratwatch::parsers::internal
