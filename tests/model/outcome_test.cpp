#include "model/outcome.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "model/source.h"

namespace stratwatch {
namespace {

TEST(Outcome, EveryNameLeadsBackToItsOutcome) {
  for (const Outcome outcome : kAllOutcomes) {
    EXPECT_EQ(OutcomeFromName(OutcomeName(outcome)), outcome) << OutcomeName(outcome);
  }
}

TEST(Outcome, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (const Outcome outcome : kAllOutcomes) names.insert(OutcomeName(outcome));
  EXPECT_EQ(names.size(), kAllOutcomes.size());
}

TEST(Outcome, UnknownNameIsNone) {
  EXPECT_FALSE(OutcomeFromName("vanished"));
}

TEST(SourceKind, TakesTheRegistersOlderWords) {
  EXPECT_EQ(SourceKindFromName("rss"), SourceKind::kFeed);
  EXPECT_EQ(SourceKindFromName("atom"), SourceKind::kFeed);
  EXPECT_EQ(SourceKindFromName("news-sitemap"), SourceKind::kSitemap);
  EXPECT_EQ(SourceKindFromName("listing"), SourceKind::kListing);
}

TEST(SourceKind, UnknownNameIsNone) {
  EXPECT_FALSE(SourceKindFromName("telex"));
}

}  // namespace
}  // namespace stratwatch
