#include "pipeline/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace stratwatch::pipeline {
namespace {

using ::testing::HasSubstr;

TEST(Metrics, CountsByLabel) {
  Metrics metrics;
  metrics.Count("stratwatch_articles_total", {{"outcome", "stored"}});
  metrics.Count("stratwatch_articles_total", {{"outcome", "stored"}}, 2);
  metrics.Count("stratwatch_articles_total", {{"outcome", "gone"}});
  EXPECT_EQ(metrics.Value("stratwatch_articles_total", {{"outcome", "stored"}}), 3);
  EXPECT_EQ(metrics.Value("stratwatch_articles_total", {{"outcome", "gone"}}), 1);
}

TEST(Metrics, AValueThatWasNeverTouchedIsZero) {
  EXPECT_EQ(Metrics().Value("stratwatch_articles_total"), 0);
}

TEST(Metrics, AGaugeKeepsItsLastValue) {
  Metrics metrics;
  metrics.Set("stratwatch_task_lag_records", 7);
  metrics.Set("stratwatch_task_lag_records", 2);
  EXPECT_EQ(metrics.Value("stratwatch_task_lag_records"), 2);
}

TEST(Metrics, SerialisesWithHelpTypeAndLabels) {
  Metrics metrics;
  metrics.Count("stratwatch_dead_letters_total", {{"task", "normalise"}, {"error", "limit"}});
  const std::string text = metrics.Serialise();
  EXPECT_THAT(text, HasSubstr("# HELP stratwatch_dead_letters_total Records set aside"));
  EXPECT_THAT(text, HasSubstr("# TYPE stratwatch_dead_letters_total counter"));
  EXPECT_THAT(text,
              HasSubstr(R"(stratwatch_dead_letters_total{error="limit",task="normalise"} 1)"));
}

TEST(Metrics, AHistogramHasBucketsFromAMillisecondToAMinute) {
  Metrics metrics;
  metrics.Observe("stratwatch_searchable_seconds", 0.4);
  const std::string text = metrics.Serialise();
  EXPECT_THAT(text, HasSubstr(R"(stratwatch_searchable_seconds_bucket{le="0.25"} 0)"));
  EXPECT_THAT(text, HasSubstr(R"(stratwatch_searchable_seconds_bucket{le="0.5"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(stratwatch_searchable_seconds_bucket{le="60"} 1)"));
}

TEST(Metrics, CountsFromManyThreads) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1'000; ++n) metrics.Count("stratwatch_articles_total");
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(metrics.Value("stratwatch_articles_total"), 4'000);
}

}  // namespace
}  // namespace stratwatch::pipeline
