#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/article_extractor.h"
#include "parsers/charset.h"
#include "tests/fuzz/check.h"

// The last byte chooses the Content-Type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  using stratwatch::fuzz::IsUtf8;
  constexpr std::array<std::string_view, 4> kContentTypes = {
      "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1256",
      "text/html; charset=shift_jis"};
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::string_view content_type =
      kContentTypes[size == 0 ? 0 : bytes[size - 1] % kContentTypes.size()];
  for (const auto kind :
       {stratwatch::parsers::MarkupKind::kHtml, stratwatch::parsers::MarkupKind::kXml}) {
    const auto decoded = stratwatch::parsers::DecodeMarkup(text, content_type, kind);
    Check(IsUtf8(decoded.utf8), "decoded text is UTF-8");
    Check(!decoded.charset.empty(), "a charset has a name");
  }

  static const stratwatch::parsers::ArticleExtractor extractor;
  stratwatch::parsers::PageHints hints;
  hints.url = *stratwatch::Url::Parse("https://news.example.org/2026/03/17/a");
  hints.content_type = content_type;
  const auto article = extractor.Extract(text, hints);
  if (!article) {
    const auto code = article.error().code;
    Check(code == stratwatch::ErrorCode::kLimit || code == stratwatch::ErrorCode::kInvalid,
          "a page is refused as too complex or no HTML");
    return 0;
  }
  Check(IsUtf8(article->title) && IsUtf8(article->text), "title and text are UTF-8");
  for (const std::string& author : article->authors) Check(IsUtf8(author), "authors are UTF-8");
  return 0;
}
