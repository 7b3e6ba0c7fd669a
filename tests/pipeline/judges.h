#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/gazetteer.h"
#include "pipeline/relevance.h"
#include "pipeline/tagging.h"

namespace stratwatch::pipeline::testing {

// The shipped gazetteer with its tagger and judge, built once a test program: that takes a moment.
class Judges {
 public:
  static const Judges& Shared() {
    static const Judges judges;
    return judges;
  }
  const Gazetteer& gazetteer() const { return *gazetteer_; }
  const Tagger& tagger() const { return *tagger_; }
  const RelevanceJudge& relevance() const { return *relevance_; }

 private:
  Judges() {
    auto gazetteer = Gazetteer::Load(STRATWATCH_GAZETTEER_FOLDER);
    EXPECT_TRUE(gazetteer.has_value()) << gazetteer.error().message;
    gazetteer_ = std::move(*gazetteer);
    tagger_ = std::move(*Tagger::Create(*gazetteer_));
    relevance_ = std::move(*RelevanceJudge::Create(*gazetteer_));
  }

  std::unique_ptr<Gazetteer> gazetteer_;
  std::unique_ptr<Tagger> tagger_;
  std::unique_ptr<RelevanceJudge> relevance_;
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
