#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"
#include "tests/fuzz/check.h"

namespace {

using stratwatch::fuzz::Check;
using stratwatch::parsers::RuleField;

// Few attributes asked about, and every element of the page: the two ways to slim for rules.
const stratwatch::parsers::SiteRules& Rules() {
  static const stratwatch::parsers::SiteRules rules = [] {
    struct Rule {
      std::string_view host;
      RuleField field;
      std::string_view selectors;
    };
    constexpr std::array<Rule, 8> kRules = {{
        {"a.example", RuleField::kBody, ".story, [data-body], story-text"},
        {"a.example", RuleField::kDate, "[data-date], time"},
        {"a.example", RuleField::kRemove, ".ad, aside"},
        {"b.example", RuleField::kBody, "* > :nth-child(2n+1) ~ p, td, b"},
        {"b.example", RuleField::kTitle, "h1 + *, title"},
        {"b.example", RuleField::kAuthor, "i, meta[name=author]"},
        {"b.example", RuleField::kDate, "b, script + p"},
        {"b.example", RuleField::kRemove, "img + *, html, colgroup, :not(p):last-child"},
    }};
    stratwatch::parsers::SiteRules made;
    for (const Rule& rule : kRules) {
      Check(made.Add(rule.host, rule.field, rule.selectors).has_value(), "the rules are valid");
    }
    return made;
  }();
  return rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  stratwatch::parsers::ExtractorOptions options;
  options.rules = Rules();
  const stratwatch::parsers::ArticleExtractor extractor(options);
  const std::string_view page(reinterpret_cast<const char*>(bytes), size);
  for (const char* url : {"https://a.example/x", "https://b.example/x"}) {
    stratwatch::parsers::PageHints hints;
    hints.url = *stratwatch::Url::Parse(url);
    stratwatch::parsers::ExtractionTrace trace;
    const auto article = extractor.Extract(page, hints, &trace);
    if (!article) continue;
    Check(stratwatch::fuzz::IsUtf8(article->title), "the title is UTF-8");
    Check(stratwatch::fuzz::IsUtf8(article->text), "the text is UTF-8");
    Check(article->rules.size() == trace.rules.size(), "the trace has every rule");
    const bool ruled =
        std::any_of(article->rules.begin(), article->rules.end(), [](const auto& rule) {
          return rule.field == RuleField::kBody &&
                 rule.effect == stratwatch::parsers::RuleEffect::kApplied;
        });
    Check(ruled == (article->extraction.method == "rule"), "the method says who chose the body");
    Check(!ruled || !article->text.empty(), "a rule that applied gives a text");
  }
  return 0;
}
