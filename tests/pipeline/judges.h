#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/rules.h"

namespace stratwatch::pipeline::testing {

// The shipped rules, loaded once a test program: that takes a moment.
class Judges {
 public:
  static const Judges& Shared() {
    static const Judges judges;
    return judges;
  }
  const Rules& rules() const { return *rules_; }
  const Gazetteer& gazetteer() const { return *set_->gazetteer; }
  const Tagger& tagger() const { return *set_->tagger; }
  const RelevanceJudge& relevance() const { return *set_->relevance; }

 private:
  Judges() {
    auto rules = Rules::Load(STRATWATCH_GAZETTEER_FOLDER, {});
    EXPECT_TRUE(rules.has_value()) << rules.error().message;
    rules_ = std::move(*rules);
    set_ = rules_->Current();
  }

  std::unique_ptr<Rules> rules_;
  std::shared_ptr<const RuleSet> set_;
};

inline constexpr std::string_view kPolicyParagraph =
    "The government of Morocco adopted its national artificial intelligence strategy on Tuesday, "
    "saying that it would train 50,000 people and build two data centres by the end of the decade. "
    "The minister for the digital transition said that the plan sets aside public funds for "
    "research, for start-ups and for the use of artificial intelligence in hospitals and schools.";

inline constexpr std::string_view kOffTopicParagraph =
    "The horses were led out shortly after noon, and the crowd that had waited in the sun since "
    "the morning pressed against the rail to see them. The favourite lost by a head, and the "
    "bookmakers went home with more money than they had brought, while the band played on.";

// A page as publishers write them, with an article of three paragraphs.
inline std::string ArticlePage(std::string_view title, std::string_view paragraph,
                               std::string_view language = "en") {
  const std::string heading(title);
  std::string body;
  for (int i = 0; i < 3; ++i) body += "<p>" + std::string(paragraph) + "</p>\n";
  return "<!doctype html><html lang=\"" + std::string(language) +
         "\"><head><meta charset=\"utf-8\"><title>" + heading +
         "</title><meta property=\"og:title\" content=\"" + heading +
         "\"></head><body><nav><a href=\"/\">Home</a> <a href=\"/news\">News</a></nav>"
         "<article><h1>" +
         heading + "</h1>\n" + body + "</article><footer>Imprint</footer></body></html>";
}

}  // namespace stratwatch::pipeline::testing
