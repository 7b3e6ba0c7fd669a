#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.h"

namespace stratwatch::parsers::internal {

// An element, or a run of characters (its name is empty). Names are lower case and carry the
// namespace's usual prefix, whatever prefix the document chose: "title" (RSS of any kind),
// "atom:title", "dc:date", "rdf:about". Attributes without a namespace have none.
struct XmlNode {
  std::string name;
  std::string text;  // Of a run of characters.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<std::unique_ptr<XmlNode>> children;
  const XmlNode* parent = nullptr;
  std::string own_base;      // xml:base resolved against the outer one; empty when it has none.
  std::string own_language;  // xml:lang.

  // What is in force here: the innermost element's that has one. The root's base is the
  // document's address.
  const std::string& Base() const;
  const std::string& Language() const;
  bool IsText() const { return name.empty(); }
  // The value; empty when the attribute is absent.
  std::string_view Attribute(std::string_view attribute) const;
  bool HasAttribute(std::string_view attribute) const;
  // The first child element of that name; nullptr when there is none.
  const XmlNode* Child(std::string_view child) const;
  // All characters inside, in order. With `html_breaks`, block elements part words.
  std::string AllText(bool html_breaks = false) const;
};

struct XmlReading {
  std::unique_ptr<XmlNode> root;  // Without the items, which were handed over one by one.
  std::string defect;             // The first error of the XML; empty when it is well-formed.
};

// What the reader calls for each finished item; false ends the reading early.
using XmlItemSink = std::function<bool(const XmlNode& root, const XmlNode& item)>;

struct XmlReaderOptions {
  std::string base;      // Where the document came from; the outermost base.
  bool recover = false;  // Go on after errors.
};

// Reads `xml`, which PrepareXml has made free of DTDs, as a tree in which items ("item", "entry",
// "url", "sitemap") are handed to `sink` when they end and then dropped, so that memory is bound
// by the largest item.
//
// Errors: kInvalid when nothing could be read; kLimit for more than 250,000 nodes in one item.
Result<XmlReading> ReadXml(std::string_view xml, const XmlReaderOptions& options,
                           const XmlItemSink& sink);

}  // namespace stratwatch::parsers::internal
