#include "app/http/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "tests/app/served_store.h"

namespace stratwatch::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ApiTest : public ::testing::Test {
 protected:
  HttpResponse Get(std::string_view target) {
    return store_.api().Answer(ParseTarget("GET", target));
  }
  ServedStore store_;
};

TEST_F(ApiTest, SaysThatItIsAlive) {
  EXPECT_EQ(Get("/healthz").status, 200);
}

TEST_F(ApiTest, SaysThatItIsReady) {
  EXPECT_EQ(Get("/readyz").body, "ready\n");
}

TEST_F(ApiTest, FindsAnArticle) {
  const auto response = Get("/api/v1/search?q=country%3AMA");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr(store_.article().id.Hex()));
}

TEST_F(ApiTest, SaysWhatIsWrongWithAQuery) {
  const auto response = Get("/api/v1/search?q=%22open");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, StartsWith(R"({"error":{"code":"invalid")"));
}

TEST_F(ApiTest, RefusesALimitBeyondItsBound) {
  EXPECT_EQ(Get("/api/v1/search?q=maroc&limit=100000").status, 400);
  EXPECT_EQ(Get("/api/v1/search?q=maroc&limit=-1").status, 400);
  EXPECT_EQ(Get("/api/v1/search?q=maroc&limit=x").status, 400);
}

TEST_F(ApiTest, GivesAnArticleByItsId) {
  const auto response = Get("/api/v1/articles/" + store_.article().id.Hex());
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr("intelligence artificielle"));
}

TEST_F(ApiTest, GivesAnArticleByItsFirstDigits) {
  EXPECT_EQ(Get("/api/v1/articles/" + store_.article().id.Hex().substr(0, 8)).status, 200);
}

TEST_F(ApiTest, DoesNotFindAnUnknownArticle) {
  EXPECT_EQ(Get("/api/v1/articles/ffffffffffffffffffffffffffffffff").status, 404);
}

TEST_F(ApiTest, RefusesAnIdThatIsNone) {
  EXPECT_EQ(Get("/api/v1/articles/zzzz").status, 400);
}

TEST_F(ApiTest, TracesAUrlInAnySpelling) {
  const auto response =
      Get("/api/v1/trace?url=http%3A%2F%2Fnews.example%2Fmaroc-ia%3Futm_source%3Dx");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr("\"outcome\":\"stored\""));
}

TEST_F(ApiTest, DoesNotTraceWhatWasNeverSeen) {
  EXPECT_EQ(Get("/api/v1/trace?url=https%3A%2F%2Fnever.example%2F").status, 404);
}

TEST_F(ApiTest, RefusesToTraceWhatIsNoUrl) {
  EXPECT_EQ(Get("/api/v1/trace?url=x").status, 400);
}

TEST_F(ApiTest, CountsOutcomesInMetrics) {
  EXPECT_THAT(Get("/metrics").body, HasSubstr(R"(stratwatch_urls{outcome="stored"} 1)"));
}

TEST_F(ApiTest, TellsTheHealthOfHostsInMetrics) {
  const std::string metrics = Get("/metrics").body;
  for (const char* line : {R"(stratwatch_host_pages{host="news.example",outcome="stored"} 40)",
                           R"(stratwatch_host_pages_read{host="news.example"} 50)",
                           R"(stratwatch_host_empty_share{host="news.example"} 0.25)",
                           R"(stratwatch_host_text_ratio{host="news.example"} 1)"}) {
    EXPECT_THAT(metrics, HasSubstr(line));
  }
}

// An alert on a metric that nobody serves never fires.
TEST_F(ApiTest, ServesTheMetricsThatAlertsAskFor) {
  const std::string metrics = Get("/metrics").body;
  std::ifstream in(std::string(STRATWATCH_CONFIG_FOLDER) + "/../ops/alerts.yml");
  const std::string alerts{std::istreambuf_iterator<char>(in), {}};
  const std::regex name("stratwatch_host_[a-z_]+");
  int asked = 0;
  for (std::sregex_iterator at(alerts.begin(), alerts.end(), name), end; at != end; ++at, ++asked) {
    EXPECT_THAT(metrics, HasSubstr(at->str() + "{host="));
  }
  EXPECT_GE(asked, 4);
}

TEST_F(ApiTest, GivesItsStatus) {
  EXPECT_THAT(Get("/api/v1/status").body, HasSubstr(R"("outcomes":{"stored":1)"));
}

TEST_F(ApiTest, ServesThePage) {
  EXPECT_THAT(Get("/").content_type, StartsWith("text/html"));
  EXPECT_THAT(Get("/app.js").content_type, StartsWith("text/javascript"));
}

TEST_F(ApiTest, DescribesItself) {
  EXPECT_THAT(Get("/api/v1/openapi.yaml").body, StartsWith("openapi: 3"));
}

TEST_F(ApiTest, DoesNotKnowOtherAddresses) {
  EXPECT_EQ(Get("/etc/passwd").status, 404);
}

TEST_F(ApiTest, TakesNoWrites) {
  EXPECT_EQ(store_.api().Answer(ParseTarget("POST", "/api/v1/search")).status, 405);
}

}  // namespace
}  // namespace stratwatch::app
