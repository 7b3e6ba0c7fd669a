#include "parsers/internal/block_features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <unordered_map>

#include "parsers/internal/ascii.h"
#include "parsers/internal/phrases.h"
#include "parsers/internal/text_marks.h"
#include "parsers/internal/unicode.h"
#include "parsers/internal/vocabulary.h"

namespace stratwatch::parsers::internal {
namespace {

// An articleBody is compared by its vocabulary: its beginning tells enough, and a few words
// nothing.
constexpr std::size_t kBodyBytesMax = 60'000;
constexpr std::size_t kBodyWordsMin = 40;

// Sums over the blocks of one subtree.
struct SubtreeSums {
  float units = 0;
  float link_units = 0;
  float blocks = 0;
  float prose_units = 0;  // Of blocks that read like sentences.
};

// Blocks whose elements look alike: same tag and class, in parents that look alike.
struct Kin {
  float blocks = 0;
  float units = 0;
  float link_units = 0;
  float prose_units = 0;
};

class RowWriter {
 public:
  explicit RowWriter(std::span<float> row) : row_(row) {}
  void Put(double value) { row_[at_++] = static_cast<float>(value); }
  std::size_t Written() const { return at_; }

 private:
  std::span<float> row_;
  std::size_t at_ = 0;
};

std::size_t Mix(std::size_t seed, std::size_t value) {
  return seed ^ (value + 0x9E3779B97F4A7C15ULL + (seed << 6U) + (seed >> 2U));
}

class Extractor {
 public:
  Extractor(const HtmlDocument& document, const PageText& page, const BlockWords& words,
            const PageContext& context)
      : document_(document),
        page_(page),
        words_(words),
        title_words_(WordsOf(context.title)),
        description_words_(WordsOf(context.description)),
        body_words_(WordsOf(context.article_body.substr(0, kBodyBytesMax))),
        title_(FoldForComparison(context.title)) {}

  FeatureRows Run() {
    Survey();
    FeatureRows rows(page_.blocks.size(), kLocalFeatures);
    double units_before = 0;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      RowWriter row(rows.Row(i));
      WriteText(i, row);
      WritePlace(i, units_before, row);
      WriteHints(i, row);
      WriteNeighbours(i, row);
      WriteContainers(i, row);
      WritePageRelations(i, row);
      WriteWords(i, row);
      assert(row.Written() == kLocalFeatures);
      units_before += page_.blocks[i].units;
    }
    return rows;
  }

 private:
  const TextBlock& Block(std::size_t i) const { return page_.blocks[i]; }

  // One pass for the sums that many blocks share.
  void Survey() {
    marks_.reserve(page_.blocks.size());
    sums_.resize(document_.Size());
    for (const TextBlock& block : page_.blocks) {
      marks_.push_back(MarksOf(page_.Text(block)));
      const float units = static_cast<float>(block.units);
      const float link_units = static_cast<float>(block.link_units);
      const float prose = IsProse(block, marks_.back()) ? units - link_units : 0.0F;
      for (NodeId id = block.node; id != kNoNode; id = document_.Node(id).parent) {
        SubtreeSums& sums = sums_[id];
        sums.units += units;
        sums.link_units += link_units;
        sums.blocks += 1;
        sums.prose_units += prose;
      }
      const std::size_t key = KinKey(block.node);
      kin_keys_.push_back(key);
      Kin& kin = kin_[key];
      kin.blocks += 1;
      kin.units += units;
      kin.link_units += link_units;
      kin.prose_units += prose;
      ++repeats_[page_.Text(block)];
      prose_units_ += prose;
    }
  }

  static bool IsProse(const TextBlock& block, const TextMarks& marks) {
    return block.units >= 60 && block.LinkDensity() < 0.3 && marks.sentence_ends > 0;
  }

  std::size_t KinKey(NodeId node) const {
    std::size_t key = document_.Node(node).tag;
    const std::hash<std::string_view> hash;
    key = Mix(key, hash(document_.Attribute(node, "class")));
    const NodeId parent = document_.Node(node).parent;
    if (parent != kNoNode) {
      key = Mix(key, document_.Node(parent).tag);
      key = Mix(key, hash(document_.Attribute(parent, "class")));
    }
    return key;
  }

  void WriteText(std::size_t i, RowWriter& row) const {
    const TextBlock& block = Block(i);
    const TextMarks& marks = marks_[i];
    const double units = std::max<double>(block.units, 1);
    row.Put(std::log1p(block.units));
    row.Put(block.LinkDensity());
    row.Put(std::min<int>(block.links, 20));
    row.Put(100.0 * marks.commas / units);
    row.Put(100.0 * marks.sentence_ends / units);
    row.Put(marks.ends_sentence ? 1 : 0);
    row.Put(100.0 * marks.digits / units);
    row.Put(100.0 * marks.capitals / units);
    row.Put(units / std::max<double>(marks.words, 1));
    row.Put(std::log1p(marks.words));
    row.Put(marks.starts_lower ? 1 : 0);
    row.Put(marks.bars);
    row.Put(marks.copyright ? 1 : 0);
    row.Put(marks.at_signs);
    row.Put(marks.colon_at_end ? 1 : 0);
    row.Put(marks.quotes);
    row.Put(marks.starts_bullet ? 1 : 0);
  }  // 17

