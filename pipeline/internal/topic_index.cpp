#include "pipeline/internal/topic_index.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace stratwatch::pipeline::internal {
namespace {

// Evidence beyond this many mentions of one topic convinces nobody more.
constexpr std::size_t kMentionsMax = 4;
// A title is a sentence that its author chose: its words count double.
constexpr float kTitleFactor = 2.0F;
// A word said again says little more: the second time a half, the third a third.
constexpr int kRepeatsMax = 3;
constexpr float kThreshold = 1.0F;
// Weights are carried in PhraseMeaning::note, in hundredths.
constexpr float kNoteUnit = 100.0F;

// A word of a topic, as it stands in the text.
struct Said {
  std::uint32_t topic = 0;
  std::u16string_view word;

  bool operator==(const Said&) const = default;
};
struct SaidHash {
  std::size_t operator()(const Said& said) const {
    return std::hash<std::u16string_view>()(said.word) * 31 + said.topic;
  }
};

}  // namespace

void TopicIndex::AddWords(PhraseIndexBuilder& builder) const {
  builder.Begin(PhraseFamily::kTopic, PhraseReach::kWords);
  for (std::uint32_t i = 0; i < rules_.topics.size(); ++i) {
    for (const TopicStem& stem : rules_.topics[i].stems) {
      PhraseMeaning meaning{i, builder.Language(stem.language)};
      meaning.note = static_cast<std::uint8_t>(std::lround(stem.weight * kNoteUnit));
      builder.Add(stem.form, meaning);
    }
  }
}

std::uint32_t TopicIndex::Number(std::string_view id) const {
  for (std::uint32_t i = 0; i < rules_.topics.size(); ++i) {
    if (rules_.topics[i].id == id) return i;
  }
  return kNoTopic;
}

std::vector<TopicMention> TopicIndex::Find(const FoldedField& title, const FoldedField& body,
                                           std::vector<TopicMention> clues) const {
  std::vector<TopicMention> mentions = std::move(clues);
  std::vector<float> weights(rules_.topics.size(), 0.0F);
  for (const TopicMention& clue : mentions) weights[clue.topic] += clue.weight;
  std::unordered_map<Said, int, SaidHash> said;
  for (const FoldedField* field : {&title, &body}) {
    for (const PhraseMatch& match : field->matches.Of(PhraseFamily::kTopic)) {
      if (!match.own) continue;  // Words are words of one language.
      const std::uint32_t topic = match.meaning.target;
      const int times = ++said[{topic, field->folded.Units(match.begin, match.end)}];
      const float weight = static_cast<float>(match.meaning.note) / kNoteUnit;
      mentions.push_back({field->is_title, match.begin, match.end, topic, weight});
      if (times > kRepeatsMax) continue;
      weights[topic] +=
          weight * (field->is_title ? kTitleFactor : 1.0F) / static_cast<float>(times);
    }
  }
  std::stable_sort(mentions.begin(), mentions.end(), [](const auto& a, const auto& b) {
    if (a.in_title != b.in_title) return a.in_title;
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<std::size_t> kept_of(rules_.topics.size(), 0);
  std::vector<TopicMention> kept;
  for (TopicMention mention : mentions) {
    const float weight = weights[mention.topic];
    if (weight < kThreshold - 0.001F || ++kept_of[mention.topic] > kMentionsMax) continue;
    mention.weight = std::min(1.0F, 0.4F + 0.15F * weight);
    kept.push_back(mention);
  }
  return kept;
}

}  // namespace stratwatch::pipeline::internal
