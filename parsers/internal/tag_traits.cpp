#include "parsers/internal/tag_traits.h"

#include <algorithm>
#include <array>

namespace stratwatch::parsers::internal {
namespace {

struct Row {
  std::string_view name;
  TagTraits traits;
};

constexpr TagTraits kBlock{TagTreatment::kKeep, true, true};
// Closed by its next sibling or its parent's end: does not deepen the tree by itself.
constexpr TagTraits kImplied{TagTreatment::kKeep, true, false};
constexpr TagTraits kVoidKept{TagTreatment::kKeep, true, false};
constexpr TagTraits kHeadVoid{TagTreatment::kHeadVoid, true, false};
constexpr TagTraits kVoidDropped{TagTreatment::kDropVoid, false, false};
constexpr TagTraits kInline{TagTreatment::kInline, false, true};
constexpr TagTraits kElementDropped{TagTreatment::kDropElement, false, false};
constexpr TagTraits kRawDropped{TagTreatment::kDropRawText, false, false};
constexpr TagTraits kRawKept{TagTreatment::kKeepRawText, true, false};
constexpr TagTraits kTagDropped{TagTreatment::kDropTag, false, false};

// Ascending by name.
constexpr std::array kRows = {
    Row{"a", TagTraits{TagTreatment::kKeep, false, false}},  // A second <a> closes the first.
    Row{"address", kBlock},
    Row{"area", kVoidDropped},
    Row{"article", kBlock},
    Row{"aside", kBlock},
    Row{"audio", kElementDropped},
    Row{"b", kInline},
    Row{"base", kHeadVoid},
    Row{"bdi", kInline},
    Row{"bdo", kInline},
    Row{"bgsound", kVoidDropped},
    Row{"big", kInline},
    Row{"blockquote", kBlock},
    Row{"body", kImplied},
    Row{"br", kVoidKept},
    Row{"canvas", kElementDropped},
    Row{"caption", kImplied},
    Row{"center", kBlock},
    Row{"cite", kInline},
    Row{"code", kInline},
    Row{"col", kVoidDropped},
    Row{"colgroup", kTagDropped},
    Row{"datalist", kElementDropped},
    Row{"dd", kImplied},
    Row{"del", kInline},
    Row{"details", kBlock},
    Row{"dfn", kInline},
    Row{"dialog", kBlock},
    Row{"dir", kBlock},
    Row{"div", kBlock},
    Row{"dl", kBlock},
    Row{"dt", kImplied},
    Row{"em", kInline},
    Row{"embed", kVoidDropped},
    Row{"fieldset", kBlock},
    Row{"figcaption", kBlock},
    Row{"figure", kBlock},
    Row{"font", kInline},
    Row{"footer", kBlock},
    Row{"form", kBlock},
    Row{"frame", kVoidDropped},
    Row{"h1", kBlock},
    Row{"h2", kBlock},
    Row{"h3", kBlock},
    Row{"h4", kBlock},
    Row{"h5", kBlock},
    Row{"h6", kBlock},
    Row{"head", kImplied},
    Row{"header", kBlock},
    Row{"hgroup", kBlock},
    Row{"hr", kVoidKept},
    Row{"html", kImplied},
    Row{"i", kInline},
    Row{"iframe", kRawDropped},
    Row{"image", kVoidDropped},
    Row{"img", kVoidDropped},
    Row{"input", kVoidDropped},
    Row{"ins", kInline},
    Row{"kbd", kInline},
    Row{"keygen", kVoidDropped},
    Row{"li", kImplied},
    Row{"link", kHeadVoid},
    Row{"main", kBlock},
    Row{"mark", kInline},
    Row{"math", kElementDropped},
    Row{"menu", kBlock},
    Row{"meta", kHeadVoid},
    Row{"nav", kBlock},
    Row{"nobr", kInline},
    Row{"noembed", kRawDropped},
    Row{"noframes", kRawDropped},
    Row{"noscript", TagTraits{TagTreatment::kNoScript, false, false}},
    Row{"object", kTagDropped},
    Row{"ol", kBlock},
    Row{"optgroup", kTagDropped},
    Row{"option", kTagDropped},
    Row{"p", kImplied},
    Row{"param", kVoidDropped},
    Row{"picture", kTagDropped},
    Row{"plaintext", kTagDropped},
    Row{"pre", kBlock},
    Row{"q", kInline},
    Row{"rp", kElementDropped},
    Row{"rt", kElementDropped},
    Row{"ruby", kTagDropped},
    Row{"s", kInline},
    Row{"samp", kInline},
    Row{"script", TagTraits{TagTreatment::kScript, false, false}},
    Row{"section", kBlock},
    Row{"select", kElementDropped},
    Row{"small", kInline},
    Row{"source", kVoidDropped},
    Row{"span", kInline},
    Row{"strike", kInline},
    Row{"strong", kInline},
    Row{"style", kRawDropped},
    Row{"sub", kInline},
    Row{"summary", kBlock},
    Row{"sup", kInline},
    Row{"svg", kElementDropped},
    Row{"table", kBlock},
    Row{"tbody", kImplied},
    Row{"td", kImplied},
    Row{"template", kElementDropped},
    Row{"textarea", kRawDropped},
    Row{"tfoot", kImplied},
    Row{"th", kImplied},
    Row{"thead", kImplied},
    Row{"title", kRawKept},
    Row{"tr", kImplied},
    Row{"track", kVoidDropped},
    Row{"tt", kInline},
    Row{"u", kInline},
    Row{"ul", kBlock},
    Row{"var", kInline},
    Row{"video", kElementDropped},
    Row{"wbr", kVoidDropped},
    Row{"xmp", kTagDropped},
};
static_assert(std::is_sorted(kRows.begin(), kRows.end(),
                             [](const Row& a, const Row& b) { return a.name < b.name; }));

// kRows is asked for every tag of every page: the first letter narrows it to a few rows.
struct LetterRange {
  std::uint8_t first = 0;
  std::uint8_t last = 0;
};
constexpr std::array<LetterRange, 26> kByLetter = [] {
  std::array<LetterRange, 26> ranges{};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    LetterRange& range = ranges[static_cast<std::size_t>(kRows[i].name[0] - 'a')];
    if (range.last == 0) range.first = static_cast<std::uint8_t>(i);
    range.last = static_cast<std::uint8_t>(i + 1);
  }
  return ranges;
}();

const Row* RowOf(std::string_view name) {
  if (name.empty() || name[0] < 'a' || name[0] > 'z') return nullptr;
  const LetterRange range = kByLetter[static_cast<std::size_t>(name[0] - 'a')];
  for (std::size_t i = range.first; i < range.last; ++i) {
    if (kRows[i].name == name) return &kRows[i];
  }
  return nullptr;
}

}  // namespace

TagTraits TraitsOf(std::string_view name) {
  const Row* row = RowOf(name);
  return row == nullptr ? TagTraits{} : row->traits;
}

bool IsKnownTag(std::string_view name) {
  return RowOf(name) != nullptr;
}

}  // namespace stratwatch::parsers::internal
