// bench_extract_memory MANIFEST.jsonl
//
// What reading one page takes on the heap above the page's own bytes: the most at any moment, for
// each page of a manifest. Prints the median, the 99th percentile, the most, and the worst pages.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bench/extract/manifest.h"
#include "parsers/article_extractor.h"
#include "tests/support/counting_heap.h"

namespace stratwatch::bench {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

std::size_t PeakOf(const ManifestPage& page) {
  const parsers::ArticleExtractor extractor;
  parsers::PageHints hints;
  hints.url = page.url;
  return stratwatch::testing::PeakBytesOf(
      [&] { static_cast<void>(extractor.Extract(page.bytes, hints)); });
}

int Run(const std::string& manifest) {
  if (!stratwatch::testing::HeapIsCounted()) {
    fmt::print(stderr, "bench_extract_memory: nothing is counted in a sanitizer's build\n");
    return 2;
  }
  const std::vector<ManifestPage> pages = LoadManifest(manifest);
  if (pages.empty()) {
    fmt::print(stderr, "bench_extract_memory: no pages in {}\n", manifest);
    return 1;
  }
  static_cast<void>(PeakOf(pages.front()));  // Tables that are made once.
  std::vector<std::pair<std::size_t, const ManifestPage*>> peaks;
  for (const ManifestPage& page : pages) peaks.emplace_back(PeakOf(page), &page);
  std::sort(peaks.begin(), peaks.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto at = [&](std::size_t percent) {
    return static_cast<double>(peaks[(peaks.size() - 1) * percent / 100].first) / kMebibyte;
  };
  fmt::print("{} pages: heap above the page, MiB: median {:.2f}, p99 {:.2f}, most {:.2f}\n",
             peaks.size(), at(50), at(99), at(100));
  for (std::size_t i = 0; i < std::min<std::size_t>(5, peaks.size()); ++i) {
    const auto& [bytes, page] = peaks[peaks.size() - 1 - i];
    fmt::print("  {:6.2f} MiB for {:.2f} MiB: {}\n", static_cast<double>(bytes) / kMebibyte,
               static_cast<double>(page->bytes.size()) / kMebibyte, page->file);
  }
  return 0;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int count, char** values) {
  if (count != 2) {
    fmt::print(stderr, "usage: {} MANIFEST.jsonl\n", values[0]);
    return 2;
  }
  return stratwatch::bench::Run(values[1]);
}
