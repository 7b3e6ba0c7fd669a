#include "tests/tidy/checks.h"

#include <gtest/gtest.h>

namespace stratwatch::tidy {
namespace {

struct IncludeCase {
  const char* name;
  const char* path;
  const char* include;
  bool allowed;
};
void PrintTo(const IncludeCase& each, std::ostream* out) {
  *out << each.path;
}

constexpr IncludeCase kIncludeCases[] = {
    {"StoreMayUseModel", "store/search.cpp", "\"model/url.h\"", true},
    {"StoreMayUseWire", "store/search.cpp", "\"model/wire/digest.h\"", true},
    {"ParsersMayNotUseWire", "parsers/date.cpp", "\"model/wire/digest.h\"", false},
    {"ModelMayNotUseStore", "model/url.cpp", "\"store/search.h\"", false},
    {"CrawlersMayNotUseParsers", "crawlers/robots.cpp", "\"parsers/feed.h\"", false},
    {"PipelineMayUseAllBelow", "pipeline/log.cpp", "\"crawlers/warc.h\"", true},
    {"PipelineMayNotUseConfig", "pipeline/log.cpp", "\"config/config.h\"", false},
    {"AppMayUseConfig", "app/main.cpp", "\"config/config.h\"", true},
    {"InternalIsForItsLayer", "pipeline/log.cpp", "\"store/internal/keys.h\"", false},
    {"OwnTestsMayUseInternal", "tests/store/keys_test.cpp", "\"store/internal/keys.h\"", true},
    {"OtherTestsMayNotUseInternal", "tests/app/a_test.cpp", "\"store/internal/keys.h\"", false},
    {"ProductMayNotUseTests", "app/main.cpp", "\"tests/support/fake_clock.h\"", false},
    {"NamedFromTheRoot", "store/search.cpp", "\"search.h\"", false},
    {"SystemHeadersAreFree", "store/search.cpp", "<rocksdb/db.h>", true},
};

class IncludeDirection : public testing::TestWithParam<IncludeCase> {};

TEST_P(IncludeDirection, PointsDown) {
  const std::string text = std::string("#include ") + GetParam().include + "\n";
  EXPECT_EQ(CheckIncludeDirection({GetParam().path, text}).empty(), GetParam().allowed);
}

INSTANTIATE_TEST_SUITE_P(Layers, IncludeDirection, testing::ValuesIn(kIncludeCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(PublicHeader, MayNotShowAThirdPartyHeader) {
  const auto findings = CheckPublicHeader({"store/search.h", "#include <rocksdb/db.h>\n"});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].line, 1U);
}

TEST(PublicHeader, MayNotShowGeneratedCode) {
  const SourceFile file{"store/search.h", "#include \"model/wire/messages.pb.h\"\n"};
  EXPECT_EQ(CheckPublicHeader(file).size(), 1U);
}

TEST(PublicHeader, ShowsTheStandardLibraryAndExpected) {
  const SourceFile file{"model/error.h", "#include <string>\n#include <tl/expected.hpp>\n"};
  EXPECT_TRUE(CheckPublicHeader(file).empty());
}

TEST(PublicHeader, LeavesInternalHeadersAlone) {
  EXPECT_TRUE(CheckPublicHeader({"store/internal/keys.h", "#include <rocksdb/db.h>\n"}).empty());
}

TEST(OwnHeaderFirst, FindsAnotherHeaderBeforeIt) {
  const SourceFile file{"store/a.cpp", "#include <string>\n#include \"store/a.h\"\n"};
  EXPECT_EQ(CheckOwnHeaderFirst(file, true).size(), 1U);
  EXPECT_TRUE(CheckOwnHeaderFirst(file, false).empty());
}

std::string FunctionOf(std::size_t lines, const std::string& signature) {
  std::string text = signature + " {\n";
  for (std::size_t i = 2; i < lines; ++i) text += "  Work();\n";
  return text + "}\n";
}

struct FunctionCase {
  const char* name;
  const char* before;
  const char* signature;
};
void PrintTo(const FunctionCase& each, std::ostream* out) {
  *out << each.signature;
}

constexpr FunctionCase kFunctionCases[] = {
    {"Free", "", "int Sum(int a, int b)"},
    {"InNamespace", "namespace a::b {\n", "void F()"},
    {"Method", "class A {\n public:\n", "int Get() const noexcept"},
    {"Constructor", "struct A {\n", "explicit A(int b) : b_(b), c_(0)"},
    {"BracedMembers", "struct A {\n", "A(int b) : b_{b}, c_{{1}, {2}}"},
    {"Test", "", "TEST(Robots, LongestRuleWins)"},
    {"StructInParameters", "", "void F(const struct stat& s)"},
    {"TrailingReturn", "", "auto F(int a) -> std::string"},
    {"Template", "", "template <typename T>\nvoid F(std::vector<T> a)"},
    {"BraceInACommentBefore", "// an odd { brace\n", "void F(char c = '{')"},
};

class FunctionLength : public testing::TestWithParam<FunctionCase> {};

TEST_P(FunctionLength, IsSeventyLinesAtMost) {
  const std::string before = GetParam().before;
  const std::string longest = before + FunctionOf(kFunctionLinesMax, GetParam().signature);
  const std::string longer = before + FunctionOf(kFunctionLinesMax + 1, GetParam().signature);
  EXPECT_TRUE(CheckFunctionLength({"a/b.cpp", longest}).empty());
  EXPECT_EQ(CheckFunctionLength({"a/b.cpp", longer}).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Forms, FunctionLength, testing::ValuesIn(kFunctionCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(FunctionLength, DoesNotCountATableOfData) {
  std::string text = "constexpr Case kCases[] = {\n";
  for (int i = 0; i < 200; ++i) text += "    {F(1), \"a {\"},\n";
  EXPECT_TRUE(CheckFunctionLength({"a/b.cpp", text + "};\n"}).empty());
}

TEST(FunctionLength, DoesNotCountAClass) {
  std::string text = "class A final : public B {\n";
  for (int i = 0; i < 200; ++i) text += "  void F();\n";
  EXPECT_TRUE(CheckFunctionLength({"a/b.h", text + "};\n"}).empty());
}

TEST(Blanking, KeepsEveryLineAndByte) {
  const std::string text = "a \"x{y\" 'b' // c {\n/* d\n{ */ 10'000 R\"(\n{)\" e";
  const std::string blanked = BlankCommentsAndLiterals(text);
  EXPECT_EQ(blanked.size(), text.size());
  EXPECT_EQ(Lines(blanked).size(), Lines(text).size());
  EXPECT_EQ(blanked.find('{'), std::string::npos);
  EXPECT_NE(blanked.find("10'000"), std::string::npos);
}

TEST(LineLength, CountsCharactersNotBytes) {
  std::string line = "//";
  for (int i = 0; i < 98; ++i) line += "é";
  EXPECT_TRUE(CheckLineLength({"a/b.cpp", line}).empty());
  EXPECT_EQ(CheckLineLength({"a/b.cpp", line + "é"}).size(), 1U);
}

TEST(LineLength, DoesNotCountCombiningMarks) {
  std::string line = "//";
  for (int i = 0; i < 98; ++i) line += "ที่";  // One letter with two marks.
  EXPECT_TRUE(CheckLineLength({"a/b.cpp", line}).empty());
}

TEST(FileLength, IsSixHundredLinesAtMost) {
  std::string text;
  for (std::size_t i = 0; i < kFileLinesMax; ++i) text += "\n";
  EXPECT_TRUE(CheckFileLength({"a/b.cpp", text}).empty());
  EXPECT_EQ(CheckFileLength({"a/b.cpp", text + "\n"}).size(), 1U);
}

TEST(Unfinished, NeedsAnIssueNumber) {
  const std::string word = std::string("TO") + "DO";
  EXPECT_EQ(CheckUnfinished({"a/b.cpp", "// " + word + ": later\n"}).size(), 1U);
  EXPECT_TRUE(CheckUnfinished({"a/b.cpp", "// " + word + "(#12): later\n"}).empty());
}

TEST(MachinePaths, AreFoundInAnyFile) {
  const std::string path = std::string("/ho") + "me/me/project";
  EXPECT_EQ(CheckMachinePaths({"README.md", "cd " + path + "\n"}).size(), 1U);
  EXPECT_TRUE(CheckMachinePaths({"README.md", "https://a.example" + path + "\n"}).empty());
}

}  // namespace
}  // namespace stratwatch::tidy
