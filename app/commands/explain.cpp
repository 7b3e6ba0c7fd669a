#include <fmt/format.h>

#include "app/analysis_json.h"
#include "app/commands/commands.h"
#include "app/commands/tagged_text.h"
#include "app/input_file.h"
#include "app/status.h"
#include "parsers/article_extractor.h"
#include "store/article_store.h"

namespace stratwatch::app {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";

void Print(const CommandContext& context, const RelevanceExplanation& explained) {
  if (context.json) {
    context.terminal.PrintLine(RelevanceJson(explained));
    return;
  }
  const Terminal& terminal = context.terminal;
  terminal.PrintLine(terminal.Bold(explained.title.empty() ? explained.name : explained.title));
  if (explained.judged) {
    const Relevance& judged = explained.judged->verdict;
    terminal.PrintLine(fmt::format("{}: score {:.2f}, threshold {:.2f}",
                                   judged.relevant ? "relevant" : "not relevant", judged.score,
                                   explained.threshold));
    std::vector<std::vector<std::string>> rows;
    for (const pipeline::RelevancePart& part : explained.judged->parts) {
      rows.push_back({fmt::format("{:+.2f}", part.weight), part.reason});
    }
    terminal.PrintTable({"weight", "reason"}, rows);
  }
  if (!explained.stored) return;
  const Relevance& stored = *explained.stored;
  terminal.PrintLine(fmt::format("as stored ({}): {}, score {:.2f}", OutcomeName(explained.outcome),
                                 stored.relevant ? "relevant" : "not relevant", stored.score));
  if (explained.judged) return;
  for (const std::string& reason : stored.reasons) terminal.PrintLine("  " + reason);
  terminal.Note(
      "its text is not kept, so the present rules cannot judge it again "
      "(normalise.keep_irrelevant_text)");
}

RelevanceExplanation Judge(const pipeline::RuleSet& rules, std::string name, Article article) {
  RelevanceExplanation explained;
  explained.name = std::move(name);
  explained.title = article.title;
  explained.language = article.language;
  explained.threshold = rules.relevance->Threshold();
  if (!article.text.empty()) {
    TagArticle(rules, article);
    explained.judged = RelevanceExplanation::Judged{
        article.relevance,
        rules.relevance->Explain(article.title, article.text, article.language, article.tags)};
  }
  return explained;
}

ExitCode ExplainLines(CommandContext& context, const pipeline::RuleSet& rules,
                      const std::string& file) {
  auto lines = TextLines::Open(file);
  if (!lines) return Report(context, lines.error());
  std::size_t failed = 0;
  while (const auto line = lines->Next()) {
    if (line->defect.empty()) {
      Print(context, Judge(rules, line->id, TaggedText(rules, *line)));
      continue;
    }
    context.terminal.Complain(fmt::format("{}:{}: {}", file, line->number, line->defect));
    ++failed;
  }
  return failed == 0 ? ExitCode::kOk : ExitCode::kPartial;
}

ExitCode ExplainPage(CommandContext& context, const config::Config& config,
                     const pipeline::RuleSet& rules, const ExplainArguments& arguments) {
  parsers::PageHints hints;
  const auto url = UrlOfInput(arguments.url);
  if (!url) return Report(context, CommandFailure{ExitCode::kUsage, url.error().message});
  hints.url = *url;
  const auto bytes = ReadInput(arguments.what);
  if (!bytes) return Report(context, bytes.error());
  const parsers::ArticleExtractor extractor(config.service.normalise.extractor);
  auto page = extractor.Extract(*bytes, hints);
  if (!page)
    return Report(context, CommandFailure{ExitCodeOf(page.error().code),
                                          arguments.what + ": " + page.error().message});
  Article article;
  article.title = std::move(page->title);
  article.text = std::move(page->text);
  article.language = std::move(page->language);
  article.published = page->published;
  if (article.text.empty()) {
    return Report(context,
                  CommandFailure{ExitCode::kFailed, arguments.what +
                                                        ": no text was found in this page; "
                                                        "`stratwatch parse --explain` says why"});
  }
  Print(context, Judge(rules, arguments.what, std::move(article)));
  return ExitCode::kOk;
}

CommandResult<Article> StoredArticle(store::Database& database, const std::string& what) {
  const auto url = Url::Parse(what);
  if (!url) {
    auto article = FindArticle(OneStore(database), what);
    if (!article) return CommandFail(article.error());
    return std::move(*article);
  }
  const Articles articles = OneStore(database);
  auto trace = GatherTrace({database, articles}, *url);
  if (!trace) return CommandFail(trace.error());
  if (!trace->article) {
    return CommandFail(ExitCode::kNotFound,
                       url->Text() + ": discovered, but not read yet; give its page as a file");
  }
  return std::move(*trace->article);
}

ExitCode ExplainStored(CommandContext& context, const config::Config& config,
                       const pipeline::RuleSet& rules, const std::string& what) {
  const auto database = OpenOneStore(config, store::Access::kReadOnly);
  if (!database) return Report(context, database.error());
  auto article = StoredArticle(**database, what);
  if (!article) return Report(context, article.error());
  const Relevance stored = article->relevance;
  const Outcome outcome = article->outcome;
  const std::string url = article->url.Text();
  RelevanceExplanation explained = Judge(rules, url, std::move(*article));
  explained.stored = stored;
  explained.outcome = outcome;
  Print(context, explained);
  return ExitCode::kOk;
}

}  // namespace

ExitCode ExplainRelevance(CommandContext& context, const ExplainArguments& arguments) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto loaded = LoadRules(*config);
  if (!loaded) return Report(context, loaded.error());
  const auto rules = (*loaded)->Current();
  const bool is_file = IsInputFile(arguments.what);
  if (!is_file && !Url::Parse(arguments.what) &&
      arguments.what.find_first_not_of(kHexDigits) != std::string::npos) {
    return Report(context,
                  CommandFailure{ExitCode::kNotFound,
                                 arguments.what + ": no such file, and no URL or article's id"});
  }
  if (!is_file) return ExplainStored(context, *config, *rules, arguments.what);
  const std::string_view name = arguments.what;
  if (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) {
    return ExplainLines(context, *rules, arguments.what);
  }
  return ExplainPage(context, *config, *rules, arguments);
}

}  // namespace stratwatch::app
