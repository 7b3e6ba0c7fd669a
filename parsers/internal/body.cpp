#include "parsers/internal/body.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/entities.h"
#include "parsers/internal/phrases.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

// Where precision and recall balance in cross-validation (bench/extract/README.md).
constexpr float kThreshold = 0.5F;
// What the model is unsure of is settled by what speaks against a block: being linked or named a
// caption, or, more weakly, standing in a sidebar, a share bar, a footer or a list of related
// articles. Text of some length with nothing against it needs less than even odds. Tuned on pages
// with gold and on snippets that the model did not learn from, the same in both halves of each.
constexpr float kDoubtfulThreshold = 0.6F;
constexpr float kUnlikelyThreshold = 0.7F;
constexpr float kProseThreshold = 0.4F;
constexpr std::uint32_t kProseUnitsMin = 100;
// What its container names the lead needs still less: it stands apart from the paragraphs.
constexpr float kLeadThreshold = 0.3F;
constexpr std::uint32_t kLeadUnitsMin = 50;
constexpr std::uint8_t kLeadStepsMax = 2;
constexpr double kLinkedShare = 0.5;
// A score above this overrules the name of a container: paywalls wrap the lead.
constexpr float kCertain = 0.95F;
// "Read also: …" and "Photo: …" are lines; what is longer is a paragraph that begins so.
constexpr std::uint32_t kLineUnitsMax = 200;
constexpr std::size_t kLineHeadBytes = 24;

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
                          const PageContext& context, const BlockModel& model) {
  const BlockWords words = WordsOfBlocks(page);
  const FeatureRows local = LocalFeatures(document, page, words, context);
  std::vector<float> first(page.blocks.size());
  model.first.Predict(local.Values(), local.Width(), first);
  const std::vector<std::size_t> asked = BlocksInDoubt(first);
  const FeatureRows rows = ContextFeatures(document, page, words, local, first, asked);
  std::vector<float> asked_scores(asked.size());
  model.final.Predict(rows.Values(), rows.Width(), asked_scores);
  std::vector<float> scores = std::move(first);
  for (std::size_t i = 0; i < asked.size(); ++i) scores[asked[i]] = asked_scores[i];
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

// One pass over a page's blocks.
struct Strictness {
  std::string_view method;
  float threshold = kThreshold;
  bool weighs_signs = false;
};
constexpr Strictness kStrict{"blocks", kThreshold, true};
constexpr Strictness kLoose{"blocks-loose", kLooseThreshold, false};

// Does a container's name put the block beside the article?
bool StandsBeside(const TextBlock& block) {
  struct Near {
    HintBits hint;
    std::uint8_t steps_max;
  };
  constexpr Near kNear[] = {
      {kCaptionHint, 2}, {kFootHint, 0}, {kShareHint, 1}, {kRelatedHint, 3}, {kSideHint, 2}};
  return std::any_of(std::begin(kNear), std::end(kNear),
                     [&](const Near& near) { return block.StepsTo(near.hint) <= near.steps_max; });
}

// Does it begin by pointing to another article?
bool PointsElsewhere(std::string_view text) {
  const std::string_view head = Utf8Prefix(text, kLineHeadBytes);
  return CountPhrases(head)[static_cast<std::size_t>(Phrase::kRelated)] > 0;
}

// "Photo: …", "(Foto: …", "写真＝…", "© …": a picture's credit, or a caption that is called one.
bool BeginsAsCredit(std::string_view text) {
  constexpr std::string_view kWords[] = {
      "photos",    "photo", "foto",      "fotos",  "images",   "image",    "picture", "credit",
      "titelbild", "bild",  "abbildung", "grafik", "imagen",   "crédito",  "crédit",  "fot.",
      "zdjęcie",   "фото",  "Фото",      "видео",  "Видео",    "fotoğraf", "صورة",    "תמונה",
      "צילום",     "फोटो",  "图片来源",  "图源",   "圖片來源", "写真",     "画像",    "사진",
      "ภาพ",       "ảnh",   "picha",     "ፎቶ"};
  constexpr std::string_view kMarks[] = {":", "：", "/", "=", "＝", "|", "©"};
  while (text.starts_with("(") || text.starts_with("[") || text.starts_with(" ")) {
    text.remove_prefix(1);
  }
  if (text.starts_with("©")) return true;
  for (const std::string_view word : kWords) {
    if (!StartsWithIgnoringCase(text, word)) continue;
    const std::string_view rest = TrimAscii(text.substr(word.size()));
    for (const std::string_view mark : kMarks) {
      if (rest.starts_with(mark)) return true;
    }
  }
  return false;
}

class Assembler {
 public:
  Assembler(const PageText& page, std::string_view title)
      : page_(page), furniture_(FurnitureOf(page)), folded_title_(FoldForComparison(title)) {}

  // Marks the blocks of `body` that are above the threshold and joins them.
  void Assemble(Body& body, const Strictness& strictness) const {
    const std::string_view method = strictness.method;
    body.text.clear();
    body.units = 0;
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const TextBlock& block = page_.blocks[i];
      JudgedBlock& judged = body.blocks[i];
      judged.verdict = Judge(i, judged.score, strictness, seen);
      if (judged.verdict != BlockVerdict::kBody) continue;
      if (!body.text.empty()) body.text.append("\n\n");
      body.text.append(page_.Text(block));
      body.units += block.units;
    }
    body.method = body.text.empty() ? std::string_view() : method;
    body.candidates.push_back({method, body.units});
  }

 private:
  BlockVerdict Judge(std::size_t index, float score, const Strictness& strictness,
                     std::unordered_set<std::string_view>& seen) const {
    const TextBlock& block = page_.blocks[index];
    if (strictness.weighs_signs) {
      if (const auto verdict = Weigh(block, score)) return *verdict;
    } else if (score < strictness.threshold) {
      return BlockVerdict::kUnlikely;
    }
    if (furniture_[index] && score < kCertain) return BlockVerdict::kFurniture;
    const std::string_view text = page_.Text(block);
    if (block.HeadingLevel() == 1 && FoldForComparison(text) == folded_title_) {
      return BlockVerdict::kTitle;
    }
    if (block.units >= kRepeatUnitsMin && !seen.insert(text).second) {
      return BlockVerdict::kRepeated;
    }
    return BlockVerdict::kBody;
  }

  // What speaks against a block; nullopt for one that stays.
  std::optional<BlockVerdict> Weigh(const TextBlock& block, float score) const {
    const bool linked = block.LinkDensity() >= kLinkedShare;
    const bool strongly = linked || block.StepsTo(kCaptionHint) == 0;
    const bool against = strongly || StandsBeside(block);
    const bool prose = !against && block.units >= kProseUnitsMin;
    const bool lead =
        !linked && block.units >= kLeadUnitsMin && block.StepsTo(kLeadHint) <= kLeadStepsMax;
    const float bar = lead ? kLeadThreshold : prose ? kProseThreshold : kThreshold;
    if (score < bar) return BlockVerdict::kUnlikely;
    if (against && score < (strongly ? kUnlikelyThreshold : kDoubtfulThreshold)) {
      return BlockVerdict::kDoubtful;
    }
    if (block.units > kLineUnitsMax) return std::nullopt;
    const std::string_view text = page_.Text(block);
    if (linked && PointsElsewhere(text)) return BlockVerdict::kReadAlso;
    if (BeginsAsCredit(text)) return BlockVerdict::kCredit;
    return std::nullopt;
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

std::string_view VerdictName(BlockVerdict verdict) {
  switch (verdict) {
    case BlockVerdict::kBody:
      return "body";
    case BlockVerdict::kUnlikely:
      return "unlikely";
    case BlockVerdict::kRepeated:
      return "repeated";
    case BlockVerdict::kDoubtful:
      return "doubtful";
    case BlockVerdict::kFurniture:
      return "furniture";
    case BlockVerdict::kReadAlso:
      return "read-also";
    case BlockVerdict::kCredit:
      return "credit";
    case BlockVerdict::kTitle:
      return "title";
    case BlockVerdict::kOutsideRule:
      return "outside-rule";
  }
  return "unlikely";
}

BlockModel CompiledBlockModel() {
  return {FirstBlockForest(), FinalBlockForest()};
}

Body ChooseBody(const HtmlDocument& document, const PageText& page, const PageContext& context,
                const BlockModel& model) {
  Body body;
  const std::vector<float> scores = Scores(document, page, context, model);
  body.blocks.reserve(scores.size());
  for (const float score : scores) body.blocks.push_back({score, BlockVerdict::kUnlikely});
  const Assembler assembler(page, context.title);
  assembler.Assemble(body, kStrict);
  if (body.units < kBodyUnitsMin) assembler.Assemble(body, kLoose);

  const std::uint32_t stated_units = UnitsOf(context.article_body);
  if (stated_units >= kBodyUnitsMin && body.units < kShownShareMin * stated_units) {
    body.candidates.push_back({"json-ld", stated_units});
    body.text = Paragraphs(context.article_body);
    body.units = UnitsOf(body.text);
    body.method = "json-ld";
  }
  return body;
}

}  // namespace stratwatch::parsers::internal
