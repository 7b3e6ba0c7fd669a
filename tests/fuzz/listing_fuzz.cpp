#include <cstdint>
#include <string_view>

#include "pipeline/internal/listing_links.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  static const auto page = stratwatch::Url::Parse("https://news.example.org/list");
  constexpr std::size_t kLinksMax = 50;
  const auto links = stratwatch::pipeline::FindListingLinks(
      {reinterpret_cast<const char*>(bytes), size}, *page, kLinksMax);
  Check(links.size() <= kLinksMax, "links are bounded");
  for (const auto& link : links) Check(!link.url.Host().empty(), "a link is absolute");
  return 0;
}
