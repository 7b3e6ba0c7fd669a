#include "model/wire/digest.h"

#include <xxhash.h>

#include <algorithm>
#include <iterator>

namespace stratwatch::wire {

Digest128 Hash128(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  Digest128 digest;
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), digest.bytes.begin());
  return digest;
}

ArticleId ArticleIdOf(const Url& url) {
  return ArticleId{Hash128(url.Identity())};
}

ContentHash ContentHashOf(std::string_view folded_text) {
  return ContentHash{Hash128(folded_text)};
}

}  // namespace stratwatch::wire
