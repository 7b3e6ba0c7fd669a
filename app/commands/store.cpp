#include <fmt/format.h>

#include "app/commands/commands.h"
#include "app/json.h"
#include "app/status.h"
#include "store/store_digest.h"

namespace stratwatch::app {
namespace {

using Parts = std::vector<store::DigestPart>;

constexpr std::size_t kDifferencesShown = 20;

void Print(const CommandContext& context, const Parts& parts) {
  if (context.json) {
    std::string members;
    for (const auto& part : parts) {
      members += fmt::format(R"({}"{}":{{"records":{},"digest":"{}"}})", members.empty() ? "" : ",",
                             part.name, part.records, part.digest.Hex());
    }
    context.terminal.PrintLine("{" + members + "}");
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& part : parts) {
    rows.push_back({part.name, std::to_string(part.records), part.digest.Hex()});
  }
  context.terminal.PrintTable({"part", "records", "digest"}, rows);
}

std::vector<store::Database*> DatabasesOf(const Articles& articles) {
  std::vector<store::Database*> databases;
  for (const pipeline::IndexShard& shard : articles) databases.push_back(shard.database.get());
  return databases;
}

// Whether the other one has shards shows in its folder: it may be of the embedded engine.
CommandResult<Articles> OpenOther(const config::Config& config,
                                  const std::filesystem::path& folder) {
  config::Config other = config;
  other.store.path = folder;
  if (pipeline::ShardsIn(folder, config.kafka.index_shards).empty()) {
    other.kafka.index_shards = 1;
  }
  return OpenArticles(other);
}

ExitCode Compare(const CommandContext& context, const Articles& first,
                 const std::filesystem::path& folder, const Parts& parts,
                 const config::Config& config) {
  const auto other = OpenOther(config, folder);
  if (!other) return Report(context, other.error());
  const auto other_parts = store::DigestOf(DatabasesOf(*other));
  if (!other_parts) return Report(context, other_parts.error());
  Print(context, *other_parts);
  if (parts == *other_parts) {
    context.terminal.Note("the stores are equal");
    return ExitCode::kOk;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == (*other_parts)[i]) continue;
    context.terminal.Complain(fmt::format("{} differ: {} and {} records", parts[i].name,
                                          parts[i].records, (*other_parts)[i].records));
  }
  const auto differences =
      store::CompareStores(DatabasesOf(first), DatabasesOf(*other), kDifferencesShown);
  if (!differences) return Report(context, differences.error());
  for (const auto& each : *differences) {
    context.terminal.Complain(fmt::format("{} {} {}", each.part, each.id.Hex(), each.url));
  }
  return ExitCode::kFailed;
}

}  // namespace

ExitCode DigestStore(CommandContext& context, const std::string& against) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto articles = OpenArticles(*config);
  if (!articles) return Report(context, articles.error());
  const auto parts = store::DigestOf(DatabasesOf(*articles));
  if (!parts) return Report(context, parts.error());
  Print(context, *parts);
  if (against.empty()) return ExitCode::kOk;
  return Compare(context, *articles, against, *parts, *config);
}

}  // namespace stratwatch::app
