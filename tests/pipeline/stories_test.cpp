#include "pipeline/stories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "model/wire/digest.h"
#include "pipeline/story_anchors.h"

namespace stratwatch::pipeline {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::chrono::sys_seconds kMonday{std::chrono::sys_days{std::chrono::May / 4 / 2026}};
constexpr std::uint32_t kHour = 494'000;

StoryId IdOf(std::string_view name) {
  return StoryId{wire::Hash128(name)};
}

// A bilateral agreement, as one would be told of in any language.
StoryAnchors Agreement(std::string_view language) {
  StoryAnchors anchors;
  anchors.subjects = {"MA", "US"};
  anchors.strategies = {"MA:2024"};
  anchors.topics = {"int.cooperation", "pub.services"};
  anchors.figures = {"2000", "USD:15000000"};
  anchors.language = language;
  anchors.time = kMonday;
  return anchors;
}

StoryAnchors Law(std::string_view language) {
  StoryAnchors anchors;
  anchors.subjects = {"KR"};
  anchors.topics = {"gov.law", "gov.safety"};
  anchors.figures = {"KRW:30000000"};
  anchors.language = language;
  anchors.time = kMonday;
  return anchors;
}

class StoriesTest : public ::testing::Test {
 protected:
  // Takes an article in: joins what it belongs to, or begins the story `name`.
  StoryId Take(std::string_view name, const StoryAnchors& article, std::uint32_t hour = kHour) {
    const auto choice = stories_.Choose(article);
    const StoryId story = choice ? choice->story : IdOf(name);
    stories_.Join(story, article, hour);
    return story;
  }

