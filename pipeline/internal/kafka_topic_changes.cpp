#include "pipeline/internal/kafka_topic_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>

#include "pipeline/internal/kafka_admin.h"
#include "pipeline/internal/kafka_topics.h"

namespace stratwatch::pipeline {
namespace {

constexpr int kDeadLetterRetentions = 4;

// How a setting that is there compares with the one that is wanted.
enum class Rule {
  kEqual,
  kAtLeast,  // More is as good.
};

struct WantedSetting {
  std::string name;
  std::string value;
  Rule rule = Rule::kEqual;
  bool harmful = false;  // Another value loses or refuses records.
  const char* reason = "";
};

bool IsKeyedByHost(Topic topic) {
  return topic == Topic::kPages || topic == Topic::kPagesBackfill;
}

// With three copies one broker may be away; what is acknowledged is then on two.
int CopiesInStep(int copies) {
  return copies >= 3 ? 2 : 1;
}

// Of a topic that has `copies`.
std::vector<WantedSetting> WantedOf(const KafkaLogOptions& options, Topic topic, int copies) {
  std::chrono::milliseconds retention = options.retention;
  if (topic == Topic::kDeadLetters) retention *= kDeadLetterRetentions;
  const bool forever = topic == Topic::kResolved;
  return {
      {"cleanup.policy", "delete", Rule::kEqual, true,
       "compaction drops records before they are read"},
      {"message.timestamp.type", "LogAppendTime", Rule::kEqual, true,
       "with the times of creation, retention drops a back-fill on arrival"},
      {"max.message.bytes", std::to_string(KafkaMessageBytesMax(options, topic)), Rule::kAtLeast,
       true, "larger records would be refused"},
      {"min.insync.replicas", std::to_string(CopiesInStep(copies)), Rule::kAtLeast, false,
       "one lost broker can lose what was acknowledged"},
      {"retention.ms", forever ? "-1" : std::to_string(retention.count()), Rule::kEqual, false,
       forever ? "a new machine builds its state from this topic"
               : "how long records wait for a task that is away"},
      {"retention.bytes", "-1", Rule::kEqual, false, "records are dropped by size, read or not"},
  };
}

// The least number of all for a text that is none.
std::int64_t NumberOf(const std::string& text) {
  std::int64_t value = std::numeric_limits<std::int64_t>::min();
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool Satisfies(const std::string& found, const WantedSetting& wanted) {
  if (found == wanted.value) return true;
  return wanted.rule == Rule::kAtLeast && NumberOf(found) >= NumberOf(wanted.value);
}

int PartitionsOf(const KafkaLogOptions& options, Topic topic) {
  if (IsKeyedByHost(topic)) return options.partitions;
  return topic == Topic::kResolved ? options.index_shards : 1;
}

// Its partitions are the shards of the index: an article must stay in its own.
void ExplainShards(bool can_grow, TopicDifference& difference) {
  difference.harmful = true;
  difference.can_apply = can_grow;
  difference.reason =
      can_grow ? "it is empty yet: `stratwatch topics apply` adds them"
               : "articles would change their shard; set kafka.index_shards to what there is, or "
                 "build the index anew under another kafka.topic_prefix";
}

void CompareShape(const KafkaTopicShape& shape, bool empty, const KafkaLogOptions& options,
                  TopicState& state) {
  if (shape.partitions != state.partitions) {
    TopicDifference difference{
        "partitions", std::to_string(shape.partitions), std::to_string(state.partitions), "", false,
        false};
    if (state.topic == Topic::kResolved) {
      ExplainShards(empty && shape.partitions < state.partitions, difference);
    } else if (!IsKeyedByHost(state.topic)) {
      difference.harmful = true;
      difference.reason = "its order is lost; delete it, or choose another kafka.topic_prefix";
    } else if (shape.partitions < state.partitions) {
      difference.can_apply = true;
      difference.reason = "no more processes can share it; hosts move to other partitions once";
    } else {
      difference.reason = "partitions cannot be taken away; set kafka.partitions";
    }
    state.differences.push_back(std::move(difference));
  }
  if (shape.replication < options.replication) {
    state.differences.push_back({"replication", std::to_string(shape.replication),
                                 std::to_string(options.replication),
                                 "Kafka's kafka-reassign-partitions adds copies", false, false});
  }
}

void CompareSettings(const KafkaConfig& config, int copies, const KafkaLogOptions& options,
                     TopicState& state) {
  if (!config.refusal.empty()) {
    state.unreadable = config.refusal;
    return;
  }
  for (const WantedSetting& wanted : WantedOf(options, state.topic, copies)) {
    const auto found = config.values.find(wanted.name);
    const std::string value = found != config.values.end() ? found->second.text : "";
    if (wanted.name == "min.insync.replicas" && NumberOf(value) > copies) {
      state.differences.push_back({wanted.name, value, wanted.value,
                                   "more than it has copies: every record would be refused", true,
                                   true});
    } else if (!Satisfies(value, wanted)) {
      state.differences.push_back(
          {wanted.name, value, wanted.value, wanted.reason, wanted.harmful, true});
    }
  }
}

TopicState WantedState(const KafkaLogOptions& options, Topic topic) {
  TopicState state;
  state.topic = topic;
  state.name = KafkaTopicName(options, topic);
  state.partitions = PartitionsOf(options, topic);
  state.replication = options.replication;
  for (const WantedSetting& wanted : WantedOf(options, topic, options.replication)) {
    state.settings.emplace_back(wanted.name, wanted.value);
  }
  return state;
}

// All settings the topic has of its own, with those that are to change.
TopicSettings ChangedSettings(const KafkaConfig& now, const TopicState& state) {
  TopicSettings settings;
  const auto changes = [&](const std::string& name) {
    return std::find_if(state.differences.begin(), state.differences.end(), [&](const auto& each) {
             return each.setting == name;
           }) != state.differences.end();
  };
  for (const auto& [name, value] : now.values) {
    if (value.own && !changes(name)) settings.emplace_back(name, value.text);
  }
  for (const TopicDifference& difference : state.differences) {
    const bool is_setting =
        difference.setting != "partitions" && difference.setting != "replication";
    if (is_setting) settings.emplace_back(difference.setting, difference.wanted);
  }
  return settings;
}

bool ChangesSettings(const TopicState& state) {
  return std::any_of(state.differences.begin(), state.differences.end(), [](const auto& each) {
    return each.can_apply && each.setting != "partitions";
  });
}

Result<void> ApplyDifferences(const KafkaClient& client, const TopicState& state,
                              const KafkaDeadline& deadline) {
  for (const TopicDifference& difference : state.differences) {
    if (!difference.can_apply || difference.setting != "partitions") continue;
    auto added = AddKafkaPartitions(client, state.name, state.partitions, deadline);
    if (!added) return added;
  }
  if (!ChangesSettings(state)) return {};
  const auto now = DescribeKafka(client, KafkaResource::kTopic, {state.name}, deadline);
  if (!now) return tl::unexpected(now.error());
  if (!now->front().refusal.empty()) {
    return tl::unexpected(
        client.Unavailable("read the settings of topic " + state.name, now->front().refusal));
  }
  return SetKafkaTopic(client, state.name, ChangedSettings(now->front(), state), deadline);
}

bool IsMissing(const TopicState& state) {
  return !state.exists;
}

void Report(const std::vector<TopicState>& plan, EventSink& events) {
  for (const TopicState& state : plan) {
    if (!state.unreadable.empty()) {
      // A broker that does not let us ask may still do its work.
      events.Write(Severity::kWarning, "kafka.topic-settings-unknown",
                   {{"topic", state.name}, {"error", state.unreadable}});
    }
    for (const TopicDifference& difference : state.differences) {
      events.Write(Severity::kWarning, "kafka.topic-setting",
                   {{"topic", state.name},
                    {"setting", difference.setting},
                    {"value", difference.found},
                    {"expected", difference.wanted},
                    {"reason", difference.reason}});
    }
  }
}

// Whether nothing was ever written to any partition.
Result<bool> IsEmpty(const KafkaClient& client, const KafkaLogOptions& options, Topic topic,
                     int partitions, const KafkaDeadline& deadline) {
  for (int partition = 0; partition < partitions; ++partition) {
    const auto extent = KafkaExtentOf(client, options, topic, partition, deadline);
    if (!extent) return tl::unexpected(extent.error());
    if (extent->end > 0) return false;
  }
  return true;
}

}  // namespace

Result<std::vector<TopicState>> PlanTopics(const KafkaClient& client,
                                           const KafkaLogOptions& options,
                                           const KafkaDeadline& deadline) {
  std::vector<TopicState> plan;
  std::vector<std::string> names;
  std::vector<int> copies;
  for (const Topic topic : KafkaTopics()) {
    TopicState state = WantedState(options, topic);
    const auto shape = KafkaTopicShapeOf(client, options, topic, deadline);
    if (shape) {
      state.exists = true;
      bool empty = false;
      if (topic == Topic::kResolved && shape->partitions != state.partitions) {
        const auto looked = IsEmpty(client, options, topic, shape->partitions, deadline);
        if (!looked) return tl::unexpected(looked.error());
        empty = *looked;
      }
      CompareShape(*shape, empty, options, state);
      names.push_back(state.name);
      copies.push_back(shape->replication);
    } else if (shape.error().code != ErrorCode::kNotFound) {
      return tl::unexpected(shape.error());
    }
    plan.push_back(std::move(state));
  }
  const auto configs = DescribeKafka(client, KafkaResource::kTopic, names, deadline);
  if (!configs) return tl::unexpected(configs.error());
  std::size_t next = 0;
  for (TopicState& state : plan) {
    if (!state.exists) continue;
    CompareSettings((*configs)[next], copies[next], options, state);
    ++next;
  }
  return plan;
}

Result<void> ApplyTopics(const KafkaClient& client, const KafkaLogOptions& options,
                         const std::vector<TopicState>& plan, const KafkaDeadline& deadline) {
  std::vector<NewKafkaTopic> missing;
  for (const TopicState& state : plan) {
    if (!state.exists) {
      missing.push_back({state.name, state.partitions, state.replication, state.settings});
    }
  }
  if (auto created = CreateKafkaTopics(client, missing, deadline); !created) return created;
  for (const TopicState& state : plan) {
    auto done = state.exists ? ApplyDifferences(client, state, deadline)
                             : AwaitKafkaTopic(client, options, state.topic, deadline);
    if (!done) return done;
  }
  return {};
}

Result<void> EnsureKafkaTopics(const KafkaClient& client, const KafkaLogOptions& options,
                               EventSink& events) {
  const KafkaDeadline deadline(options.connect_wait);
  if (auto id = client.ClusterId(deadline); !id) return tl::unexpected(id.error());
  auto plan = PlanTopics(client, options, deadline);
  if (!plan) return tl::unexpected(plan.error());
  if (const auto missing = std::find_if(plan->begin(), plan->end(), IsMissing);
      missing != plan->end()) {
    if (!options.create_topics) {
      return Fail(ErrorCode::kInvalid,
                  fmt::format("Kafka at {} has no topic {}, and kafka.create_topics is false: "
                              "`stratwatch topics apply` makes it",
                              options.brokers, missing->name));
    }
    std::vector<TopicState> only_missing;
    std::copy_if(plan->begin(), plan->end(), std::back_inserter(only_missing), IsMissing);
    if (auto made = ApplyTopics(client, options, only_missing, deadline); !made) return made;
    plan = PlanTopics(client, options, deadline);
    if (!plan) return tl::unexpected(plan.error());
  }
  Report(*plan, events);
  const std::string harmful = HarmfulDifferences(*plan);
  if (!harmful.empty()) {
    return Fail(ErrorCode::kInvalid, harmful + "\n`stratwatch topics plan` shows all of it");
  }
  return {};
}

}  // namespace stratwatch::pipeline
