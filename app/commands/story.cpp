#include <fmt/format.h>

#include <set>

#include "app/commands/article_view.h"
#include "app/commands/commands.h"
#include "app/json.h"
#include "app/status.h"
#include "store/search.h"

namespace stratwatch::app {
namespace {

constexpr std::size_t kShownIdDigits = 12;
// Of the largest stories the latest; `search story:ID` pages through all.
constexpr std::size_t kShownArticles = 1'000;

// The story of the article that `id` names; a story's id is that of its first article.
CommandResult<Article> ArticleWithStory(store::Database& database, const std::string& id) {
  auto article = FindArticle(database, id);
  if (!article) return CommandFail(article.error());
  if (!article->resolution.story) {
    return CommandFail(ExitCode::kNotFound,
                       fmt::format("article {} is of no story: its outcome is {}",
                                   article->id.Hex(), OutcomeName(article->outcome)));
  }
  return std::move(*article);
}

std::string DayOf(const Article& article) {
  return article.published ? article.published->Text().substr(0, 10) : "-";
}

void PrintStory(const Terminal& terminal, const StoryId& story, const store::SearchResult& result) {
  std::set<std::string> languages;
  std::size_t copies = 0;
  std::vector<std::vector<std::string>> rows;
  for (const store::SearchHit& hit : result.hits) {
    const Article& article = hit.article;
    languages.insert(article.language);
    copies += article.resolution.duplicate_of ? 1 : 0;
    rows.push_back({article.id.Hex().substr(0, kShownIdDigits), DayOf(article), article.language,
                    article.source.value,
                    article.resolution.relation.empty() ? "-" : article.resolution.relation,
                    article.title.empty() ? article.url.Text() : article.title});
  }
  if (!result.hits.empty()) {
    terminal.PrintLine(terminal.Bold(result.hits.back().article.title));
  }
  terminal.PrintLine(
      fmt::format("story {}: {} articles in {} languages, {} independent reports "
                  "and {} copies",
                  story.Hex().substr(0, kShownIdDigits), result.total, languages.size(),
                  result.hits.size() - copies, copies));
  terminal.PrintTable({"id", "published", "lang", "source", "copy", "title"}, rows);
  if (result.total > result.hits.size()) {
    terminal.Note(fmt::format("the latest {}; all: stratwatch search story:{}", result.hits.size(),
                              story.Hex()));
  }
}

void PrintWhy(const Terminal& terminal, const Article& article) {
  const Resolution& resolution = article.resolution;
  terminal.PrintLine(terminal.Bold(article.title.empty() ? article.url.Text() : article.title));
  terminal.PrintLine("story " + resolution.story->Hex());
  if (*resolution.story == StoryId{article.id}) {
    terminal.PrintLine("began it: no open story reached a score of 0");
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const StoryPart& part : resolution.story_parts) {
    rows.push_back({part.name, fmt::format("{:+.2f}", part.score), part.evidence});
  }
  rows.push_back({"score", fmt::format("{:+.2f}", resolution.story_score), ""});
  terminal.PrintTable({"part", "score", "both have"}, rows);
}

}  // namespace

ExitCode ShowStory(CommandContext& context, const std::string& id) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const auto article = ArticleWithStory(**database, id);
  if (!article) return Report(context, article.error());
  store::SearchRequest request;
  request.query = "story:" + article->resolution.story->Hex();
  request.hits_max = kShownArticles;
  request.order = store::SearchOrder::kNewest;
  const auto result = store::Search(**database, nullptr).Find(request);
  if (!result) return Report(context, result.error());
  if (context.json) {
    context.terminal.PrintLine(SearchJson(*result));
  } else {
    PrintStory(context.terminal, *article->resolution.story, *result);
  }
  return ExitCode::kOk;
}

ExitCode ExplainStory(CommandContext& context, const std::string& id) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const auto article = ArticleWithStory(**database, id);
  if (!article) return Report(context, article.error());
  if (context.json) {
    context.terminal.PrintLine(ResolvedJson(article->id.Hex(), article->resolution,
                                            [](const Digest128& each) { return each.Hex(); }));
  } else {
    PrintWhy(context.terminal, *article);
  }
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
