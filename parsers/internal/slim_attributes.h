#pragma once

#include <cstdint>
#include <string_view>

namespace stratwatch::parsers::internal {

// One attribute as written, between the tag's name and its '>'.
struct RawAttribute {
  std::string_view name;   // As written; any case.
  std::string_view value;  // Without quotes; entities as written.
};

// Reads the attributes of one start tag in place, as the HTML tokenizer does.
class AttributeReader {
 public:
  // `at` points behind the tag's name in `html`.
  AttributeReader(std::string_view html, std::size_t at) : html_(html), at_(at) {}

  // False at the end of the tag; Position() is then behind its '>' (or the end of input).
  bool Next(RawAttribute& attribute);
  std::size_t Position() const { return at_; }
  bool Complete() const { return complete_; }  // The tag's '>' was there.

 private:
  std::string_view ReadValue();

  std::string_view html_;
  std::size_t at_;
  bool complete_ = false;
};

enum class AttributeUse : std::uint8_t {
  kDrop,
  kNames,    // class, id, itemprop, …: says what an element is.
  kCarries,  // content, datetime, lang, …: a value, but no reason to keep an inline tag.
  kLink,     // href
  kStyle,    // Kept as `hidden` when it hides.
  kTitle,    // Machine-readable on <abbr> and <time> only.
  kHidden,
  kMetaValue,  // Written for content by some generators.
};

AttributeUse UseOf(std::string_view name);

// Does this style attribute take the element out of sight?
bool StyleHides(std::string_view style);

}  // namespace stratwatch::parsers::internal
