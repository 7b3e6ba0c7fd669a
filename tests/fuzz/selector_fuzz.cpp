#include <cstdint>
#include <string_view>

#include "parsers/internal/selector.h"
#include "parsers/internal/selector_matcher.h"
#include "tests/fuzz/check.h"

// A selector up to the first line end, the page behind it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  namespace internal = stratwatch::parsers::internal;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = text.find('\n');
  const auto list = internal::ParseSelectorList(text.substr(0, line));
  if (!list) {
    Check(list.error().code == stratwatch::ErrorCode::kInvalid, "a selector is refused as wrong");
    Check(list.error().message.starts_with("column "), "a refusal says where");
    return 0;
  }
  Check(!list->selectors.empty(), "a selector list selects by something");
  for (const auto& selector : list->selectors) {
    Check(!selector.steps.empty(), "a selector has a step");
    for (const auto& step : selector.steps) Check(!step.compound.parts.empty(), "a step is asked");
  }
  // Gumbo alone is quadratic in nesting; whole pages are page_fuzz's.
  constexpr std::size_t kPageBytesMax = 4096;
  const std::string_view page =
      line == std::string_view::npos ? "" : text.substr(line + 1, kPageBytesMax);
  const auto document = internal::HtmlDocument::Parse(page);
  if (!document) return 0;
  internal::NodeId last = internal::kNoNode;
  for (const auto id : internal::SelectorMatcher(*document).Select(*list)) {
    Check(id < document->Size() && !document->Node(id).IsText(), "elements are selected");
    Check(last == internal::kNoNode || id > last, "in document order, each once");
    last = id;
  }
  return 0;
}