  Stories stories_{{}};
};

TEST_F(StoriesTest, TheFirstArticleBeginsAStory) {
  EXPECT_FALSE(stories_.Choose(Agreement("en")));
}

TEST_F(StoriesTest, ArticlesInOtherLanguagesJoinByWhatNeedsNoTranslation) {
  Take("agreement", Agreement("fr"));
  for (const char* language : {"ar", "zh", "ja", "ko", "hi", "ru", "th", "am", "he", "tr", "sw"}) {
    EXPECT_EQ(Take(language, Agreement(language)), IdOf("agreement")) << language;
  }
}

TEST_F(StoriesTest, AnotherCountrysEventIsAnotherStory) {
  Take("agreement", Agreement("en"));
  EXPECT_EQ(Take("law", Law("en")), IdOf("law"));
}

TEST_F(StoriesTest, TheSamePartnerWithAnotherCountryIsAnotherStory) {
  Take("agreement", Agreement("en"));
  StoryAnchors other = Agreement("ar");
  other.subjects = {"EG", "US"};
  other.strategies = {"EG:2025"};
  other.figures = {"5000"};
  EXPECT_EQ(Take("other", other), IdOf("other"));
}

TEST_F(StoriesTest, AnEventOfTheSameCountryWithNothingElseInCommonIsAnotherStory) {
  Take("law", Law("ko"));
  StoryAnchors other = Law("en");
  other.topics = {"inf.compute", "inf.models"};
  other.figures = {"KRW:530000000000"};
  EXPECT_EQ(Take("other", other), IdOf("other"));
}

TEST_F(StoriesTest, AnArticleAfterTheWindowBeginsAnother) {
  Take("law", Law("en"));
  StoryAnchors later = Law("en");
  later.time += std::chrono::days(8);
  EXPECT_FALSE(stories_.Choose(later));
}

TEST_F(StoriesTest, ABackFilledArticleJoinsByItsDate) {
  Take("agreement", Agreement("en"));
  StoryAnchors earlier = Agreement("fr");
  earlier.time -= std::chrono::days(1);
  EXPECT_EQ(Take("earlier", earlier), IdOf("agreement"));
}

TEST_F(StoriesTest, WordsJoinArticlesOfOneLanguageThatHaveNoFigures) {
  StoryAnchors first = Law("en");
  first.figures = {};
  for (std::uint32_t word = 1; word <= 100; ++word) first.words.push_back(word * 1'000'003);
  Take("first", first);
  StoryAnchors second = first;
  second.topics = {"gov.law"};
  second.words.resize(80);
  EXPECT_EQ(Take("second", second), IdOf("first"));
}

TEST_F(StoriesTest, SaysWhy) {
  Take("agreement", Agreement("fr"));
  const auto choice = stories_.Choose(Agreement("ar"));
  ASSERT_TRUE(choice);
  float sum = 0;
  for (const StoryPart& part : choice->parts) sum += part.score;
  EXPECT_FLOAT_EQ(sum, choice->score);
  EXPECT_THAT(choice->parts, Contains(Field(&StoryPart::evidence, "MA, US")));
  EXPECT_THAT(choice->parts, Contains(Field(&StoryPart::evidence, "2000, USD:15000000")));
  EXPECT_THAT(choice->parts, Not(Contains(Field(&StoryPart::name, "other subjects"))));
}

TEST_F(StoriesTest, WhatWasTakenBackNeverWas) {
  Take("agreement", Agreement("fr"));
  stories_.Keep();
  Take("law", Law("en"));
  Take("again", Agreement("ar"));
  stories_.TakeBack();
  EXPECT_EQ(stories_.Open(), 1);
  EXPECT_FALSE(stories_.Choose(Law("en")));
  EXPECT_EQ(stories_.Join(IdOf("agreement"), Agreement("ar"), kHour).articles, 2);
}

TEST_F(StoriesTest, ClosesWhatWasNotSeenForTwiceTheLongerWindow) {
  Take("old", Law("en"), kHour);
  Take("new", Agreement("en"), kHour + 28 * 24);
  EXPECT_THAT(stories_.Closing(kHour + 28 * 24, 10), IsEmpty());
  EXPECT_THAT(stories_.Closing(kHour + 28 * 24 + 1, 10), ElementsAre(IdOf("old")));
}

TEST_F(StoriesTest, AStoryThatWasJoinedMeanwhileIsNotClosed) {
  Take("old", Law("en"), kHour);
  stories_.Keep();
  const auto closing = stories_.Closing(kHour + 28 * 24 + 1, 10);
  Take("again", Law("ko"), kHour + 28 * 24 + 1);
  for (const StoryId& id : closing) stories_.Close(id);
  EXPECT_EQ(stories_.Open(), 1);
}

TEST_F(StoriesTest, HoldsNoMoreStoriesThanItMay) {
  Stories few({.stories_max = 2});
  for (const char* name : {"a", "b", "c"}) few.Join(IdOf(name), Law("en"), kHour);
  EXPECT_THAT(few.Closing(kHour, 10), SizeIs(1));
}

Article ArticleOf(std::string_view title, std::string_view text, std::string_view language) {
  Article article;
  article.title = title;
  article.text = text;
  article.language = language;
  return article;
}

TEST(StoryAnchors, NamesAreCapitalisedWordsOfLatinScriptWithoutAccents) {
  const StoryAnchorReader reader;
  EXPECT_THAT(reader.Read(ArticleOf("", "Le ministre Réda Benjelloun à Rabat", "fr")).names,
              ElementsAre("benjelloun", "rabat", "reda"));
  EXPECT_THAT(reader.Read(ArticleOf("", "министр Иванов в Москве", "ru")).names, IsEmpty());
}

TEST(StoryAnchors, FiguresAreTakenUnlessSmallOrRound) {
  const StoryAnchorReader reader;
  Article article = ArticleOf("", "x", "en");
  const auto add = [&](ClaimType type, double value, std::string unit) {
    Claim claim;
    claim.type = type;
    claim.value = value;
    claim.unit = std::move(unit);
    article.claims.push_back(std::move(claim));
  };
  add(ClaimType::kMoney, 15'004'000, "USD");
  add(ClaimType::kPercent, 20, "percent");
  add(ClaimType::kPercent, 7.7, "percent");
  add(ClaimType::kCount, 3, "models");
  add(ClaimType::kCount, 2000, "persons");
  EXPECT_THAT(reader.Read(article).figures, ElementsAre("2000", "USD:15000000", "percent:7.7"));
}

TEST(StoryAnchors, WordsOfScriptsWithoutSpacesArePairs) {
  const StoryAnchorReader reader;
  EXPECT_THAT(reader.Read(ArticleOf("", "人工智能", "zh")).words, SizeIs(3));
  EXPECT_THAT(reader.Read(ArticleOf("", "the plan for the plan", "en")).words, SizeIs(3));
}

}  // namespace
}  // namespace stratwatch::pipeline
