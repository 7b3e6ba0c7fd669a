// Runs html5lib-tests' tree construction, which does not come with this source, through the fenced
// parser, and its inputs through the slimming scan. Skipped unless STRATWATCH_SHARED names the
// folder that has it.
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/html_document.h"
#include "parsers/internal/slim.h"
#include "tests/parsers/html5lib.h"
#include "tests/parsers/reader_view.h"

namespace stratwatch::parsers {
namespace {

using testing::TreeTest;

constexpr const char* kAbsent = "STRATWATCH_SHARED does not name a folder with suites/html5lib";

TEST(Html5libSuite, GumboInItsFencesBuildsTheTreesThatGumboBuilds) {
  const auto folder = testing::TreeTestFolder();
  if (!folder) GTEST_SKIP() << kAbsent;
  const std::vector<TreeTest> tests = testing::ReadTreeTests(*folder);
  std::size_t passed = 0;
  for (const TreeTest& each : tests) {
    const auto document = internal::HtmlDocument::Parse(each.data);
    ASSERT_TRUE(document.has_value()) << each.data;
    if (testing::TreeAsText(*document) == each.document) {
      ++passed;
    } else {
      std::cout << "fails: " << each.file << ": " << each.data.substr(0, 100) << "\n";
    }
  }
  std::cout << "html5lib: " << passed << " of " << tests.size() << " trees are equal\n";
  EXPECT_GE(passed, 1515U);
}

// What is dropped whole is dropped up to its end tag; without one only the tag goes, so that one
// unclosed <svg> or <title> does not hide an article, as it would in a browser. Ruby's annotations,
// small <noscript> and what an <option> shows are dropped or kept on purpose as well. Everything
// else must read the same.
bool ReadsOtherwiseOnPurpose(std::string_view data) {
  for (const std::string_view name :
       {"<svg", "<math", "<template", "<ruby", "<select", "<option", "<textarea", "<title", "<xmp",
        "<plaintext", "<noscript", "<script", "<isindex", "<object"}) {
    if (internal::FindIgnoringCase(data, name) != std::string_view::npos) return true;
  }
  return false;
}

TEST(Html5libSuite, SlimmingLeavesWhatAReaderSeesAsItWas) {
  const auto folder = testing::TreeTestFolder();
  if (!folder) GTEST_SKIP() << kAbsent;
  const std::vector<TreeTest> tests = testing::ReadTreeTests(*folder);
  std::size_t same = 0;
  std::size_t differ_by_fault = 0;
  for (const TreeTest& each : tests) {
    const auto slim = internal::Slim(each.data);
    ASSERT_TRUE(slim.has_value()) << each.data;
    const auto raw = internal::HtmlDocument::Parse(each.data);
    const auto slimmed = internal::HtmlDocument::Parse(*slim);
    ASSERT_TRUE(raw.has_value() && slimmed.has_value()) << each.data;
    const std::string before = testing::ReaderView(*raw);
    const std::string after = testing::ReaderView(*slimmed);
    if (before == after) {
      ++same;
    } else if (!ReadsOtherwiseOnPurpose(each.data)) {
      ++differ_by_fault;
      std::cout << "differs: " << each.file << ": " << each.data.substr(0, 300) << "\n--- raw\n"
                << before << "--- slim: " << slim->texts.Restore(slim->html) << "\n"
                << after;
    }
  }
  std::cout << "html5lib: " << same << " of " << tests.size() << " read the same when slimmed, "
            << differ_by_fault << " differ by fault\n";
  EXPECT_GE(same, 1444U);
  // Blanks between table rows are dropped, also where text is fostered out of the table; "</" at
  // the very end is text.
  EXPECT_LE(differ_by_fault, 3U);
}

}  // namespace
}  // namespace stratwatch::parsers
