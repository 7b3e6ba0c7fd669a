#include "pipeline/internal/literal_table.h"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace stratwatch::pipeline::internal {
namespace {

using Found = std::tuple<std::size_t, std::size_t, std::uint32_t>;

// Asks every place of the text.
std::vector<Found> Search(const std::vector<std::u16string>& literals, std::u16string_view text) {
  const LiteralTable table({literals.begin(), literals.end()});
  std::vector<Found> found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!table.MayBegin(text, at)) continue;
    LiteralTable::Place place = table.Start(text, at);
    if (!table.Narrow(text, place)) continue;
    table.Visit(text, place, [&](std::size_t end, std::uint32_t literal) {
      found.emplace_back(at, end, literal);
    });
  }
  return found;
}

// What a search without any cleverness finds.
std::vector<Found> PlainSearch(const std::vector<std::u16string>& literals,
                               std::u16string_view text) {
  std::vector<Found> found;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    for (std::size_t end = begin + 1; end <= text.size(); ++end) {
      const auto part = text.substr(begin, end - begin);
      const auto at = std::lower_bound(literals.begin(), literals.end(), part);
      if (at == literals.end() || *at != part) continue;
      found.emplace_back(begin, end, static_cast<std::uint32_t>(at - literals.begin()));
    }
  }
  return found;
}

TEST(LiteralTable, FindsAllThatBeginAtAPlaceShortestFirst) {
  EXPECT_EQ(Search({u"us", u"usa", u"usable", u"user"}, u"usable"),
            (std::vector<Found>{{0, 2, 0}, {0, 3, 1}, {0, 6, 2}}));
}

TEST(LiteralTable, FindsALiteralShorterThanFourUnitsAtTheEndOfTheText) {
  EXPECT_EQ(Search({u"a", u"ab", u"abc"}, u"xabc"),
            (std::vector<Found>{{1, 2, 0}, {1, 3, 1}, {1, 4, 2}}));
}

// "republic of …" is many names: the shorter one is found by the one that sorts before the text.
TEST(LiteralTable, FindsAShortLiteralWhereALongerOneParts) {
  EXPECT_EQ(Search({u"repu", u"republic", u"republic of x", u"republican"}, u"republic of y"),
            (std::vector<Found>{{0, 4, 0}, {0, 8, 1}}));
}

TEST(LiteralTable, FindsNothingWithoutLiterals) {
  EXPECT_TRUE(Search({}, u"abc").empty());
  EXPECT_FALSE(LiteralTable().MayBegin(u"abc", 0));
}

TEST(LiteralTable, FindsNothingInAnEmptyText) {
  EXPECT_TRUE(Search({u"a"}, u"").empty());
}

TEST(LiteralTable, TakesUnitsFromAnyScript) {
  EXPECT_EQ(Search({u"中国", u"日本", u"한국"}, u"x日本y한국"),
            (std::vector<Found>{{1, 3, 1}, {4, 6, 2}}));
}

// Literals of one to seven units, few letters and many: nested, parting, and of equal beginnings.
TEST(LiteralTable, EqualsAPlainSearchOnRandomTexts) {
  std::mt19937 random(20260317);
  for (const unsigned letters : {2U, 3U, 20U, 400U}) {
    const auto letter = [&] { return static_cast<char16_t>(u'a' + random() % letters); };
    std::set<std::u16string> literals;
    for (int i = 0; i < 400; ++i) {
      std::u16string literal(1 + random() % 7, u' ');
      std::generate(literal.begin(), literal.end(), letter);
      literals.insert(literal);
    }
    std::u16string text(200, u' ');
    std::generate(text.begin(), text.end(), letter);
    for (const auto& literal : literals) text += text.size() < 900 ? literal : u"";
    const std::vector<std::u16string> sorted(literals.begin(), literals.end());
    EXPECT_EQ(Search(sorted, text), PlainSearch(sorted, text));
  }
}

}  // namespace
}  // namespace stratwatch::pipeline::internal
