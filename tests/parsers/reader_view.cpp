#include "tests/parsers/reader_view.h"

#include <gumbo.h>

#include <string_view>

#include "parsers/internal/ascii.h"
#include "parsers/internal/tag_traits.h"

namespace stratwatch::parsers::testing {
namespace {

using internal::HtmlDocument;
using internal::HtmlNode;
using internal::kNoNode;
using internal::NodeId;
using internal::TagTreatment;

std::string NameOf(const HtmlNode& node) {
  if (node.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.tag);
  GumboStringPiece original = node.source->v.element.original_tag;
  gumbo_tag_from_original_text(&original);
  return internal::AsciiLower(std::string_view(original.data, original.length));
}

bool IsForeign(const HtmlNode& node) {
  return node.source->v.element.tag_namespace != GUMBO_NAMESPACE_HTML;
}

bool IsLeftOut(const HtmlNode& node) {
  if (node.IsText()) return false;
  if (IsForeign(node)) return true;
  switch (internal::TraitsOf(NameOf(node)).treatment) {
    case TagTreatment::kDropElement:
    case TagTreatment::kDropRawText:
    case TagTreatment::kScript:
    case TagTreatment::kNoScript:
      return true;
    default:
      return false;
  }
}

std::string PathOf(const HtmlDocument& document, NodeId id) {
  std::string path;
  for (; id != kNoNode; id = document.Node(id).parent) {
    const std::string name = NameOf(document.Node(id));
    if (!internal::TraitsOf(name).block) continue;
    path.insert(0, path.empty() ? name : name + "/");
  }
  return path;
}

// Appends `text` with white space collapsed.
void Append(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (!internal::IsAsciiSpace(c)) {
      line.push_back(c);
    } else if (!line.empty() && line.back() != ' ') {
      line.push_back(' ');
    }
  }
}

}  // namespace

std::string ReaderView(const HtmlDocument& document) {
  std::string view;
  std::string run;
  std::string run_path;
  const auto flush = [&] {
    const std::string_view text = internal::TrimAscii(run);
    if (!text.empty()) view.append(run_path).append(": ").append(text).append("\n");
    run.clear();
  };
  for (NodeId id = 0; id < document.Size();) {
    const HtmlNode& node = document.Node(id);
    if (IsLeftOut(node)) {
      id = node.end;
      continue;
    }
    if (node.IsText()) {
      const std::string path = PathOf(document, node.parent);
      if (path != run_path) flush();
      run_path = path;
      Append(run, document.Text(id));
    } else if (internal::TraitsOf(NameOf(node)).block) {
      flush();
    }
    ++id;
  }
  flush();
  return view;
}

}  // namespace stratwatch::parsers::testing
