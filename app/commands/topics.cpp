#include <fmt/format.h>

#include <algorithm>

#include "app/commands/commands.h"
#include "app/json.h"
#include "pipeline/kafka_topic_plan.h"

namespace stratwatch::app {
namespace {

using pipeline::TopicDifference;
using pipeline::TopicState;
using Plan = std::vector<TopicState>;

std::string WhatIsWanted(const TopicState& state) {
  std::string text =
      fmt::format("{} partition{}, {} cop{}", state.partitions, state.partitions == 1 ? "" : "s",
                  state.replication, state.replication == 1 ? "y" : "ies");
  for (const auto& [setting, value] : state.settings) {
    text += fmt::format(", {}={}", setting, value);
  }
  return text;
}

std::string DifferenceJson(const TopicDifference& difference) {
  return fmt::format(
      R"({{"setting":{},"found":{},"wanted":{},"harmful":{},"can_apply":{},"reason":{}}})",
      QuoteJson(difference.setting), QuoteJson(difference.found), QuoteJson(difference.wanted),
      difference.harmful, difference.can_apply, QuoteJson(difference.reason));
}

std::string TopicJson(const TopicState& state) {
  std::string settings;
  for (const auto& [setting, value] : state.settings) {
    settings +=
        fmt::format("{}{}:{}", settings.empty() ? "" : ",", QuoteJson(setting), QuoteJson(value));
  }
  std::string differences;
  for (const TopicDifference& difference : state.differences) {
    differences += (differences.empty() ? "" : ",") + DifferenceJson(difference);
  }
  return fmt::format(R"({{"topic":{},"exists":{},"as_wanted":{},"partitions":{},"replication":{},)"
                     R"("settings":{{{}}},"differences":[{}],"unreadable":{}}})",
                     QuoteJson(state.name), state.exists, state.AsWanted(), state.partitions,
                     state.replication, settings, differences, QuoteJson(state.unreadable));
}

void Print(const CommandContext& context, const Plan& plan) {
  std::vector<std::vector<std::string>> rows;
  for (const TopicState& state : plan) {
    if (context.json) {
      context.terminal.PrintLine(TopicJson(state));
      continue;
    }
    if (!state.exists) {
      rows.push_back({state.name, "create", "", "", "", WhatIsWanted(state)});
    } else if (!state.unreadable.empty()) {
      rows.push_back({state.name, "unknown", "", "", "", "settings: " + state.unreadable});
    } else if (state.AsWanted()) {
      rows.push_back({state.name, "as wanted", "", "", "", ""});
    }
    for (const TopicDifference& each : state.differences) {
      rows.push_back({state.name, each.can_apply ? "change" : "cannot change", each.setting,
                      each.found, each.wanted, (each.harmful ? "HARMFUL: " : "") + each.reason});
    }
  }
  if (context.json) return;
  context.terminal.PrintTable({"topic", "state", "setting", "is", "wanted", "why"}, rows);
}

CommandResult<config::Config> LoadKafkaConfig(const CommandContext& context) {
  auto config = LoadConfig(context);
  if (config && config->kafka.brokers.empty()) {
    return CommandFail(ExitCode::kUsage,
                       "kafka.brokers names none (\"host:port,…\"); the embedded log keeps its "
                       "topics in the store and needs no plan");
  }
  return config;
}

bool All(const Plan& plan) {
  return std::all_of(plan.begin(), plan.end(), [](const auto& each) { return each.AsWanted(); });
}

bool SomeUnreadable(const Plan& plan) {
  return std::any_of(plan.begin(), plan.end(),
                     [](const auto& each) { return !each.unreadable.empty(); });
}

bool SomeToDo(const Plan& plan) {
  return std::any_of(plan.begin(), plan.end(), [](const TopicState& state) {
    return !state.exists || std::any_of(state.differences.begin(), state.differences.end(),
                                        [](const auto& each) { return each.can_apply; });
  });
}

struct Planned {
  config::Config config;
  Plan plan;
};

CommandResult<Planned> PlanAndPrint(const CommandContext& context) {
  auto config = LoadKafkaConfig(context);
  if (!config) return tl::unexpected(config.error());
  NullEventSink events;
  auto plan = pipeline::PlanKafkaTopics(config->kafka, events);
  if (!plan) return CommandFail(plan.error());
  Print(context, *plan);
  return Planned{std::move(*config), std::move(*plan)};
}

}  // namespace

ExitCode PlanTopics(CommandContext& context) {
  const auto planned = PlanAndPrint(context);
  return planned ? ExitCode::kOk : Report(context, planned.error());
}

ExitCode CheckTopics(CommandContext& context) {
  const auto planned = PlanAndPrint(context);
  if (!planned) return Report(context, planned.error());
  if (!All(planned->plan)) return ExitCode::kFailed;
  return SomeUnreadable(planned->plan) ? ExitCode::kPartial : ExitCode::kOk;
}

ExitCode ApplyTopics(CommandContext& context, bool yes) {
  const auto planned = PlanAndPrint(context);
  if (!planned) return Report(context, planned.error());
  const auto& [config, plan] = *planned;
  if (SomeToDo(plan)) {
    if (!yes) {
      context.terminal.Complain("this is the plan, and nothing was changed; --yes does it");
      return ExitCode::kUsage;
    }
    NullEventSink events;
    const auto applied = pipeline::ApplyTopicPlan(config.kafka, plan, events);
    if (!applied) return Report(context, applied.error());
    const auto left = pipeline::PlanKafkaTopics(config.kafka, events);
    if (!left) return Report(context, left.error());
    context.terminal.Note("applied; the topics are now:");
    Print(context, *left);
    return All(*left) ? ExitCode::kOk : ExitCode::kPartial;
  }
  context.terminal.Note("nothing to apply");
  return All(plan) ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace stratwatch::app
