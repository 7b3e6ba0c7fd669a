#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

struct PreparedXml {
  std::string xml;     // Without declaration, DOCTYPE, comments and entities other than XML's five.
  std::string defect;  // The first thing that was wrong with it; empty when nothing was.
};

enum class XmlRepair {
  kEntities,  // Only what must be settled before a parser without a DTD sees it.
  kTags,      // Also balances tags: an end tag closes all that is open inside; others are dropped.
};

// Makes of UTF-8 text that should be XML one that needs no DTD, so that the XML parser never loads
// or expands anything. Entities are settled here: HTML 4's names and short ones declared in the
// text become characters (what one declares may not hold another, so nothing multiplies), unknown
// ones and bare '&' text. Junk before the first tag, control characters and a '<' that begins no
// tag are removed or escaped.
PreparedXml PrepareXml(std::string_view utf8, XmlRepair repair);

}  // namespace stratwatch::parsers::internal
