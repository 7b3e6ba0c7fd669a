#include "tests/support/counting_heap.h"

#include <atomic>
#include <cerrno>

#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STRATWATCH_COUNTING_HEAP 0
#else
#define STRATWATCH_COUNTING_HEAP 1
#endif

namespace stratwatch::testing {
namespace {

std::atomic<std::size_t> g_bytes{0};
std::atomic<std::size_t> g_peak{0};

[[maybe_unused]] void* Counted(void* memory) {
  if (memory == nullptr) return memory;
  const std::size_t bytes = g_bytes += malloc_usable_size(memory);
  std::size_t peak = g_peak;
  while (bytes > peak && !g_peak.compare_exchange_weak(peak, bytes)) {
  }
  return memory;
}

[[maybe_unused]] void Uncounted(void* memory) {
  if (memory != nullptr) g_bytes -= malloc_usable_size(memory);
}

}  // namespace

bool HeapIsCounted() {
  return STRATWATCH_COUNTING_HEAP != 0;
}
std::size_t HeapBytes() {
  return g_bytes;
}
std::size_t HeapPeakBytes() {
  return g_peak;
}
void ResetHeapPeak() {
  g_peak = g_bytes.load();
}

}  // namespace stratwatch::testing

#if STRATWATCH_COUNTING_HEAP
// A program may define these (glibc manual, 3.2.5, Replacing malloc); glibc's own stay reachable
// under these names.
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* memory);

void* malloc(std::size_t bytes) {
  return stratwatch::testing::Counted(__libc_malloc(bytes));
}
void* calloc(std::size_t count, std::size_t bytes) {
  return stratwatch::testing::Counted(__libc_calloc(count, bytes));
}
void* realloc(void* memory, std::size_t bytes) {
  // Old and new may both be there for a moment; large blocks are moved by mremap, which copies
  // nothing.
  stratwatch::testing::Uncounted(memory);
  return stratwatch::testing::Counted(__libc_realloc(memory, bytes));
}
void* memalign(std::size_t alignment, std::size_t bytes) {
  return stratwatch::testing::Counted(__libc_memalign(alignment, bytes));
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  return memalign(alignment, bytes);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  *memory = memalign(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}
void free(void* memory) {
  stratwatch::testing::Uncounted(memory);
  __libc_free(memory);
}
}  // extern "C"
#endif
