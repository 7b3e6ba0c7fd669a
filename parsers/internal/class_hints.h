#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace stratwatch::parsers::internal {

// What an element's class, id, role and itemprop say it is, as a set. Page templates are written
// in English words the world over; the table has the commonest others too. Hints are evidence for
// the quality model, never rules by themselves.
using HintBits = std::uint32_t;
inline constexpr HintBits kArticleHint = 1U << 0U;
inline constexpr HintBits kBodyHint = 1U << 1U;
inline constexpr HintBits kLeadHint = 1U << 2U;
inline constexpr HintBits kCommentHint = 1U << 3U;
inline constexpr HintBits kRelatedHint = 1U << 4U;
inline constexpr HintBits kShareHint = 1U << 5U;
inline constexpr HintBits kNavHint = 1U << 6U;
inline constexpr HintBits kFootHint = 1U << 7U;
inline constexpr HintBits kHeadHint = 1U << 8U;
inline constexpr HintBits kSideHint = 1U << 9U;
inline constexpr HintBits kAdHint = 1U << 10U;
inline constexpr HintBits kSubscribeHint = 1U << 11U;
inline constexpr HintBits kCookieHint = 1U << 12U;
inline constexpr HintBits kCaptionHint = 1U << 13U;
inline constexpr HintBits kBylineHint = 1U << 14U;
inline constexpr HintBits kDateHint = 1U << 15U;
inline constexpr HintBits kTagsHint = 1U << 16U;
inline constexpr HintBits kTitleHint = 1U << 17U;
inline constexpr HintBits kOverlayHint = 1U << 18U;
inline constexpr HintBits kQuoteHint = 1U << 19U;
inline constexpr HintBits kListingHint = 1U << 20U;
inline constexpr HintBits kBoxHint = 1U << 21U;
inline constexpr int kHintCount = 22;

// The hints in a class list or id: split at punctuation, blanks, digits and camelCase.
HintBits HintsOf(std::string_view names);

}  // namespace stratwatch::parsers::internal
