#include "parsers/internal/trace.h"

#include <fmt/format.h>
#include <gumbo.h>

#include <algorithm>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/published_date.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

// In the order of the bits in class_hints.h.
constexpr std::string_view kHintNames[] = {
    "article", "body",  "lead",    "comment",   "related", "share",   "nav",    "foot",
    "head",    "side",  "ad",      "subscribe", "cookie",  "caption", "byline", "date",
    "tags",    "title", "overlay", "quote",     "listing", "box"};
static_assert(std::size(kHintNames) == kHintCount);

std::vector<std::string> HintsOf(const TextBlock& block) {
  constexpr std::uint8_t kStepsMax = 4;  // What is named further up holds half the page.
  std::vector<std::string> hints;
  for (std::uint8_t steps = 0; steps <= kStepsMax; ++steps) {
    for (int hint = 0; hint < kHintCount; ++hint) {
      if (block.hints[static_cast<std::size_t>(hint)] != steps) continue;
      hints.push_back(fmt::format("{}@{}", kHintNames[hint], steps));
    }
  }
  return hints;
}

class StatedValues {
 public:
  explicit StatedValues(std::vector<TracedValue>& values) : values_(values) {}

  void Add(std::string_view field, std::string_view value, std::string evidence) {
    constexpr std::size_t kValueBytesMax = 300;
    if (value.empty()) return;
    values_.push_back(
        {std::string(field), std::string(Utf8Prefix(value, kValueBytesMax)), std::move(evidence)});
  }

  void AddMetas(const PageFacts& facts) {
    for (const MetaValue& meta : facts.metas) {
      const auto names = [&](std::string_view word) {
        return FindIgnoringCase(meta.key, word) != std::string_view::npos;
      };
      const std::string evidence = "meta:" + meta.key;
      if (names("publisher")) continue;
      if (names("date") || names("time") || names("publish") || names("modified")) {
        Add("published", meta.value, evidence);
      } else if (names("author") || names("creator") || names("byl")) {
        Add("authors", meta.value, evidence);
      } else if (names("title") || names("headline")) {
        Add("title", meta.value, evidence);
      }
    }
  }

 private:
  std::vector<TracedValue>& values_;
};

}  // namespace

void TraceBody(const PageText& page, const Body& body, ExtractionTrace& trace) {
  for (const BodyCandidate& candidate : body.candidates) {
    trace.candidates.push_back(
        {candidate.method, candidate.units, candidate.method == body.method});
  }
  trace.blocks.reserve(page.blocks.size());
  for (std::size_t i = 0; i < page.blocks.size() && i < body.blocks.size(); ++i) {
    const TextBlock& block = page.blocks[i];
    TracedBlock traced;
    traced.text = page.Text(block);
    traced.tag = gumbo_normalized_tagname(block.tag);
    traced.hints = HintsOf(block);
    traced.score = body.blocks[i].score;
    traced.link_density = static_cast<float>(block.LinkDensity());
    traced.verdict = VerdictName(body.blocks[i].verdict);
    trace.blocks.push_back(std::move(traced));
  }
}

void TraceStated(const PageFacts& facts, const JsonLdFacts& json_ld, std::string_view url_path,
                 ExtractionTrace& trace) {
  StatedValues stated(trace.values);
  stated.Add("title", json_ld.headline, "json-ld:headline");
  stated.Add("title", facts.title, "title");
  for (const Heading& heading : facts.headings) {
    if (heading.level == 1) stated.Add("title", heading.text, "heading");
  }
  for (const std::string& name : json_ld.authors) stated.Add("authors", name, "json-ld:author");
  for (const std::string& name : json_ld.author_organisations) {
    stated.Add("authors", name, "json-ld:author.organisation");
  }
  for (const AuthorMark& mark : facts.authors) {
    stated.Add("authors", mark.text, std::string(mark.evidence));
  }
  stated.Add("published", json_ld.date_published, "json-ld:datePublished");
  stated.Add("published", json_ld.date_modified, "json-ld:dateModified");
  for (const TimeMark& mark : facts.times) {
    const std::string_view kind = mark.modified    ? "time:modified"
                                  : mark.published ? "time:published"
                                                   : "time";
    stated.Add("published", mark.value.empty() ? mark.text : mark.value, std::string(kind));
  }
  if (const auto day = DayInPath(url_path)) {
    stated.Add("published",
               fmt::format("{}-{:02}-{:02}", int{day->year()}, unsigned{day->month()},
                           unsigned{day->day()}),
               "url");
  }
  stated.AddMetas(facts);
}

}  // namespace stratwatch::parsers::internal
