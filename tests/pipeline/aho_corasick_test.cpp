#include "pipeline/internal/aho_corasick.h"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace stratwatch::pipeline::internal {
namespace {

using Found = std::tuple<std::size_t, std::size_t, std::uint32_t>;

std::vector<std::u16string_view> Views(const std::vector<std::u16string>& patterns) {
  return {patterns.begin(), patterns.end()};
}

std::vector<Found> Scan(const std::vector<std::u16string>& patterns, std::u16string_view text) {
  const AhoCorasick automaton(Views(patterns));
  std::vector<Found> found;
  automaton.Scan(text, [&found](const AhoCorasick::Hit& hit) {
    found.emplace_back(hit.begin, hit.end, hit.pattern);
  });
  return found;
}

// What a search without any cleverness finds.
std::vector<Found> Search(const std::vector<std::u16string>& patterns, std::u16string_view text) {
  std::vector<Found> found;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    for (std::size_t begin = 0; begin < end; ++begin) {
      const auto part = text.substr(begin, end - begin);
      const auto at = std::lower_bound(patterns.begin(), patterns.end(), part);
      if (at == patterns.end() || *at != part) continue;
      found.emplace_back(begin, end, static_cast<std::uint32_t>(at - patterns.begin()));
    }
  }
  return found;
}

TEST(AhoCorasick, FindsAllOverlappingPatterns) {
  // The example of Aho and Corasick's paper.
  EXPECT_EQ(Scan({u"he", u"hers", u"his", u"she"}, u"ushers"),
            (std::vector<Found>{{1, 4, 3}, {2, 4, 0}, {2, 6, 1}}));
}

TEST(AhoCorasick, FindsAPatternInsideAnother) {
  EXPECT_EQ(Scan({u"a", u"aa", u"aaa"}, u"aaa").size(), 6U);
}

TEST(AhoCorasick, FindsNothingInAnEmptyText) {
  EXPECT_TRUE(Scan({u"a"}, u"").empty());
}

TEST(AhoCorasick, FindsNothingWithoutPatterns) {
  EXPECT_TRUE(Scan({}, u"abc").empty());
}

TEST(AhoCorasick, TakesUnitsFromAnyScript) {
  EXPECT_EQ(Scan({u"中国", u"日本", u"한국"}, u"x日本y한국"),
            (std::vector<Found>{{1, 3, 1}, {4, 6, 2}}));
}

// More letters than there are columns, more states than there are rows: every kind of transition
// is taken.
TEST(AhoCorasick, EqualsAPlainSearchOnRandomTexts) {
  std::mt19937 random(20260317);
  for (int round = 0; round < 20; ++round) {
    const char16_t letters = round % 2 == 0 ? 3 : 400;
    const auto letter = [&] { return static_cast<char16_t>(u'a' + random() % letters); };
    std::set<std::u16string> patterns;
    while (patterns.size() < 20U + static_cast<std::size_t>(round % 2) * 20'000U / 20U) {
      std::u16string pattern(1 + random() % 5, u' ');
      std::generate(pattern.begin(), pattern.end(), letter);
      patterns.insert(pattern);
    }
    std::u16string text(200, u' ');
    std::generate(text.begin(), text.end(), letter);
    const std::vector<std::u16string> sorted(patterns.begin(), patterns.end());
    EXPECT_EQ(Scan(sorted, text), Search(sorted, text));
  }
}

TEST(AhoCorasick, EqualsAPlainSearchBeyondTheRows) {
  std::mt19937 random(7);
  std::set<std::u16string> patterns;
  while (patterns.size() < 6'000) {
    std::u16string pattern(3 + random() % 4, u' ');
    for (char16_t& unit : pattern) unit = static_cast<char16_t>(u'a' + random() % 20);
    patterns.insert(pattern);
  }
  std::u16string text;
  for (const auto& pattern : patterns) {
    if (text.size() < 900) text += pattern;
  }
  const std::vector<std::u16string> sorted(patterns.begin(), patterns.end());
  EXPECT_GT(AhoCorasick(Views(sorted)).States(), 8'192U);
  EXPECT_EQ(Scan(sorted, text), Search(sorted, text));
}

}  // namespace
}  // namespace stratwatch::pipeline::internal
