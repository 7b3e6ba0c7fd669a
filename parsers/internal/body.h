#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/block_features.h"
#include "parsers/internal/forest.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

// Why a block is in the body or not; for showing how a page was read.
enum class BlockVerdict : std::uint8_t {
  kBody,
  kUnlikely,     // The model's score is below the threshold.
  kRepeated,     // The same paragraph stands in the body already.
  kDoubtful,     // Linked or beside the article by its containers' names, and the score is too low
                 // for that.
  kFurniture,    // A newsletter, cookie or ad box by the names of its containers.
  kReadAlso,     // A linked line that points to another article.
  kCredit,       // A picture's credit or caption that says so.
  kTitle,        // The headline itself, which the article carries apart.
  kOutsideRule,  // A site rule says where the body is, and that is elsewhere.
};

// "body", "unlikely", "repeated", …
std::string_view VerdictName(BlockVerdict verdict);

struct JudgedBlock {
  float score = 0;  // The model's probability that this is body text.
  BlockVerdict verdict = BlockVerdict::kUnlikely;
};

// One way to take the body from the page, whether or not it was taken.
struct BodyCandidate {
  std::string_view method;
  std::uint32_t units = 0;
};

struct Body {
  std::string text;    // Paragraphs separated by one blank line.
  std::string method;  // "blocks", "blocks-loose", "json-ld" or "rule"; empty without a body.
  std::uint32_t units = 0;
  std::vector<JudgedBlock> blocks;  // One for each block of the page.
  std::vector<BodyCandidate> candidates;
};

// The two forests that judge each block (forest.h).
struct BlockModel {
  Forest first;
  Forest final;
};
// The one compiled in.
BlockModel CompiledBlockModel();

// The article's text out of a page's blocks. Candidates are the blocks that the model puts above
// the threshold, those above a looser one when that leaves too little, and the JSON-LD articleBody
// where the page shows less than half of it. Another model than the compiled one is for measuring.
Body ChooseBody(const HtmlDocument& document, const PageText& page, const PageContext& context,
                const BlockModel& model = CompiledBlockModel());

}  // namespace stratwatch::parsers::internal
