#pragma once

#include <string_view>

#include "model/ids.h"
#include "model/url.h"

namespace stratwatch::wire {

// XXH3-128 in its canonical (big-endian) form, the same on every machine.
// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
Digest128 Hash128(std::string_view bytes);

// The id of the article at `url`: Hash128 of url.Identity().
ArticleId ArticleIdOf(const Url& url);

// Hash128 of `folded_text`; the caller has folded it (spaces, case), so that copies which differ
// only in those are equal.
ContentHash ContentHashOf(std::string_view folded_text);

}  // namespace stratwatch::wire
