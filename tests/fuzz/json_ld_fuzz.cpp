#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/charset.h"
#include "parsers/internal/json_ld.h"
#include "tests/fuzz/check.h"

// One script, as the scan gives it: decoded UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  using stratwatch::fuzz::IsUtf8;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto decoded = stratwatch::parsers::DecodeMarkup(text, "text/html; charset=utf-8",
                                                         stratwatch::parsers::MarkupKind::kHtml);
  const auto facts = stratwatch::parsers::internal::ReadJsonLd(
      {decoded.utf8, decoded.utf8}, "https://news.example.org/2026/03/17/a");
  for (const std::string& value :
       {facts.headline, facts.article_body, facts.publisher, facts.site_name}) {
    Check(IsUtf8(value), "values are UTF-8");
  }
  Check(facts.authors.size() <= 1000, "authors are bounded");
  return 0;
}
