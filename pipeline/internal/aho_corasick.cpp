#include "pipeline/internal/aho_corasick.h"

#include <algorithm>
#include <cassert>

namespace stratwatch::pipeline::internal {

AhoCorasick::AhoCorasick(const std::vector<std::u16string_view>& patterns, TableSize size)
    : root_(0x10000, 0), column_(0x10000, kNoColumn), columns_(size.columns) {
  lengths_.reserve(patterns.size());
  for (const auto& pattern : patterns) {
    assert(!pattern.empty());
    lengths_.push_back(static_cast<std::uint32_t>(pattern.size()));
  }
  Grow(patterns);
  Link();
  ChooseColumns();
  FillRows(size.rows);
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
  ending_.assign(unit_.size(), 0);
  for (std::uint32_t state = 1; state < unit_.size(); ++state) {
    const std::uint32_t parent = parent_[state];
    if (parent != 0) failure_[state] = Step(failure_[parent], unit_[state]) & kStateMask;
    const std::uint32_t failure = failure_[state];
    shorter_[state] = ending_[failure];
    ending_[state] = pattern_[state] != kNone ? state : shorter_[state];
  }
  parent_.clear();
  parent_.shrink_to_fit();
}

// The units that most states are reached by, kept in order so that one alphabet's columns lie
// side by side. Space is among them: it is part of names.
void AhoCorasick::ChooseColumns() {
  std::vector<std::uint32_t> uses(0x10000, 0);
  for (std::size_t state = 1; state < unit_.size(); ++state) ++uses[unit_[state]];
  std::vector<char16_t> units;
  for (std::uint32_t unit = 0; unit < 0x10000; ++unit) {
    if (uses[unit] > 0) units.push_back(static_cast<char16_t>(unit));
  }
  if (units.size() > columns_) {
    std::nth_element(units.begin(), units.begin() + columns_, units.end(),
                     [&uses](char16_t a, char16_t b) { return uses[a] > uses[b]; });
    units.resize(columns_);
    std::sort(units.begin(), units.end());
  }
  for (std::size_t i = 0; i < units.size(); ++i) column_[units[i]] = static_cast<std::uint8_t>(i);
}

// A state goes where its failure goes, but for its own children.
void AhoCorasick::FillRows(std::uint32_t rows_max) {
  const auto rows = static_cast<std::uint32_t>(std::min<std::size_t>(unit_.size(), rows_max));
  row_.assign(static_cast<std::size_t>(rows) * columns_, 0);
  for (std::uint32_t state = 0; state < rows; ++state) {
    const auto row = row_.begin() + static_cast<std::ptrdiff_t>(state) * columns_;
    if (state != 0) {
      std::copy_n(row_.begin() + static_cast<std::ptrdiff_t>(failure_[state]) * columns_, columns_,
                  row);
    }
    for (std::uint32_t child = first_child_[state]; child < first_child_[state + 1]; ++child) {
      const std::uint8_t column = column_[unit_[child]];
      if (column != kNoColumn) row[column] = Marked(child);
    }
  }
  rows_ = rows;
}

std::size_t AhoCorasick::Bytes() const {
  return unit_.size() * (sizeof(char16_t) + 5 * sizeof(std::uint32_t)) +
         (lengths_.size() + root_.size() + row_.size()) * sizeof(std::uint32_t) + column_.size();
}

}  // namespace stratwatch::pipeline::internal
