#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::parsers::internal {

// The texts of a page, kept out of what gumbo reads. Gumbo looks at each character several times,
// but its tree does not depend on which they are, as long as they are no white space. So each text
// is written as one private-use character (Unicode 23.5, planes 15 and 16) that stands for it, and
// is put back when it is asked for.
//
// A page's own characters of these planes are lost: Write drops them, and what is held may have
// them. Threads: a const object may be read by many.
class HeldTexts {
 public:
  // Holds `text`, which begins with no white space, and writes its stand-in at the end of `markup`.
  // Goes on with the text held last where nothing was written behind that; then it may be space.
  // Control characters U+0080 … U+009F become what windows-1252 has there.
  void Hold(std::string_view text, std::string& markup);
  // Holds `value` as it is, and never goes on with it.
  void HoldValue(std::string_view value, std::string& markup);
  // True when `markup` ends with the stand-in of the text held last.
  bool EndsWithText(const std::string& markup) const { return markup.size() == last_end_; }

  // Copies `text` into `markup` as it is, but for characters that would be taken for stand-ins.
  static void Write(std::string_view text, std::string& markup);

  // The text that `text`, one stand-in, stands for; views this object. Else nothing.
  std::optional<std::string_view> Whole(std::string_view text) const;
  // `text` with every text that stands in it put back.
  std::string Restore(std::string_view text) const;

  // What is held, on the heap.
  std::size_t Bytes() const;

 private:
  static constexpr std::size_t kNoEnd = static_cast<std::size_t>(-1);

  bool Begin(std::string& markup);
  void AppendRepaired(std::string_view text);
  std::string_view At(std::size_t index) const;

  std::string bytes_;
  std::vector<std::size_t> begins_;  // In bytes_; each text ends where the next one begins.
  std::size_t last_end_ = kNoEnd;    // Of the last stand-in, in the markup.
};

}  // namespace stratwatch::parsers::internal
