#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/html_document.h"
#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {

struct PrintedByline {
  std::vector<std::string> names;
  std::string_view evidence;  // "byline:link", "byline:class", "byline:text", "byline:dateline"
};

// Looks for names that a page prints rather than states. It is asked only where the metadata names
// nobody, so it may walk the tree again.
class PrintedBylines {
 public:
  // Borrows all three for its own lifetime.
  PrintedBylines(const HtmlDocument& document, const PageText& page, std::size_t title_block)
      : document_(document), page_(page), title_block_(title_block) {}

  // A byline around the headline.
  PrintedByline NearTitle() const;
  // A reporter named within the first paragraphs, as the agencies of East Asia do.
  PrintedByline InDateline() const;
  // A byline elsewhere on the page: nothing when there are so many that they sign other articles.
  PrintedByline Anywhere() const;

 private:
  enum class Mark { kLink, kNamedClass, kClass };

  struct MarkedNames {
    std::vector<std::string> names;
    NodeId end = 0;  // Behind the last of them, or of what was searched.
  };

  // The first marked names in a range of nodes: those of one byline.
  MarkedNames Marked(Mark mark, NodeId begin, NodeId end) const;
  bool Carries(NodeId id, Mark mark, bool follows_name) const;
  bool StandsInLine(NodeId id) const;
  bool IsInBylineBox(NodeId id) const;
  bool OnlyBetween(NodeId begin, NodeId end) const;
  std::vector<std::string> PersonWithin(NodeId id, bool in_heading) const;
  std::vector<std::string> NamesBelow(NodeId id, Mark mark) const;
  bool IsElsewhere(NodeId id) const;
  std::string TextBefore(NodeId id) const;
  std::vector<std::string> InBlocks(std::size_t begin, std::size_t end) const;
  std::vector<std::string> InBlock(std::size_t index) const;

  const HtmlDocument& document_;
  const PageText& page_;
  std::size_t title_block_;
};

}  // namespace stratwatch::parsers::internal
