#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/internal/html_document.h"
#include "parsers/internal/slim.h"
#include "tests/fuzz/check.h"
#include "tests/parsers/reader_view.h"

namespace {

using stratwatch::fuzz::Check;
namespace internal = stratwatch::parsers::internal;

// An unclosed heading is closed by the next one only where no formatting stands open between them,
// so headings come closed. What an even byte stands for: all that the scan copies, drops or
// rewrites, and closed where it reads an unclosed element otherwise than a browser, on purpose
// (tests/parsers/html5lib_suite_test).
constexpr std::array<std::string_view, 64> kPieces = {"<p>",
                                                      "</p>",
                                                      "<div>",
                                                      "</div>",
                                                      "<div class=a>",
                                                      "<span>",
                                                      "</span>",
                                                      "<b>",
                                                      "</b>",
                                                      "<i class=x>",
                                                      "</i>",
                                                      "<a href=/x>",
                                                      "</a>",
                                                      "<ul>",
                                                      "</ul>",
                                                      "<li>",
                                                      "</li>",
                                                      "<ol>",
                                                      "</ol>",
                                                      "<br>",
                                                      "<br/>",
                                                      "<h1>word</h1>",
                                                      "<h3>a<br>b</h3>",
                                                      "<h2 id=t><b>x</b> y</h2>",
                                                      "</h4>",
                                                      "<section>",
                                                      "</section>",
                                                      "<article>",
                                                      "</article>",
                                                      "<blockquote>",
                                                      "</blockquote>",
                                                      "<em>",
                                                      "</em>",
                                                      "<strong>",
                                                      "</strong>",
                                                      "<figure>",
                                                      "</figure>",
                                                      "<figcaption>",
                                                      "</figcaption>",
                                                      "<img src=a.jpg>",
                                                      "<hr>",
                                                      "<dl><dt>",
                                                      "<dd>",
                                                      "</dl>",
                                                      "<pre>",
                                                      "</pre>",
                                                      "&amp;",
                                                      "&eacute;",
                                                      "&#8217;",
                                                      "&nbsp;",
                                                      "&notin",
                                                      "<!-- c -->",
                                                      "<!-- - -- > -->",
                                                      "<!---->",
                                                      "<script>if (a<b) \"</p>\"</script>",
                                                      "<style>p>a{}</style>",
                                                      "<svg><path d=''/></svg>",
                                                      "<iframe></iframe>",
                                                      "<wbr>",
                                                      "<input name=q>",
                                                      "<u>",
                                                      "</u>",
                                                      "<font color=red>",
                                                      "</font>"};
constexpr std::array<std::string_view, 8> kTexts = {"word",  " ", "a b",  "\n",
                                                    "1 < 2", "é", "計画", "x."};

std::string PageOf(std::string_view bytes) {
  std::string page;
  for (const char c : bytes.substr(0, 400)) {
    const auto byte = static_cast<unsigned char>(c);
    page += byte % 2 == 0 ? kPieces[byte / 2 % kPieces.size()] : kTexts[byte / 2 % kTexts.size()];
  }
  return page;
}

void CheckBounds(std::string_view html) {
  const auto slim = internal::Slim(html);
  if (!slim) {
    Check(slim.error().code == stratwatch::ErrorCode::kLimit, "only a bound refuses a page");
    return;
  }
  // A held text costs four bytes of markup, an end tag is written in full.
  Check(slim->html.size() <= 12 * html.size() + 64, "slimmed markup is in proportion");
  Check(internal::HtmlDocument::Parse(*slim).has_value(), "what is small has a small tree");
}

// Blanks behind an end tag that ends nothing are dropped like those behind one that does.
std::string WithoutBlanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

void CheckReadsTheSame(const std::string& html) {
  const auto slim = internal::Slim(html);
  const auto raw = internal::HtmlDocument::Parse(html);
  if (!slim || !raw) return;
  const auto slimmed = internal::HtmlDocument::Parse(*slim);
  Check(slimmed.has_value(), "the tree of less markup is smaller");
  const std::string before = WithoutBlanks(stratwatch::parsers::testing::ReaderView(*raw));
  const std::string after = WithoutBlanks(stratwatch::parsers::testing::ReaderView(*slimmed));
  if (before != after) {
    std::fprintf(stderr, "page: %s\n--- raw\n%s--- slim\n%s", html.c_str(), before.c_str(),
                 after.c_str());
  }
  Check(before == after, "a slimmed page reads the same");
}

}  // namespace

// The bytes as markup, and as pieces of tame markup that must read the same when it is slimmed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  CheckBounds(text);
  CheckReadsTheSame(PageOf(text));
  return 0;
}
