#include "parsers/internal/held_texts.h"

#include <gtest/gtest.h>

#include <string>

#include "parsers/internal/html_document.h"
#include "parsers/internal/slim.h"

namespace stratwatch::parsers::internal {
namespace {

// The text of a page whose markup gumbo reads without its texts.
std::string TextOf(std::string_view html) {
  const auto slim = Slim(html);
  if (!slim) return "error: " + slim.error().message;
  const auto document = HtmlDocument::Parse(*slim);
  return document ? document->TextBelow(0) : "error: " + document.error().message;
}

TEST(HeldTexts, WriteOneCharacterForAText) {
  HeldTexts texts;
  std::string markup = "<p>";
  texts.Hold("The ministry", markup);
  EXPECT_EQ(markup.size(), std::string_view("<p>").size() + 4);
  EXPECT_EQ(texts.Restore(markup), "<p>The ministry");
}

TEST(HeldTexts, GoOnWithTheLastTextOnlyRightBehindIt) {
  HeldTexts texts;
  std::string markup;
  texts.Hold("one ", markup);
  texts.Hold("text", markup);
  EXPECT_EQ(markup.size(), 4U);
  markup += "<br>";
  texts.Hold("another", markup);
  EXPECT_EQ(texts.Restore(markup), "one text<br>another");
  EXPECT_EQ(texts.Whole(markup.substr(0, 4)), "one text");
  EXPECT_EQ(texts.Whole(markup), std::nullopt);
}

TEST(HeldTexts, KeepAValueApartFromTheTextBehindIt) {
  HeldTexts texts;
  std::string markup;
  texts.HoldValue("value", markup);
  texts.Hold("text", markup);
  EXPECT_EQ(markup.size(), 8U);
}

TEST(HeldTexts, DropNulAsTheTreeConstructionDoes) {
  EXPECT_EQ(TextOf(std::string_view("<p>a\0b</p>", 10)), "ab");
}

TEST(HeldTexts, TakeControlsForWhatWindows1252HasThere) {
  EXPECT_EQ(TextOf("<p>the dentist\xC2\x92s \xC2\xA0"
                   "chair</p>"),
            "the dentist’s \xC2\xA0"
            "chair");
}

struct ReferenceCase {
  const char* name;
  std::string_view html;
  std::string_view text;
};
void PrintTo(const ReferenceCase& each, std::ostream* out) {
  *out << each.name;
}

// The expectations are the HTML Standard's (13.2.5.72 to 13.2.5.80).
constexpr ReferenceCase kReferenceCases[] = {
    {"Named", "<p>a &amp; b &eacute;t&eacute;</p>", "a & b été"},
    {"Numeric", "<p>&#8217;&#x2019;</p>", "’’"},
    {"Windows1252", "<p>&#146;</p>", "’"},
    {"WithoutSemicolon", "<p>AT&T &copy 2026 &notit; x</p>", "AT&T © 2026 ¬it; x"},
    {"LongName", "<p>a &CounterClockwiseContourIntegral; b</p>", "a ∳ b"},
    {"UnknownName", "<p>&nosuch; &</p>", "&nosuch; &"},
    {"LessThan", "<p>1 &lt; 2 &lt;b&gt;</p>", "1 < 2 <b>"},
    {"Space", "<p>a&#32;&#32;b</p>", "a b"},
    {"OfAStandIn", "<p>first</p><p>&#xF0000;</p>", "first \U000F0000"},
    {"InATitle", "<title>A &amp; B &lt;c&gt;</title>", "A & B <c>"},
};

class AReference : public testing::TestWithParam<ReferenceCase> {};

TEST_P(AReference, IsDecodedAsTheStandardSays) {
  EXPECT_EQ(TextOf(GetParam().html), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Texts, AReference, testing::ValuesIn(kReferenceCases),
                         [](const auto& each) { return each.param.name; });

// Found by fuzzing: a lead byte without its sequence was taken for a control character.
TEST(HeldTexts, KeepABrokenSequenceAsItIs) {
  HeldTexts texts;
  std::string markup;
  texts.Hold(std::string_view("a\xC2\0b\xC2!", 6), markup);
  EXPECT_EQ(texts.Restore(markup),
            "a\xC2"
            "b\xC2!");
}

// A page may have private-use characters of its own: icon fonts do.
TEST(HeldTexts, DoNotTakeAPagesOwnCharactersForStandIns) {
  EXPECT_EQ(TextOf("<p>one</p><pre>\U000F0000two</pre><a href='\U000F0000'>three</a>"),
            "one two three");
  EXPECT_EQ(TextOf("<p>own \U000F0000 icon</p>"), "own \U000F0000 icon");
}

TEST(HeldTexts, SufficeForAPageOfVeryManyTexts) {
  std::string html;
  for (int i = 0; i < 140'000; ++i) html += "<p>a";
  const std::string text = TextOf(html);
  EXPECT_EQ(text.size(), 2U * 140'000U - 1U);
}

}  // namespace
}  // namespace stratwatch::parsers::internal
