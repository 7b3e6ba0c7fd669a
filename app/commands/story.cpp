#include <fmt/format.h>

#include <set>

#include "app/analysis_json.h"
#include "app/commands/commands.h"
#include "app/commands/story_articles.h"
#include "app/json.h"
#include "app/status.h"
#include "pipeline/story_lineage.h"
#include "store/search.h"

namespace stratwatch::app {
namespace {

constexpr std::size_t kShownIdDigits = 12;
// Asked for at a time.
constexpr std::size_t kPageArticles = 1'000;

std::string NameOf(const Article& article) {
  return article.title.empty() ? article.url.Text() : article.title;
}

std::vector<std::string> RowOf(const Article& article, std::string when, std::string copy) {
  return {article.id.Hex().substr(0, kShownIdDigits),
          std::move(when),
          article.language,
          article.source.value,
          std::move(copy),
          NameOf(article)};
}

std::string DayOf(const Article& article) {
  return article.published ? article.published->Text().substr(0, 10) : "-";
}

void PrintStory(const Terminal& terminal, const StoryId& story,
                const std::vector<Article>& articles) {
  const std::vector<pipeline::StoryReport> reports = pipeline::ReportsOf(articles);
  std::set<std::string> languages;
  for (const Article& article : articles) languages.insert(article.language);
  std::vector<std::vector<std::string>> rows;
  for (const pipeline::StoryReport& report : reports) {
    const std::string when = TimeText(report.time).substr(0, 16);
    rows.push_back(RowOf(*report.original, report.by_fetch ? when + " seen" : when, "-"));
    for (const Article* copy : report.copies) {
      const std::string& relation = copy->resolution.relation;
      rows.push_back(RowOf(*copy, DayOf(*copy), relation.empty() ? "earlier met" : relation));
    }
  }
  if (!reports.empty()) terminal.PrintLine(terminal.Bold(NameOf(*reports.front().original)));
  terminal.PrintLine(
      fmt::format("story {}: {} articles in {} languages, {} copies, {} independent "
                  "reports",
                  story.Hex().substr(0, kShownIdDigits), articles.size(), languages.size(),
                  articles.size() - reports.size(), reports.size()));
  terminal.PrintTable({"id", "appeared", "lang", "source", "copy", "title"}, rows);
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

CommandResult<Article> ArticleWithStory(store::Database& database, const std::string& id) {
  auto article = FindArticle(OneStore(database), id);
  if (!article) return CommandFail(article.error());
  if (!article->resolution.story) {
    return CommandFail(ExitCode::kNotFound,
                       fmt::format("article {} is of no story: its outcome is {}",
                                   article->id.Hex(), OutcomeName(article->outcome)));
  }
  return std::move(*article);
}

Result<std::vector<Article>> ArticlesOf(store::Database& database, const StoryId& story) {
  store::SearchRequest request;
  request.query = "story:" + story.Hex();
  request.hits_max = kPageArticles;
  request.order = store::SearchOrder::kNewest;
  const store::Search search(database, nullptr);
  std::vector<Article> articles;
  do {
    auto found = search.Find(request);
    if (!found) return tl::unexpected(found.error());
    for (store::SearchHit& hit : found->hits) articles.push_back(std::move(hit.article));
    request.cursor = found->next_cursor;
  } while (!request.cursor.empty());
  return articles;
}

ExitCode ShowStory(CommandContext& context, const std::string& id) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenOneStore(*config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  const auto article = ArticleWithStory(**database, id);
  if (!article) return Report(context, article.error());
  const StoryId& story = *article->resolution.story;
  const auto articles = ArticlesOf(**database, story);
  if (!articles) return Report(context, articles.error());
  if (context.json) {
    context.terminal.PrintLine(StoryJson(story, pipeline::ReportsOf(*articles)));
  } else {
    PrintStory(context.terminal, story, *articles);
  }
  return ExitCode::kOk;
}

ExitCode ExplainStory(CommandContext& context, const std::string& id) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto database = OpenOneStore(*config, store::Access::kReadOnly);
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
