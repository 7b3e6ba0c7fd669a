#pragma once

#include <random>
#include <string>

namespace stratwatch::pipeline::testing {

struct DrawnTextOptions {
  int change_every = 0;  // Each so many words one is another; 0: none.
};

// `words` drawn words, the same for the same seed; a shorter text is the longer one's beginning.
inline std::string DrawnText(unsigned seed, int words, DrawnTextOptions options = {}) {
  std::mt19937 random(seed);
  std::string text;
  for (int i = 1; i <= words; ++i) {
    const bool changed = options.change_every > 0 && i % options.change_every == 0;
    std::string word = (changed ? "other" : "word") + std::to_string(random() % 30'000);
    // Letters and digits are words of their own; this keeps one word one.
    for (char& each : word) {
      if (each >= '0' && each <= '9') each = static_cast<char>('a' + (each - '0'));
    }
    if (i > 1) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace stratwatch::pipeline::testing
