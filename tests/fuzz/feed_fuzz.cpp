#include <array>
#include <cstdint>
#include <string_view>

#include "parsers/feed.h"
#include "tests/fuzz/check.h"

namespace {

using stratwatch::fuzz::Check;
using stratwatch::fuzz::IsUtf8;

bool IsAbsoluteOrEmpty(std::string_view link) {
  return link.empty() || link.substr(0, 7) == "http://" || link.substr(0, 8) == "https://";
}

void CheckEntry(const stratwatch::parsers::FeedEntry& entry) {
  Check(IsUtf8(entry.title) && IsUtf8(entry.summary) && IsUtf8(entry.content), "text is UTF-8");
  Check(IsUtf8(entry.guid) && IsUtf8(entry.author), "guid and author are UTF-8");
  Check(IsAbsoluteOrEmpty(entry.link), "a link is absolute");
  Check(IsAbsoluteOrEmpty(entry.source_link), "a source's link is absolute");
}

}  // namespace

// The last byte chooses the Content-Type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::array<std::string_view, 4> kContentTypes = {
      "", "application/rss+xml; charset=utf-8", "text/xml; charset=windows-1251",
      "application/feed+json"};
  static const auto url = stratwatch::Url::Parse("https://news.example.org/feed");
  const std::string_view content_type =
      kContentTypes[size == 0 ? 0 : bytes[size - 1] % kContentTypes.size()];
  stratwatch::parsers::FeedOptions options;
  options.entries_max = 100;
  options.bytes_max = std::size_t{1} << 20U;
  const auto feed = stratwatch::parsers::ParseFeed({reinterpret_cast<const char*>(bytes), size},
                                                   content_type, *url, options);
  if (!feed) {
    Check(IsUtf8(feed.error().message), "a message is UTF-8");
    return 0;
  }
  Check(!feed->format.empty(), "a feed has a format");
  Check(feed->entries.size() + feed->child_sitemaps.size() <= options.entries_max + 1,
        "no more entries than allowed");
  Check(IsUtf8(feed->title) && IsUtf8(feed->defect), "title and defect are UTF-8");
  for (const auto& entry : feed->entries) CheckEntry(entry);
  for (const auto& child : feed->child_sitemaps) Check(IsAbsoluteOrEmpty(child), "child absolute");
  return 0;
}
