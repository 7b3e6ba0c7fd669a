#include <fmt/format.h>

#include <charconv>

#include "app/commands/commands.h"
#include "app/commands/tagged_text.h"
#include "app/json.h"
#include "parsers/language.h"

namespace stratwatch::app {
namespace {

// Of "2026-03-17…"; 0 when it does not begin so.
int YearOf(std::string_view date) {
  int year = 0;
  const auto [end, error] = std::from_chars(date.data(), date.data() + date.size(), year);
  return error == std::errc() && end - date.data() == 4 ? year : 0;
}

void TagArticle(const pipeline::RuleSet& rules, Article& article, int year) {
  pipeline::TextFindings found =
      rules.tagger->Read(article.title, article.text, article.language, year);
  article.tags = std::move(found.tags);
  article.claims = std::move(found.claims);
  article.quotes = std::move(found.quotes);
  article.relevance =
      rules.relevance->Judge(article.title, article.text, article.language, article.tags);
}

}  // namespace

void TagArticle(const pipeline::RuleSet& rules, Article& article) {
  // The publisher's own day, as text, begins with its year.
  const int year = article.published ? YearOf(article.published->Text()) : 0;
  TagArticle(rules, article, year);
}

Article TaggedText(const pipeline::RuleSet& rules, const TextLine& line) {
  Article article;
  article.title = line.title;
  article.text = line.text;
  article.language = line.language;
  if (article.language.empty()) {
    article.language = parsers::DetectLanguage(line.title + "\n\n" + line.text).tag;
  }
  TagArticle(rules, article, YearOf(line.date));
  return article;
}

ExitCode TagTexts(CommandContext& context, const std::string& file) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto loaded = LoadRules(*config);
  if (!loaded) return Report(context, loaded.error());
  const auto rules = (*loaded)->Current();
  auto lines = TextLines::Open(file);
  if (!lines) return Report(context, lines.error());
  std::size_t failed = 0;
  while (const auto line = lines->Next()) {
    if (line->defect.empty()) {
      context.terminal.PrintLine(TaggedJson(line->id, TaggedText(*rules, *line)));
      if (file == "-") std::fflush(stdout);  // The reader of a stream waits for this line.
      continue;
    }
    context.terminal.Complain(fmt::format("{}:{}: {}", file, line->number, line->defect));
    ++failed;
  }
  return failed == 0 ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace stratwatch::app
