#pragma once

#include <cstdint>
#include <string_view>

namespace stratwatch::parsers::internal {

// What the slimming scan does with an element.
enum class TagTreatment : std::uint8_t {
  kKeep,         // Copied, with the attributes that matter.
  kDropTag,      // Tags out, content stays: <font>, <wbr>, unknown formatting.
  kDropVoid,     // No content to speak of: <img>, <input>.
  kDropElement,  // Out with all it holds, up to its end tag: <svg>, <select>.
  kDropRawText,  // The same where the content is raw text: <style>, <iframe>.
  kScript,       // Raw text; JSON-LD is set aside.
  kKeepRawText,  // Copied as it is: <title>, <textarea>.
  kHeadVoid,     // <meta>, <link>, <base>: copied when a field can be read from it.
  kNoScript,     // Out when small (a tracking pixel, an appeal); else its content stays.
  kInline,       // <span> and character formatting: kept only where it is named.
};

struct TagTraits {
  TagTreatment treatment = TagTreatment::kKeep;
  bool block = false;  // Breaks a line; white space beside it does not count.
  bool nests = true;   // Its start tag deepens the tree until its end tag.
};

// Traits of a tag by its lower-case name; unknown names are kept and nest.
TagTraits TraitsOf(std::string_view name);

// Is it a tag of HTML, by its lower-case name?
bool IsKnownTag(std::string_view name);

}  // namespace stratwatch::parsers::internal
