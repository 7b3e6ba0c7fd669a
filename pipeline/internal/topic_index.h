#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pipeline/internal/country_index.h"
#include "pipeline/internal/gazetteer_rules.h"
#include "pipeline/internal/phrase_book.h"

namespace stratwatch::pipeline::internal {

// A word or phrase that speaks for a topic.
struct TopicMention {
  bool in_title = false;
  std::size_t begin = 0;  // Units of the folded title or body.
  std::size_t end = 0;
  std::uint32_t topic = 0;  // Its place in GazetteerRules::topics.
  float weight = 1.0F;      // 1 settles a topic alone; less needs company.
};

// Weighs the words of each topic's stems (topics.tsv) in a title and a text.
// Threads: thread-safe once built.
class TopicIndex {
 public:
  explicit TopicIndex(const GazetteerRules& rules) : rules_(rules) {}
  // Adds the stems to `builder`, whose indexes find the matches that Find reads.
  void AddWords(PhraseIndexBuilder& builder) const;

  // The mentions of the topics whose weight reaches the threshold, in order; at most
  // kMentionsMax of a topic, with the topic's confidence in `weight`. `clues`: mentions that
  // other finders add, a strategy's name for "national strategy".
  std::vector<TopicMention> Find(const FoldedField& title, const FoldedField& body,
                                 std::vector<TopicMention> clues) const;

  // The number of a topic, or kNoTopic.
  std::uint32_t Number(std::string_view id) const;
  static constexpr std::uint32_t kNoTopic = 0xFFFFFFFF;

 private:
  const GazetteerRules& rules_;
};

}  // namespace stratwatch::pipeline::internal
