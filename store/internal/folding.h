#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

namespace stratwatch::store {

// What the analyzer does with a character.
enum class CharacterKind : std::uint8_t {
  kSeparator,   // Ends a word: space, punctuation, symbol.
  kWord,        // Letter, digit or mark of a script that writes spaces between words.
  kHebrew,      // kWord, and a quotation mark between two of these belongs to the word.
  kPaired,      // Of a script without spaces between words: indexed by overlapping pairs. Han,
                // kana, Hangul; Thai, Lao, Khmer, Burmese.
  kPairedMark,  // A vowel sign or tone mark of these: one unit with the character before it.
  kInvisible,   // Dropped without ending a word: joiners, soft hyphen, tatweel, bidi marks.
};

struct FoldedCharacter {
  CharacterKind kind = CharacterKind::kSeparator;
  std::uint8_t size = 0;
  // UTF-8. Longer foldings (a few Arabic ligatures) are cut at a character's end.
  std::array<char, 14> bytes{};

  std::string_view View() const { return {bytes.data(), size}; }
};

// One character as it is searched for: NFKC_Casefold (UAX 44), then what readers of its script
// take for the same letter:
//  - Latin, Greek, Cyrillic: accents dropped, except й; dotless ı is i; ø, ł, đ, ħ, æ, œ plain
//  - Arabic: harakat dropped, alef and hamza forms joined, ى is ي, ة is ه, Persian ی ک are ي ك
//  - Hebrew: niqqud dropped; Devanagari: nukta dropped, candrabindu is anusvara
//  - Ethiopic: the letters that sound alike joined (ሐ ኀ ሀ, ሠ ሰ, ዐ አ, ፀ ጸ)
//  - decimal digits of any script are 0 … 9
// Threads: thread-safe. Pages of the table are computed when first needed.
class Folding {
 public:
  Folding();
  ~Folding();
  Folding(const Folding&) = delete;
  Folding& operator=(const Folding&) = delete;

  const FoldedCharacter& Of(char32_t character) const;

 private:
  static constexpr std::size_t kPageSize = 256;
  static constexpr std::size_t kPages = 0x110000 / kPageSize;
  using Page = std::array<FoldedCharacter, kPageSize>;

  const Page& Load(std::size_t page) const;

  mutable std::unique_ptr<std::array<std::atomic<const Page*>, kPages>> pages_;
};

}  // namespace stratwatch::store
