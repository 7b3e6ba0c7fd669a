#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace stratwatch::parsers::internal {

// Stock phrases of a page's furniture, in the languages of the mission. Evidence for the quality
// model, like the hints of class names; an article may say any of them.
enum class Phrase : std::uint8_t {
  kRelated,    // "Read also", "Lire aussi", "Читайте также"
  kSubscribe,  // "Sign up for our newsletter", "follow us on"
  kLegal,      // "All rights reserved", "免责声明"
  kComment,    // "Leave a comment", "Registrieren, um zu kommentieren"
  kCredit,     // "Photo:", "Image source", "图片来源"
  kShare,      // "Share this", "Print", "Teilen"
  kCookie,     // "We use cookies"
  kCount,
};
inline constexpr int kPhraseCount = static_cast<int>(Phrase::kCount);

using PhraseCounts = std::array<std::uint8_t, kPhraseCount>;

// How often phrases of each kind stand in `text`; ASCII letters compare case-blind, the rest as
// written. Looks at the first 400 bytes: furniture says what it is at once.
PhraseCounts CountPhrases(std::string_view text);

}  // namespace stratwatch::parsers::internal
