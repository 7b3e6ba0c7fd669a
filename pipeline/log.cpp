#include "pipeline/log.h"

#include <array>

namespace stratwatch::pipeline {
namespace {

struct NamedTopic {
  Topic topic;
  std::string_view name;
};

constexpr std::array kTopics{
    NamedTopic{Topic::kPages, "pages"},
    NamedTopic{Topic::kPagesBackfill, "pages-backfill"},
    NamedTopic{Topic::kArticles, "articles"},
    NamedTopic{Topic::kResolved, "resolved"},
    NamedTopic{Topic::kDeadLetters, "dead-letters"},
};

}  // namespace

std::string_view TopicName(Topic topic) {
  for (const NamedTopic& each : kTopics) {
    if (each.topic == topic) return each.name;
  }
  return {};
}

std::optional<Topic> TopicFromName(std::string_view name) {
  for (const NamedTopic& each : kTopics) {
    if (each.name == name) return each.topic;
  }
  return std::nullopt;
}

}  // namespace stratwatch::pipeline
