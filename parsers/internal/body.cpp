#include "parsers/internal/body.h"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/entities.h"
#include "parsers/internal/forest.h"
#include "parsers/internal/unicode.h"

namespace stratwatch::parsers::internal {
namespace {

// Where precision and recall balance in cross-validation (bench/extract/README.md).
constexpr float kThreshold = 0.5F;
// For pages that would come out nearly empty: a short true text beats none.
constexpr float kLooseThreshold = 0.2F;
// About two sentences; a body below it is looked for again.
constexpr std::uint32_t kBodyUnitsMin = 160;

// A paragraph this short may recur (a speaker's name, "***"); a longer one is a copy.
constexpr std::uint32_t kRepeatUnitsMin = 30;

// A box whose own element or parent is named after a newsletter, a cookie notice or an
// advertisement, and that is no longer than this, is furniture whatever its wording: "Our briefing,
// every morning" reads like prose to the model. A longer box may be an article in a badly named
// container; for advertisements only their label ("Advertisement", "إعلان") is short enough to be
// sure of.
constexpr std::uint32_t kFurnitureUnitsMax = 300;
constexpr std::uint32_t kAdLabelUnitsMax = 40;
constexpr std::uint8_t kFurnitureStepsMax = 1;

// A page shows less than this share of its own articleBody when the rest waits for a click.
constexpr double kShownShareMin = 0.5;

std::vector<float> Scores(const HtmlDocument& document, const PageText& page,
                          const PageContext& context) {
  const BlockWords words = WordsOfBlocks(page);
  const FeatureRows local = LocalFeatures(document, page, words, context);
  std::vector<float> first(page.blocks.size());
  FirstBlockForest().Predict(local.Values(), local.Width(), first);
  const FeatureRows rows = ContextFeatures(document, page, words, local, first);
  std::vector<float> scores(page.blocks.size());
  FinalBlockForest().Predict(rows.Values(), rows.Width(), scores);
  return scores;
}

// Which blocks stand in such a box. A box is a run of neighbouring blocks under one hint, and its
// length is that of all of them: an article whose container is badly named is a long box.
std::vector<bool> FurnitureOf(const PageText& page) {
  struct Kind {
    HintBits hint;
    std::uint32_t units_max;
  };
  constexpr Kind kKinds[] = {{kSubscribeHint, kFurnitureUnitsMax},
                             {kCookieHint, kFurnitureUnitsMax},
                             {kAdHint, kAdLabelUnitsMax}};
  std::vector<bool> furniture(page.blocks.size(), false);
  for (const Kind& kind : kKinds) {
    for (std::size_t begin = 0; begin < page.blocks.size();) {
      std::size_t end = begin;
      std::uint32_t units = 0;
      while (end < page.blocks.size() &&
             page.blocks[end].StepsTo(kind.hint) <= kFurnitureStepsMax) {
        units += page.blocks[end++].units;
      }
      if (units <= kind.units_max) {
        std::fill(furniture.begin() + static_cast<std::ptrdiff_t>(begin),
                  furniture.begin() + static_cast<std::ptrdiff_t>(end), true);
      }
      begin = std::max(end, begin + 1);
    }
  }
  return furniture;
}

class Assembler {
 public:
  Assembler(const PageText& page, std::string_view title)
      : page_(page), furniture_(FurnitureOf(page)), folded_title_(FoldForComparison(title)) {}

  // Marks the blocks of `body` above `threshold` and joins them.
  void Assemble(Body& body, float threshold, std::string_view method) const {
    body.text.clear();
    body.units = 0;
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const TextBlock& block = page_.blocks[i];
      JudgedBlock& judged = body.blocks[i];
      judged.verdict = furniture_[i] && judged.score >= threshold
                           ? BlockVerdict::kFurniture
                           : Judge(block, judged.score, threshold, seen);
      if (judged.verdict != BlockVerdict::kBody) continue;
      if (!body.text.empty()) body.text.append("\n\n");
      body.text.append(page_.Text(block));
      body.units += block.units;
    }
    body.method = body.text.empty() ? std::string_view() : method;
  }

 private:
  BlockVerdict Judge(const TextBlock& block, float score, float threshold,
                     std::unordered_set<std::string_view>& seen) const {
    if (score < threshold) return BlockVerdict::kUnlikely;
    const std::string_view text = page_.Text(block);
    if (block.HeadingLevel() == 1 && FoldForComparison(text) == folded_title_) {
      return BlockVerdict::kTitle;
    }
    if (block.units >= kRepeatUnitsMin && !seen.insert(text).second) {
      return BlockVerdict::kRepeated;
    }
    return BlockVerdict::kBody;
  }

  const PageText& page_;
  std::vector<bool> furniture_;
  std::string folded_title_;
};

// JSON-LD text as paragraphs: it comes with line breaks, with tags, or as one line.
std::string Paragraphs(std::string_view article_body) {
  std::string text;
  while (!article_body.empty()) {
    const std::size_t end = article_body.find('\n');
    const std::string line = PlainText(article_body.substr(0, end));
    if (!line.empty()) {
      if (!text.empty()) text.append("\n\n");
      text.append(line);
    }
    if (end == std::string_view::npos) break;
    article_body.remove_prefix(end + 1);
  }
  return text;
}

}  // namespace

Body ChooseBody(const HtmlDocument& document, const PageText& page, const PageContext& context) {
  Body body;
  const std::vector<float> scores = Scores(document, page, context);
  body.blocks.reserve(scores.size());
  for (const float score : scores) body.blocks.push_back({score, BlockVerdict::kUnlikely});
  const Assembler assembler(page, context.title);
  assembler.Assemble(body, kThreshold, "blocks");
  if (body.units < kBodyUnitsMin) assembler.Assemble(body, kLooseThreshold, "blocks-loose");

  const std::uint32_t stated_units = UnitsOf(context.article_body);
  if (stated_units >= kBodyUnitsMin && body.units < kShownShareMin * stated_units) {
    body.text = Paragraphs(context.article_body);
    body.units = UnitsOf(body.text);
    body.method = "json-ld";
  }
  return body;
}

}  // namespace stratwatch::parsers::internal
