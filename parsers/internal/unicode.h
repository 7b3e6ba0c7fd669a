#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// NFC of valid UTF-8. Text without code points from U+0300 on is NFC already and only copied.
std::string ToNfc(std::string text);

// Only letters, marks and digits, by NFKC and full case folding: two spellings of one headline
// compare equal. For comparing, never for showing.
std::string FoldForComparison(std::string_view utf8);

// Bytes by an ICU converter; undecodable ones become U+FFFD, counted in `replaced`. Empty when ICU
// has no such converter.
std::string ConvertToUtf8(std::string_view bytes, std::string_view converter,
                          std::size_t& replaced);

}  // namespace stratwatch::parsers::internal
