#include <fmt/format.h>

#include <algorithm>

#include "app/commands/commands.h"
#include "app/json.h"
#include "pipeline/kafka_health.h"

namespace stratwatch::app {
namespace {

using pipeline::Finding;
using pipeline::FindingLevel;

std::string_view NameOf(FindingLevel level) {
  if (level == FindingLevel::kGood) return "good";
  return level == FindingLevel::kWarning ? "warning" : "wrong";
}

Finding CheckStore(const config::Config& config) {
  const auto database = OpenStore(config, store::Access::kReadOnly);
  const std::string path = config.store.path.string();
  if (database) return {FindingLevel::kGood, "store", path};
  if (database.error().code == ExitCode::kNoStore) {
    return {FindingLevel::kGood, "store", "none yet at " + path};
  }
  return {FindingLevel::kWrong, "store", database.error().message};
}

void Print(const CommandContext& context, const std::vector<Finding>& findings) {
  std::vector<std::vector<std::string>> rows;
  for (const Finding& each : findings) {
    if (context.json) {
      context.terminal.PrintLine(fmt::format(R"({{"check":{},"state":"{}","text":{}}})",
                                             QuoteJson(each.check), NameOf(each.level),
                                             QuoteJson(each.text)));
    } else {
      rows.push_back({each.check, std::string(NameOf(each.level)), each.text});
    }
  }
  if (!context.json) context.terminal.PrintTable({"check", "state", "what"}, rows);
}

}  // namespace

ExitCode Doctor(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  std::vector<Finding> findings{CheckStore(*config)};
  if (config->log_engine == config::LogEngine::kKafka) {
    NullEventSink events;
    const std::chrono::hours window(config->service.resolve.copies.window_hours);
    auto found = pipeline::ExamineKafka(config->kafka, window, events);
    if (!found) {
      Print(context, findings);
      return Report(context, found.error());
    }
    findings.insert(findings.end(), found->begin(), found->end());
  } else {
    findings.push_back({FindingLevel::kGood, "log", "embedded, in the store"});
  }
  Print(context, findings);
  const bool wrong = std::any_of(findings.begin(), findings.end(), [](const Finding& each) {
    return each.level == FindingLevel::kWrong;
  });
  return wrong ? ExitCode::kFailed : ExitCode::kOk;
}

}  // namespace stratwatch::app
