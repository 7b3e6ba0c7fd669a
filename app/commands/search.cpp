#include "store/sharded_query.h"

#include <fmt/format.h>

#include "app/commands/article_view.h"
#include "app/commands/commands.h"
#include "app/json.h"
#include "app/status.h"

namespace stratwatch::app {
namespace {

// Enough of an id to type; `show` takes any prefix that is unique.
constexpr std::size_t kShownIdDigits = 12;

void PrintHits(const CommandContext& context, const store::SearchResult& result) {
  std::vector<std::vector<std::string>> rows;
  for (const store::SearchHit& hit : result.hits) {
    const Article& article = hit.article;
    rows.push_back({article.id.Hex().substr(0, kShownIdDigits),
                    article.published ? article.published->Text().substr(0, 10) : "-",
                    article.language, JoinedIds(article, TagType::kCountry, Subjects::kOnly),
                    article.source.value,
                    article.title.empty() ? article.url.Text() : article.title});
  }
  context.terminal.PrintTable({"id", "published", "lang", "about", "source", "title"}, rows);
}

// In the store, or in all shards that are here.
Result<store::SearchResult> Find(const config::Config& config, const Articles& articles,
                                 const store::StrategyNames* names,
                                 const store::SearchRequest& request) {
  if (!config::IsSharded(config)) {
    return store::Search(*articles.front().database, names).Find(request);
  }
  std::vector<store::Search> searches;
  searches.reserve(articles.size());
  std::vector<store::ShardSearch> shards;
  for (const pipeline::IndexShard& shard : articles) {
    searches.emplace_back(*shard.database, names);
    shards.push_back({shard.number, &searches.back()});
  }
  return store::FindInShards(shards, request);
}

// What is searched is what is here; the service asks the other machines, too.
void NoteMissingShards(const CommandContext& context, const config::Config& config,
                       const Articles& articles) {
  const auto shards = static_cast<std::size_t>(config.kafka.index_shards);
  if (!config::IsSharded(config) || articles.size() == shards) return;
  context.terminal.Note(
      fmt::format("partial: {} of {} index shards are on this machine", articles.size(), shards));
}

}  // namespace

ExitCode Search(CommandContext& context, const SearchArguments& arguments) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto gazetteer = pipeline::Gazetteer::Load(config->gazetteer_folder);
  if (!gazetteer) return Report(context, gazetteer.error());
  const auto articles = OpenArticles(*config);
  if (!articles) return Report(context, articles.error());

  store::SearchRequest request;
  request.query = arguments.query;
  request.hits_max = arguments.hits_max;
  request.cursor = arguments.cursor;
  request.order = arguments.newest ? store::SearchOrder::kNewest : store::SearchOrder::kScore;
  const auto result = Find(*config, *articles, gazetteer->get(), request);
  if (!result) {
    const bool bad_query = result.error().code == ErrorCode::kInvalid;
    return Report(context,
                  CommandFailure{bad_query ? ExitCode::kUsage : ExitCodeOf(result.error().code),
                                 result.error().message});
  }
  if (context.json) {
    context.terminal.PrintLine(SearchJson(*result));
    return ExitCode::kOk;
  }
  if (!result->hits.empty()) PrintHits(context, *result);
  NoteMissingShards(context, *config, *articles);
  context.terminal.Note(fmt::format("{} of {} articles", result->hits.size(), result->total));
  if (!result->next_cursor.empty()) {
    context.terminal.Note("more: add --cursor " + result->next_cursor);
  }
  return ExitCode::kOk;
}

ExitCode Show(CommandContext& context, const std::string& id) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto articles = OpenArticles(*config);
  if (!articles) return Report(context, articles.error());
  const auto article = FindArticle(*articles, id);
  if (!article) return Report(context, article.error());
  if (context.json) {
    context.terminal.PrintLine(ArticleJson(*article, ArticleDetail::kWhole));
  } else {
    PrintArticle(context.terminal, *article);
  }
  return ExitCode::kOk;
}

ExitCode TraceUrl(CommandContext& context, const std::string& text) {
  const auto url = Url::Parse(text);
  if (!url) return Report(context, CommandFailure{ExitCode::kUsage, url.error().message});
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const auto articles = OpenArticles(*config, **database);
  if (!articles) return Report(context, articles.error());
  const auto trace = GatherTrace({**database, *articles}, *url);
  if (!trace) return Report(context, trace.error());
  if (context.json) {
    context.terminal.PrintLine(TraceJson(*trace));
  } else {
    PrintTrace(context.terminal, *trace);
  }
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
