#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/url.h"
#include "tests/fuzz/check.h"

namespace {

using stratwatch::Url;
using stratwatch::fuzz::Check;

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

void CheckUrl(const Url& url) {
  Check(IsPrintable(url.Text()), "a URL is printable ASCII");
  Check(url.Scheme() == "http" || url.Scheme() == "https", "http or https");
  Check(!url.Host().empty(), "a host");
  Check(!url.Path().empty() && url.Path().front() == '/', "a path begins with a slash");
  const auto again = Url::Parse(url.Text());
  Check(again && *again == url, "a serialised URL parses to itself");
  const std::string identity = url.Identity();
  Check(identity.substr(0, 8) == "https://" && IsPrintable(identity), "an identity is https");
  Check(identity.size() <= url.Text().size() + 1, "an identity is no longer than its URL");
}

}  // namespace

// A reference behind the first line break is resolved against what stands before it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const auto url = Url::Parse(text.substr(0, end));
  if (!url) return 0;
  CheckUrl(*url);
  const auto resolved = url->Resolve(text.substr(std::min(end + 1, text.size())));
  if (resolved) CheckUrl(*resolved);
  return 0;
}
