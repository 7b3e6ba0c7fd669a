#pragma once

#include <cstddef>

namespace stratwatch::testing {

// Counts what a program has on the heap: linking stratwatch_counting_heap replaces malloc and its
// kin for the whole program, C libraries too. Memory is counted as malloc rounds it.
// Threads: thread-safe; the peak is of all threads together.

// False under a sanitizer, which has a malloc of its own: nothing is then counted.
bool HeapIsCounted();
std::size_t HeapBytes();
// The most since the last ResetHeapPeak.
std::size_t HeapPeakBytes();
void ResetHeapPeak();

// The most that `work` had on the heap above what was there before.
template <typename Work>
std::size_t PeakBytesOf(Work work) {
  const std::size_t before = HeapBytes();
  ResetHeapPeak();
  work();
  return HeapPeakBytes() - before;
}

}  // namespace stratwatch::testing
