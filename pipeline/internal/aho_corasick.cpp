#include "pipeline/internal/aho_corasick.h"

#include <cassert>

namespace stratwatch::pipeline::internal {

AhoCorasick::AhoCorasick(const std::vector<std::u16string_view>& patterns) : root_(0x10000, 0) {
  lengths_.reserve(patterns.size());
  for (const auto& pattern : patterns) {
    assert(!pattern.empty());
    lengths_.push_back(static_cast<std::uint32_t>(pattern.size()));
  }
  Grow(patterns);
  Link();
}

// Breadth first over ranges of the sorted patterns: a state is the range of patterns that begin
// with its string, so its children are the runs of one next unit in that range.
void AhoCorasick::Grow(const std::vector<std::u16string_view>& patterns) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t depth;
  };
  std::vector<Range> ranges{{0, static_cast<std::uint32_t>(patterns.size()), 0}};
  unit_.push_back(0);
  parent_.push_back(0);
  for (std::uint32_t state = 0; state < ranges.size(); ++state) {
    first_child_.push_back(static_cast<std::uint32_t>(ranges.size()));
    auto [at, last, depth] = ranges[state];
    std::uint32_t pattern = kNone;
    if (at < last && patterns[at].size() == depth) pattern = at++;  // The shortest sorts first.
    pattern_.push_back(depth == 0 ? kNone : pattern);
    while (at < last) {
      const char16_t unit = patterns[at][depth];
      std::uint32_t end = at + 1;
      while (end < last && patterns[end][depth] == unit) ++end;
      if (state == 0) root_[unit] = static_cast<std::uint32_t>(ranges.size());
      ranges.push_back({at, end, depth + 1});
      unit_.push_back(unit);
      parent_.push_back(state);
      at = end;
    }
  }
  first_child_.push_back(static_cast<std::uint32_t>(ranges.size()));
}

// Failure links, shallow states first: their order is breadth first already.
void AhoCorasick::Link() {
  failure_.assign(unit_.size(), 0);
  shorter_.assign(unit_.size(), 0);
  for (std::uint32_t state = 1; state < unit_.size(); ++state) {
    const std::uint32_t parent = parent_[state];
    if (parent != 0) failure_[state] = Step(failure_[parent], unit_[state]);
    const std::uint32_t failure = failure_[state];
    shorter_[state] = pattern_[failure] != kNone ? failure : shorter_[failure];
  }
  parent_.clear();
  parent_.shrink_to_fit();
}

std::size_t AhoCorasick::Bytes() const {
  return unit_.size() * (sizeof(char16_t) + 4 * sizeof(std::uint32_t)) +
         (lengths_.size() + root_.size()) * sizeof(std::uint32_t);
}

}  // namespace stratwatch::pipeline::internal
