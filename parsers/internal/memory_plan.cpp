#include "parsers/internal/memory_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "parsers/internal/block_features.h"

namespace stratwatch::parsers::internal {
namespace {

// windows-874 grows threefold in UTF-8, slimming has two outputs, and a buffer that doubles holds
// its old half as well.
constexpr std::size_t kMarkupFactor = 8;

// simdjson's tape and strings for one byte of JSON, by its allocation rule (8 + 5/3), and our copy.
constexpr std::size_t kJsonFactor = 11;

// Blocks and their text are set aside for as many nodes (CollectBlocks).
constexpr std::size_t kBytesOfANode = sizeof(TextBlock) / 8 + 16;

// Both rows of numbers, the block, its words' vector and its scores.
constexpr std::size_t kBytesOfABlock =
    sizeof(float) * (2 * kLocalFeatures + kContextFeatures) + sizeof(TextBlock) + 128;

// The text of all blocks, in a buffer that doubled; the body; the words, which are four bytes for
// three of Han in a vector that doubled; and what is folded or normalised at a time.
constexpr std::size_t kCopiesOfTheText = 8;

}  // namespace

Result<void> MemoryPlan::AllowMarkup(std::size_t bytes) const {
  if (bytes <= bytes_max_ / kMarkupFactor) return {};
  return Fail(ErrorCode::kLimit,
              fmt::format("too complex: reading {} bytes takes more than {}", bytes, bytes_max_));
}

Result<void> MemoryPlan::Hold(std::size_t bytes) {
  held_ += bytes;
  if (held_ <= bytes_max_) return {};
  return Fail(ErrorCode::kLimit,
              fmt::format("too complex: reading it takes more than {} bytes", bytes_max_));
}

Result<void> MemoryPlan::HoldMarkup(std::string_view utf8, SlimPage& slim) {
  text_bytes_ = slim.texts.Bytes();
  std::size_t json_bytes = 0;
  for (const std::string& script : slim.json_ld) json_bytes += script.capacity() + sizeof(script);
  // Texts once as they are held, once more where several are put together.
  auto held = Hold(utf8.size() + slim.html.capacity() + 2 * text_bytes_ + json_bytes);
  if (!held) return held;
  const std::size_t json_bytes_max = (bytes_max_ - held_) / 2 / kJsonFactor;
  std::erase_if(slim.json_ld,
                [&](const std::string& script) { return script.size() > json_bytes_max; });
  return {};
}

std::size_t MemoryPlan::TreeBytesMax() const {
  const std::size_t left = bytes_max_ - held_;
  return left > 2 * text_bytes_ ? (left - 2 * text_bytes_) / 2 : 0;
}

Result<void> MemoryPlan::HoldTree(const HtmlDocument& document) {
  if (auto held = Hold(document.Bytes()); !held) return held;
  const std::size_t next = document.Size() * kBytesOfANode;
  if (held_ + next > bytes_max_) return Hold(next);
  return {};
}

Result<void> MemoryPlan::HoldBlocks(const PageText& page) {
  return Hold(page.blocks.size() * kBytesOfABlock + page.text.size() * kCopiesOfTheText);
}

}  // namespace stratwatch::parsers::internal
