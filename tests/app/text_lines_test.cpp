#include "app/text_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::app {
namespace {

using ::testing::HasSubstr;

TextLine OnlyLine(std::string_view content) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "texts.jsonl") << content;
  auto lines = TextLines::Open(folder / "texts.jsonl");
  const auto line = lines ? lines->Next() : std::nullopt;
  TextLine none;
  none.defect = "no line";
  return line.value_or(none);
}

TEST(TextLines, TakeEveryMember) {
  const TextLine line = OnlyLine(
      R"({"id":"a","date":"2026-03-17","lang":"ar","title":"عنوان","text":"نص","extra":1})");
  EXPECT_EQ(line.defect, "");
  EXPECT_EQ(line.id, "a");
  EXPECT_EQ(line.date, "2026-03-17");
  EXPECT_EQ(line.language, "ar");
  EXPECT_EQ(line.title, "عنوان");
  EXPECT_EQ(line.text, "نص");
}

TEST(TextLines, TakeANumberAsId) {
  EXPECT_EQ(OnlyLine(R"({"id":17,"text":""})").id, "17");
}

TEST(TextLines, NeedOnlyIdAndText) {
  EXPECT_EQ(OnlyLine(R"({"id":"a","text":"x","lang":null})").defect, "");
}

TEST(TextLines, CountBlankLinesToo) {
  const TextLine line = OnlyLine("\n \r\n{\"id\":\"a\",\"text\":\"x\"}");
  EXPECT_EQ(line.number, 3u);
}

struct DefectCase {
  const char* name;
  const char* line;
  const char* defect;  // Part of it.
};
void PrintTo(const DefectCase& each, std::ostream* out) {
  *out << each.line;
}

const DefectCase kDefectCases[] = {
    {"NotJson", "{", "not a JSON object"},
    {"Array", "[1]", "not a JSON object"},
    {"BrokenUtf8", "{\"id\":\"a\",\"text\":\"\xff\"}", "not a JSON object"},
    {"NoId", R"({"text":"x"})", "\"id\""},
    {"FractionAsId", R"({"id":1.5,"text":"x"})", "\"id\""},
    {"NoText", R"({"id":"a"})", "\"text\""},
    {"TextIsNoString", R"({"id":"a","text":["x"]})", "\"text\""},
    {"TitleIsNoString", R"({"id":"a","text":"x","title":1})", "\"title\""},
    {"LanguageIsNoString", R"({"id":"a","text":"x","lang":1})", "\"lang\""},
};

class BadTextLine : public ::testing::TestWithParam<DefectCase> {};

TEST_P(BadTextLine, SaysWhatIsWrong) {
  EXPECT_THAT(OnlyLine(GetParam().line).defect, HasSubstr(GetParam().defect));
}

INSTANTIATE_TEST_SUITE_P(Lines, BadTextLine, ::testing::ValuesIn(kDefectCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(TextLines, RefuseALineThatIsTooLongAndGoOn) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "texts.jsonl")
      << "{\"id\":\"a\",\"text\":\"" << std::string(std::size_t{17} << 20U, 'x') << "\"}\n"
      << "{\"id\":\"b\",\"text\":\"x\"}\n";
  auto lines = TextLines::Open(folder / "texts.jsonl");
  ASSERT_TRUE(lines.has_value());
  EXPECT_THAT(lines->Next()->defect, HasSubstr("longer than"));
  EXPECT_EQ(lines->Next()->id, "b");
  EXPECT_FALSE(lines->Next().has_value());
}

TEST(TextLines, NeedTheirFile) {
  EXPECT_EQ(TextLines::Open("/nonexistent.jsonl").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace stratwatch::app
