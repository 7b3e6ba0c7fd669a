#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::pipeline::internal {

// How much of an automaton's transition table is kept as finished rows: 4 bytes a row and column.
// The default: the letters of the four or five alphabets with most names, by the states above them
// that one text in one language visits: 6 MB in all, of which a text touches some 100 KB.
struct TableSize {
  std::uint32_t rows = 8192;
  std::uint32_t columns = 192;  // At most 255.
};

// Finds every occurrence of any of many strings of UTF-16 units in one pass (Aho and Corasick,
// "Efficient string matching", CACM 18, 1975).
//
// States are numbered breadth first, so a state's children lie side by side, ordered by their
// unit: 22 bytes a state, no pointers. Texts spend most of their time in the shallow states, so
// the first of them also have a row of finished transitions (failures followed) over the units
// that patterns use most; the root has one over all units.
//
// Threads: read-only once built; thread-safe.
class AhoCorasick {
 public:
  struct Hit {
    std::size_t begin = 0;  // Units, [begin, end).
    std::size_t end = 0;
    std::uint32_t pattern = 0;  // Its place in the list given to the constructor.
  };

  // `patterns`: sorted, distinct, none empty; views are read here only.
  explicit AhoCorasick(const std::vector<std::u16string_view>& patterns, TableSize size = {});

  // Calls `report(const Hit&)` for every occurrence, in order of end, longest first.
  template <typename Report>
  void Scan(std::u16string_view units, Report&& report) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < units.size(); ++i) {
      const std::uint32_t next = Step(state, units[i]);
      state = next & kStateMask;
      if ((next & kEndsPattern) == 0) continue;
      for (std::uint32_t at = ending_[state]; at != 0; at = shorter_[at]) {
        const std::uint32_t pattern = pattern_[at];
        report(Hit{i + 1 - lengths_[pattern], i + 1, pattern});
      }
    }
  }

  std::size_t States() const { return unit_.size(); }
  std::size_t Bytes() const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  // Of a transition: some pattern ends in the state it leads to.
  static constexpr std::uint32_t kEndsPattern = 0x80000000;
  static constexpr std::uint32_t kStateMask = 0x7FFFFFFF;

  // The child of `state` under `unit`, or 0.
  std::uint32_t Child(std::uint32_t state, char16_t unit) const {
    if (state == 0) return root_[unit];
    std::uint32_t first = first_child_[state];
    std::uint32_t last = first_child_[state + 1];
    while (last - first > 8) {
      const std::uint32_t middle = first + (last - first) / 2;
      if (unit_[middle] <= unit) {
        first = middle;
      } else {
        last = middle;
      }
    }
    for (; first < last; ++first) {
      if (unit_[first] == unit) return first;
    }
    return 0;
  }
  // The next state, with kEndsPattern.
  std::uint32_t Step(std::uint32_t state, char16_t unit) const {
    const std::uint8_t column = column_[unit];
    for (;;) {
      if (column != kNoColumn && state < rows_) return row_[state * columns_ + column];
      const std::uint32_t child = Child(state, unit);
      if (child != 0 || state == 0) return Marked(child);
      state = failure_[state];
    }
  }
  std::uint32_t Marked(std::uint32_t state) const {
    return ending_[state] != 0 ? state | kEndsPattern : state;
  }
  void Grow(const std::vector<std::u16string_view>& patterns);
  void Link();
  void ChooseColumns();
  void FillRows(std::uint32_t rows_max);

  static constexpr std::uint8_t kNoColumn = 0xFF;

  std::vector<char16_t> unit_;              // That leads to the state.
  std::vector<std::uint32_t> first_child_;  // One more than states: the last child's end.
  std::vector<std::uint32_t> failure_;      // The longest proper suffix that is a state.
  std::vector<std::uint32_t> pattern_;      // That ends in the state, or kNone.
  std::vector<std::uint32_t> shorter_;      // The longest proper suffix that ends a pattern, or 0.
  std::vector<std::uint32_t> ending_;       // The longest suffix that ends a pattern, or 0.
  std::vector<std::uint32_t> parent_;       // While building only.
  std::vector<std::uint32_t> lengths_;
  std::vector<std::uint32_t> root_;   // By unit.
  std::vector<std::uint8_t> column_;  // By unit; kNoColumn for the rest.
  std::vector<std::uint32_t> row_;    // By state and column: the next state.
  std::uint32_t rows_ = 0;
  std::uint32_t columns_ = 0;
};

}  // namespace stratwatch::pipeline::internal
