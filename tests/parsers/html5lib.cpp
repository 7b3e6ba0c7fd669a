#include "tests/parsers/html5lib.h"

#include <gumbo.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::testing {
namespace {

void AddTest(const std::string& file, std::map<std::string, std::string>& sections,
             std::vector<TreeTest>& tests) {
  // Gumbo parses as a browser without scripting does.
  const bool whole = sections.contains("#data") && !sections.contains("#document-fragment") &&
                     !sections.contains("#script-on");
  if (whole) {
    std::string& data = sections["#data"];
    if (!data.empty()) data.pop_back();  // The line end before "#errors".
    std::string& document = sections["#document"];
    while (document.ends_with("\n")) document.pop_back();
    tests.push_back({file, data, document});
  }
  sections.clear();
}

class Writer {
 public:
  std::string Write(const GumboNode* document) {
    const GumboDocument& doctype = document->v.document;
    if (doctype.has_doctype) WriteDoctype(doctype);
    WriteChildren(document->v.document.children, 0);
    while (text_.ends_with("\n")) text_.pop_back();
    return std::move(text_);
  }

 private:
  void Line(int depth, std::string_view content) {
    text_ += "| " + std::string(static_cast<std::size_t>(depth) * 2, ' ');
    text_ += content;
    text_ += '\n';
  }

  void WriteDoctype(const GumboDocument& doctype) {
    std::string line = std::string("<!DOCTYPE ") + doctype.name;
    const std::string_view public_id = doctype.public_identifier;
    const std::string_view system_id = doctype.system_identifier;
    if (!public_id.empty() || !system_id.empty()) {
      line.append(" \"").append(public_id).append("\" \"").append(system_id).append("\"");
    }
    Line(0, line + ">");
  }

  // The suite's trees are a few levels deep.
  void WriteChildren(const GumboVector& children, int depth) {
    for (unsigned i = 0; i < children.length; ++i) {
      WriteNode(*static_cast<const GumboNode*>(children.data[i]), depth);
    }
  }

  void WriteNode(const GumboNode& node, int depth) {
    const std::string text = node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE
                                 ? std::string()
                                 : std::string(node.v.text.text);
    switch (node.type) {
      case GUMBO_NODE_COMMENT:
        return Line(depth, "<!-- " + text + " -->");
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
      case GUMBO_NODE_WHITESPACE:
        return Line(depth, "\"" + text + "\"");
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        Line(depth, "<" + NameOf(node.v.element) + ">");
        WriteAttributes(node.v.element.attributes, depth + 1);
        if (node.type == GUMBO_NODE_TEMPLATE) Line(++depth, "content");
        return WriteChildren(node.v.element.children, depth + 1);
      case GUMBO_NODE_DOCUMENT:
        return;
    }
  }

  static std::string NameOf(const GumboElement& element) {
    std::string name = gumbo_normalized_tagname(element.tag);
    if (element.tag == GUMBO_TAG_UNKNOWN) {
      GumboStringPiece original = element.original_tag;
      gumbo_tag_from_original_text(&original);
      name = internal::AsciiLower(std::string_view(original.data, original.length));
    }
    if (element.tag_namespace == GUMBO_NAMESPACE_MATHML) return "math " + name;
    if (element.tag_namespace != GUMBO_NAMESPACE_SVG) return name;
    GumboStringPiece original = element.original_tag;
    gumbo_tag_from_original_text(&original);
    const char* cased = gumbo_normalize_svg_tagname(&original);
    return "svg " + (cased == nullptr ? name : cased);
  }

  void WriteAttributes(const GumboVector& attributes, int depth) {
    std::vector<std::string> lines;
    for (unsigned i = 0; i < attributes.length; ++i) {
      const auto& attribute = *static_cast<const GumboAttribute*>(attributes.data[i]);
      const std::string_view prefix =
          attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_XLINK   ? "xlink "
          : attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_XML   ? "xml "
          : attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_XMLNS ? "xmlns "
                                                                   : "";
      std::string line(prefix);
      line.append(attribute.name).append("=\"").append(attribute.value).append("\"");
      lines.push_back(std::move(line));
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) Line(depth, line);
  }

  std::string text_;
};

}  // namespace

std::optional<std::filesystem::path> TreeTestFolder() {
  const char* shared = std::getenv("STRATWATCH_SHARED");
  if (shared == nullptr) return std::nullopt;
  auto folder = std::filesystem::path(shared) / "suites" / "html5lib" / "tree-construction";
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  return folder;
}

std::vector<TreeTest> ReadTreeTests(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".dat") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<TreeTest> tests;
  for (const auto& path : files) {
    const std::string name = path.filename().string();
    std::ifstream file(path, std::ios::binary);
    std::map<std::string, std::string> sections;
    std::string section;
    for (std::string line; std::getline(file, line);) {
      if (line == "#data") AddTest(name, sections, tests);
      const bool heads = line == "#data" || line == "#errors" || line == "#new-errors" ||
                         line == "#document-fragment" || line == "#script-off" ||
                         line == "#script-on" || line == "#document";
      if (heads) {
        section = line;
        sections[section];
      } else {
        sections[section] += line + "\n";
      }
    }
    AddTest(name, sections, tests);
  }
  return tests;
}

std::string TreeAsText(const internal::HtmlDocument& document) {
  return Writer().Write(document.Node(0).source->parent);
}

}  // namespace stratwatch::parsers::testing
