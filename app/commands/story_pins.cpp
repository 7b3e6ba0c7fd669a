// The operator's word on stories: merge and split.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/commands/commands.h"
#include "app/commands/story_articles.h"
#include "app/event_writer.h"
#include "app/status.h"
#include "pipeline/metrics.h"
#include "pipeline/service.h"
#include "pipeline/story_lineage.h"
#include "pipeline/story_pins.h"

namespace stratwatch::app {
namespace {

constexpr std::size_t kShownIdDigits = 12;

// The store, to be written: resolve and index obey a pin at once.
struct OpenedStore {
  config::Config config;
  std::unique_ptr<store::Database> database;
};

CommandResult<OpenedStore> Open(const CommandContext& context) {
  auto config = LoadConfig(context);
  if (!config) return tl::unexpected(config.error());
  auto database = OpenOneStore(*config, store::Access::kReadWrite);
  if (!database) return tl::unexpected(database.error());
  return OpenedStore{std::move(*config), std::move(*database)};
}

// Appends the pins; on the embedded log the tasks then read them to the end. On Kafka the service
// that runs there does.
ExitCode Pin(CommandContext& context, OpenedStore& opened, const std::vector<Article>& pins,
             const StoryId& story) {
  EventWriter events(opened.config.logging);
  const SystemClock clock;
  const auto log = OpenLog(opened.config, *opened.database, clock, events);
  if (!log) return Report(context, log.error());
  if (const auto topics = (*log)->EnsureTopics(); !topics) return Report(context, topics.error());
  if (const auto done = pipeline::AppendPins(**log, pins); !done) {
    return Report(context, done.error());
  }
  const bool embedded = (*log)->Engine() == "embedded";
  if (embedded) {
    const auto rules = LoadRules(opened.config);
    if (!rules) return Report(context, rules.error());
    opened.config.service.tasks.crawl = false;
    pipeline::Metrics metrics;
    const auto service = pipeline::Service::Start(
        opened.config.service, {*opened.database, **log, **rules, clock, events, metrics});
    if (!service) return Report(context, service.error());
    (*service)->RequestDrain();
    if (const auto ended = (*service)->Wait(); !ended) return Report(context, ended.error());
  }
  if (context.json) {
    context.terminal.PrintLine(
        fmt::format(R"({{"story":"{}","pinned":{}}})", story.Hex(), pins.size()));
  } else {
    context.terminal.PrintLine(fmt::format("{} articles are of story {}{}", pins.size(),
                                           story.Hex().substr(0, kShownIdDigits),
                                           embedded ? "" : " once the service has read them"));
  }
  return ExitCode::kOk;
}

// With each article its copies in the story, and what they copy there.
std::set<ArticleId> WithCopies(const std::vector<Article>& articles,
                               const std::set<ArticleId>& chosen) {
  std::set<ArticleId> all = chosen;
  for (const pipeline::StoryReport& report : pipeline::ReportsOf(articles)) {
    const bool any = chosen.contains(report.original->id) ||
                     std::any_of(report.copies.begin(), report.copies.end(),
                                 [&](const Article* copy) { return chosen.contains(copy->id); });
    if (!any) continue;
    all.insert(report.original->id);
    for (const Article* copy : report.copies) all.insert(copy->id);
  }
  return all;
}

// Which story the split articles become: named after one of them that did not begin the old one.
CommandResult<StoryId> NewStory(const StoryId& old, const std::vector<Article>& articles,
                                const std::set<ArticleId>& split) {
  if (split.size() == articles.size()) {
    return CommandFail(ExitCode::kUsage,
                       "that is all of the story, with copies; name those that are of another");
  }
  for (const ArticleId& id : split) {
    if (StoryId{id} != old) return StoryId{id};
  }
  return CommandFail(ExitCode::kUsage, "article " + old.Hex() +
                                           " began this story, which is named after it; "
                                           "split the others off instead");
}

}  // namespace

ExitCode MergeStories(CommandContext& context, const std::vector<std::string>& ids) {
  auto opened = Open(context);
  if (!opened) return Report(context, opened.error());
  const auto into = ArticleWithStory(*opened->database, ids.front());
  if (!into) return Report(context, into.error());
  const StoryId story = *into->resolution.story;
  std::vector<Article> pins;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    const auto from = ArticleWithStory(*opened->database, ids[i]);
    if (!from) return Report(context, from.error());
    if (*from->resolution.story == story) {
      return Report(context, CommandFailure{ExitCode::kUsage,
                                            ids[i] + " is of story " + story.Hex() + " already"});
    }
    auto articles = ArticlesOf(*opened->database, *from->resolution.story);
    if (!articles) return Report(context, articles.error());
    for (Article& article : *articles) {
      pins.push_back(pipeline::PinnedTo(std::move(article), story));
    }
  }
  return Pin(context, *opened, pins, story);
}

ExitCode SplitStory(CommandContext& context, const std::vector<std::string>& ids) {
  auto opened = Open(context);
  if (!opened) return Report(context, opened.error());
  const auto of = ArticleWithStory(*opened->database, ids.front());
  if (!of) return Report(context, of.error());
  const StoryId old = *of->resolution.story;
  std::set<ArticleId> chosen;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    const auto article = ArticleWithStory(*opened->database, ids[i]);
    if (!article) return Report(context, article.error());
    if (*article->resolution.story != old) {
      return Report(context, CommandFailure{ExitCode::kUsage,
                                            ids[i] + " is not of story " + old.Hex() + " but of " +
                                                article->resolution.story->Hex()});
    }
    chosen.insert(article->id);
  }
  auto articles = ArticlesOf(*opened->database, old);
  if (!articles) return Report(context, articles.error());
  const std::set<ArticleId> split = WithCopies(*articles, chosen);
  const auto story = NewStory(old, *articles, split);
  if (!story) return Report(context, story.error());
  std::vector<Article> pins;
  for (Article& article : *articles) {
    if (!split.contains(article.id)) continue;
    pins.push_back(pipeline::PinnedTo(std::move(article), *story));
  }
  return Pin(context, *opened, pins, *story);
}

}  // namespace stratwatch::app