  void WritePlace(std::size_t i, double units_before, RowWriter& row) const {
    const TextBlock& block = Block(i);
    row.Put(block.tag == GUMBO_TAG_P ? 1 : 0);
    row.Put(block.HeadingLevel());
    row.Put(block.tag == GUMBO_TAG_LI ? 1 : 0);
    row.Put(block.tag == GUMBO_TAG_DIV ? 1 : 0);
    row.Put(block.tag == GUMBO_TAG_TD || block.tag == GUMBO_TAG_TH ? 1 : 0);
    for (const PlaceBits place :
         {kInNav, kInFooter, kInHeader, kInAside, kInForm, kInFigure, kInList, kInTable, kInQuote,
          kInArticle, kInMain, kInBodyProperty, kInHidden, kInCaption}) {
      row.Put(block.In(place) ? 1 : 0);
    }
    row.Put(document_.Node(block.node).depth);
    row.Put(units_before / std::max<double>(static_cast<double>(page_.units), 1));
    row.Put(static_cast<double>(i) / static_cast<double>(page_.blocks.size()));
    row.Put(std::log1p(static_cast<double>(page_.units)));
    row.Put(prose_units_ / std::max<double>(static_cast<double>(page_.units), 1));
  }  // 24

  void WriteHints(std::size_t i, RowWriter& row) const {
    for (const std::uint8_t steps : Block(i).hints) row.Put(steps);
  }  // 22

  void WriteNeighbours(std::size_t i, RowWriter& row) const {
    for (const int step : {-1, 1, -2, 2}) {
      const auto at = static_cast<std::ptrdiff_t>(i) + step;
      const bool inside = at >= 0 && at < static_cast<std::ptrdiff_t>(page_.blocks.size());
      const TextBlock* other = inside ? &Block(static_cast<std::size_t>(at)) : nullptr;
      row.Put(other == nullptr ? -1 : std::log1p(other->units));
      row.Put(other == nullptr ? -1 : other->LinkDensity());
    }
    const bool has_next = i + 1 < page_.blocks.size();
    row.Put(i > 0 && kin_keys_[i] == kin_keys_[i - 1] ? 1 : 0);
    row.Put(has_next && kin_keys_[i] == kin_keys_[i + 1] ? 1 : 0);
  }  // 10

  void WriteContainers(std::size_t i, RowWriter& row) const {
    NodeId id = Block(i).node;
    for (int level = 0; level < 4; ++level) {
      const NodeId parent = document_.Node(id).parent;
      if (parent != kNoNode) id = parent;
      const SubtreeSums& sums = sums_[id];
      row.Put(sums.prose_units / std::max(prose_units_, 1.0F));
      row.Put(sums.link_units / std::max(sums.units, 1.0F));
      if (level == 0) row.Put(std::log1p(sums.blocks));
      if (level == 3) row.Put(std::log1p(sums.blocks));
    }
    const Kin& kin = kin_.at(kin_keys_[i]);
    row.Put(std::log1p(kin.blocks));
    row.Put(kin.prose_units / std::max(prose_units_, 1.0F));
    row.Put(kin.link_units / std::max(kin.units, 1.0F));
    row.Put(std::log1p(kin.units / kin.blocks));
  }  // 14

  void WritePageRelations(std::size_t i, RowWriter& row) {
    const std::string_view text = page_.Text(Block(i));
    row.Put(std::min<int>(repeats_.at(text), 5));
    // Folding costs: only what is short enough to stand in the title is folded.
    const bool asked = text.size() <= title_.size() + title_.size() / 2 + 20;
    const std::string folded = asked ? FoldForComparison(text) : std::string();
    const bool in_title = !folded.empty() && title_.find(folded) != std::string::npos;
    row.Put(in_title ? static_cast<double>(folded.size()) / static_cast<double>(title_.size()) : 0);
    row.Put(description_words_.empty() ? -1 : ShareIn(words_[i], description_words_));
    row.Put(body_words_.size() < kBodyWordsMin ? -1 : ShareIn(words_[i], body_words_));
    row.Put(title_seen_ ? 1 : 0);
    if (folded.size() > 8 && folded.size() * 2 > title_.size() && in_title &&
        Block(i).HeadingLevel() > 0) {
      title_seen_ = true;
    }
    row.Put(title_seen_ ? std::min<double>(static_cast<double>(since_title_++), 40) : -1);
  }  // 6

  void WriteWords(std::size_t i, RowWriter& row) const {
    const std::string_view text = page_.Text(Block(i));
    for (const std::uint8_t count : CountPhrases(text)) row.Put(count);
    row.Put(ShareIn(title_words_, words_[i]));
    row.Put(UnitsOf(text.substr(0, 40)) > 0 && marks_[i].capitals * 2 > Block(i).units ? 1 : 0);
  }  // 9

  const HtmlDocument& document_;
  const PageText& page_;
  const BlockWords& words_;
  std::vector<std::uint32_t> title_words_;
  std::vector<std::uint32_t> description_words_;
  std::vector<std::uint32_t> body_words_;
  std::string title_;
  std::vector<TextMarks> marks_;
  std::vector<SubtreeSums> sums_;
  std::vector<std::size_t> kin_keys_;
  std::unordered_map<std::size_t, Kin> kin_;
  std::unordered_map<std::string_view, int> repeats_;
  float prose_units_ = 0;
  bool title_seen_ = false;
  std::size_t since_title_ = 0;
};

}  // namespace

BlockWords WordsOfBlocks(const PageText& page) {
  BlockWords words;
  words.reserve(page.blocks.size());
  for (const TextBlock& block : page.blocks) words.push_back(WordsOf(page.Text(block)));
  return words;
}

FeatureRows LocalFeatures(const HtmlDocument& document, const PageText& page,
                          const BlockWords& words, const PageContext& context) {
  return Extractor(document, page, words, context).Run();
}

}  // namespace stratwatch::parsers::internal
