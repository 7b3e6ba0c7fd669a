#include "parsers/internal/html_document.h"

#include <gtest/gtest.h>

#include <string>

#include "parsers/internal/text_blocks.h"

namespace stratwatch::parsers::internal {
namespace {

TEST(HtmlDocument, KeepsNodesInDocumentOrderWithTheirSubtrees) {
  const auto document = HtmlDocument::Parse("<body><div><p>a</p>b</div><p>c</p>");
  ASSERT_TRUE(document.has_value());
  for (NodeId id = 1; id < document->Size(); ++id) {
    const HtmlNode& node = document->Node(id);
    EXPECT_LT(node.parent, id);
    EXPECT_LE(node.end, document->Node(node.parent).end);
    EXPECT_GT(node.end, id);
  }
  EXPECT_EQ(document->Node(0).end, document->Size());
  EXPECT_EQ(document->TextBelow(0), "a b c");
}

TEST(HtmlDocument, DecodesAttributesAndTellsAbsentFromEmpty) {
  const auto document = HtmlDocument::Parse("<p title='a &amp; b' hidden>x");
  ASSERT_TRUE(document.has_value());
  NodeId paragraph = 0;
  while (document->Node(paragraph).tag != GUMBO_TAG_P) ++paragraph;
  EXPECT_EQ(document->Attribute(paragraph, "title"), "a & b");
  EXPECT_TRUE(document->HasAttribute(paragraph, "hidden"));
  EXPECT_FALSE(document->HasAttribute(paragraph, "class"));
}

TEST(HtmlDocument, RefusesATreeLargerThanTheArena) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<p>x";
  const auto document = HtmlDocument::Parse(html, {.tree_bytes_max = 4 << 20});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::kLimit);
  EXPECT_NE(document.error().message.find("too complex"), std::string::npos);
}

TEST(HtmlDocument, WalksAVeryDeepTreeWithoutRecursion) {
  std::string html;
  for (int i = 0; i < 1'500; ++i) html += "<b class=x" + std::to_string(i) + "><i>";
  const auto document = HtmlDocument::Parse(html + "text");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(CollectBlocks(*document).blocks.size(), 1U);
}

TEST(HtmlDocument, HoldsThePageOfAnEmptyInput) {
  const auto document = HtmlDocument::Parse("");
  ASSERT_TRUE(document.has_value());
  EXPECT_TRUE(CollectBlocks(*document).blocks.empty());
}

PageText BlocksOf(std::string_view html) {
  auto document = HtmlDocument::Parse(html);
  return CollectBlocks(*document);
}

TEST(TextBlocks, BreakAtBlockElementsAndNotAtInlineOnes) {
  const PageText page = BlocksOf("<div>one <em>two</em> <a href=x>three</a><p>four</p>five</div>");
  ASSERT_EQ(page.blocks.size(), 3U);
  EXPECT_EQ(page.Text(page.blocks[0]), "one two three");
  EXPECT_EQ(page.blocks[0].links, 1);
  EXPECT_EQ(page.blocks[0].link_units, 5U);
  EXPECT_EQ(page.Text(page.blocks[1]), "four");
  EXPECT_EQ(page.Text(page.blocks[2]), "five");
}

TEST(TextBlocks, TakeDoubledLineBreaksForParagraphs) {
  const PageText page = BlocksOf("<td>first line<br>goes on<br><br>second");
  ASSERT_EQ(page.blocks.size(), 2U);
  EXPECT_EQ(page.Text(page.blocks[0]), "first line goes on");
}

TEST(TextBlocks, CollapseWhiteSpaceAndDropSoftHyphens) {
  const PageText page = BlocksOf("<p> a&nbsp;\n b\tc&shy;d\xE2\x80\x8B </p>");
  ASSERT_EQ(page.blocks.size(), 1U);
  EXPECT_EQ(page.Text(page.blocks[0]), "a b cd");
}

TEST(TextBlocks, KeepTheJoinersThatArePersianAndIndicSpelling) {
  const PageText page = BlocksOf("<p>می\xE2\x80\x8Cشود</p>");
  ASSERT_EQ(page.blocks.size(), 1U);
  EXPECT_EQ(page.Text(page.blocks[0]), "می\xE2\x80\x8Cشود");
}

TEST(TextBlocks, CarryTheHintsOfTheirContainersWithTheirDistance) {
  const PageText page = BlocksOf(
      "<div class=article-body><div id=related><p>x</p></div>"
      "<p><span class=byline>By A</span></p></div>");
  ASSERT_EQ(page.blocks.size(), 2U);
  EXPECT_EQ(page.blocks[0].StepsTo(kRelatedHint), 1);
  EXPECT_EQ(page.blocks[0].StepsTo(kBodyHint), 2);
  EXPECT_EQ(page.blocks[0].StepsTo(kCommentHint), kNoHint);
  EXPECT_EQ(page.blocks[1].StepsTo(kBylineHint), 0);
}

TEST(TextBlocks, MeasureEveryScriptInLatinLettersWorth) {
  EXPECT_EQ(UnitsOf("ab c"), 3U);
  EXPECT_EQ(UnitsOf("人工知能"), 12U);
  EXPECT_EQ(UnitsOf("인공"), 4U);
  EXPECT_EQ(UnitsOf("ИИ"), 2U);
}

}  // namespace
}  // namespace stratwatch::parsers::internal
