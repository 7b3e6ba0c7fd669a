#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "pipeline/gazetteer.h"

namespace stratwatch::pipeline {

struct RelevanceOptions {
  double threshold = 0.5;  // Of the score; see Relevance::score.
};

// One reason with what it weighs. The score is their sum, kept between 0 and 1.
struct RelevancePart {
  // Hundredths, but for the share of an unsure strategy; below 0 for what speaks against.
  double weight = 0.0;
  std::string reason;   // As in Relevance::reasons.
};

// Judges whether a text is about the AI policy of a state: artificial intelligence and near it
// those who govern, what they make or what only a state has, weighted by where they stand; not just
// AI, and not just policy. Private life, markets and AI in passing speak against it.
// Threads: Judge is thread-safe; built once, shared.
class RelevanceJudge {
 public:
  // Borrows `gazetteer` for its life. Errors: kInvalid (threshold outside 0 … 1, no keywords).
  static Result<std::unique_ptr<RelevanceJudge>> Create(const Gazetteer& gazetteer,
                                                        RelevanceOptions options = {});
  ~RelevanceJudge();

  // `tags`: as Tagger::Find gave them for the same title and text. `language`: BCP 47; with "und"
  // or a language without keywords, those of every language count. A bare abbreviation ("IA",
  // "KI", "ИИ") is the AI term when it comes three times, or beside a word of the state.
  Relevance Judge(std::string_view title, std::string_view text, std::string_view language,
                  const std::vector<Tag>& tags) const;
  // All of the reasons, of which Judge keeps the first eight.
  std::vector<RelevancePart> Explain(std::string_view title, std::string_view text,
                                     std::string_view language, const std::vector<Tag>& tags) const;
  double Threshold() const;

 private:
  class Impl;
  explicit RelevanceJudge(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
