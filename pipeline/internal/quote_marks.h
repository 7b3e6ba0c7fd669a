#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace stratwatch::pipeline::internal {

// What stands between a pair of quotation marks: bytes [begin, end) of a text, without the marks.
struct QuotedBytes {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// The outermost pairs of a text, in order: “ ”, „ “, « », » «, 「 」, 『 』, and straight ones,
// which open before a letter and close behind one. Marks inside a word are letters (Hebrew מנכ"ל).
// No pair goes across a paragraph's end or is longer than 2,000 bytes: an unclosed mark must not
// swallow the text.
std::vector<QuotedBytes> FindQuotedBytes(std::string_view text);

}  // namespace stratwatch::pipeline::internal
