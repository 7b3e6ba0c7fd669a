#include "parsers/internal/word_index.h"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

namespace stratwatch::parsers::internal {
namespace {

constexpr std::string_view kWords[] = {"read also", "read", "اقرأ", "相关", "by ana", "ana"};

using Places = std::vector<std::pair<std::size_t, std::size_t>>;

Places PlacesIn(std::string_view text) {
  const WordIndex index(kWords);
  Places places;
  index.ForEach(text, [&](std::size_t at, std::size_t word) {
    places.emplace_back(at, word);
    return true;
  });
  return places;
}

TEST(WordIndex, FindsEachPlaceWithItsWord) {
  EXPECT_EQ(PlacesIn("to read, اقرأ and 相关"), (Places{{3, 1}, {9, 2}, {22, 3}}));
}

TEST(WordIndex, ComparesAsciiCaseBlind) {
  EXPECT_EQ(PlacesIn("READ"), (Places{{0, 1}}));
}

TEST(WordIndex, PrefersTheFirstOfTheListAtOnePlace) {
  EXPECT_EQ(PlacesIn("Read also:"), (Places{{0, 0}}));
}

TEST(WordIndex, FindsWordsWithinWords) {
  EXPECT_EQ(PlacesIn("by ana"), (Places{{0, 4}, {3, 5}}));
}

TEST(WordIndex, FindsWordsAtTheVeryEndAndNoneCutOff) {
  EXPECT_EQ(PlacesIn("x ana"), (Places{{2, 5}}));
  EXPECT_EQ(PlacesIn("x rea"), Places{});
}

TEST(WordIndex, EndsWhenTold) {
  const WordIndex index(kWords);
  int calls = 0;
  index.ForEach("read read read", [&](std::size_t, std::size_t) { return ++calls < 2; });
  EXPECT_EQ(calls, 2);
}

TEST(WordIndex, StandsInNoTextThatIsTooShort) {
  const WordIndex index(kWords);
  EXPECT_FALSE(index.StandsIn(""));
  EXPECT_FALSE(index.StandsIn("an"));
  EXPECT_TRUE(index.StandsIn("ana"));
}

}  // namespace
}  // namespace stratwatch::parsers::internal
