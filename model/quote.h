#pragma once

#include <cstdint>
#include <string>

namespace stratwatch {

// Words of somebody that a text quotes, with the bytes that say so.
struct Quote {
  std::string surface;      // Between the quotation marks: the bytes [begin, end) of the text.
  std::uint32_t begin = 0;  // Byte offsets into the article's UTF-8 text.
  std::uint32_t end = 0;
  std::string speaker;       // As the text names them most fully; empty when it names nobody.
  std::string speaker_id;    // The canonical id of the person's tag, or of no tag: then empty.
  float confidence = 1.0F;   // 0 … 1; lower where a pronoun stands for the speaker.
  std::string rule_version;  // Of the gazetteer that read it.

  bool operator==(const Quote&) const = default;
};

}  // namespace stratwatch
