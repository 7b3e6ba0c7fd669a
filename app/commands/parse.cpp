#include <fmt/format.h>

#include <fstream>

#include "app/commands/commands.h"
#include "app/commands/explanation_view.h"
#include "app/input_file.h"
#include "app/json.h"
#include "parsers/article_extractor.h"
#include "parsers/feed.h"
#include "parsers/foreign_passages.h"
#include "pipeline/manifest.h"
#include "pipeline/page_fetch.h"

namespace stratwatch::app {
namespace {

Result<parsers::ExtractedArticle> ParsePage(const parsers::ArticleExtractor& extractor,
                                            const std::filesystem::path& file, const Url& url,
                                            parsers::ExtractionTrace* trace = nullptr) {
  const auto bytes = ReadInput(file);
  if (!bytes) return tl::unexpected(bytes.error());
  parsers::PageHints hints;
  hints.url = url;
  auto article = extractor.Extract(*bytes, hints, trace);
  if (!article) return Fail(file.string(), article.error());
  return article;
}

// The same of a page that is fetched now; `url` becomes the address after redirects.
Result<parsers::ExtractedArticle> ParseFetched(const parsers::ArticleExtractor& extractor,
                                               const crawlers::FetcherOptions& fetcher, Url& url,
                                               parsers::ExtractionTrace* trace) {
  const SystemClock clock;
  auto page = pipeline::FetchPage(url, fetcher, clock);
  if (!page) return tl::unexpected(page.error());
  url = page->url;
  parsers::PageHints hints;
  hints.url = page->url;
  hints.content_type = page->content_type;
  hints.fetched_at = page->fetched_at;
  auto article = extractor.Extract(page->body, hints, trace);
  if (!article) return Fail(url.Text(), article.error());
  return article;
}

// The answer for one line, empty if there is none. Adds what is wrong with it to `complaints`: an
// address that cannot be parsed costs the links, not the page.
parsers::ExtractedArticle ParseLine(const parsers::ArticleExtractor& extractor,
                                    const std::filesystem::path& manifest,
                                    const pipeline::ManifestLine& line,
                                    std::vector<std::string>& complaints) {
  auto url = UrlOfInput(line.url);
  if (!url) {
    complaints.push_back(fmt::format("{}; the page is parsed without it", url.error().message));
    url = UrlOfInput("");
  }
  auto article = ParsePage(extractor, line.PathBeside(manifest), *url);
  if (article) return *std::move(article);
  complaints.push_back(article.error().message);
  return {};
}

// A page that fails gets an empty prediction and a complaint: its line must not be missing.
ExitCode ParseManifest(CommandContext& context, const parsers::ArticleExtractor& extractor,
                       const ParseArguments& arguments) {
  const auto manifest = ReadInput(arguments.manifest);
  if (!manifest) return Report(context, manifest.error());
  std::ofstream out(arguments.out);
  if (!out) {
    return Report(context,
                  CommandFailure{ExitCode::kFailed, arguments.out.string() + ": cannot write"});
  }
  std::size_t failed = 0;
  std::size_t done = 0;
  const auto lines = pipeline::ParseManifest(*manifest);
  for (const pipeline::ManifestLine& line : lines) {
    std::vector<std::string> complaints;
    if (!line.defect.empty()) {
      complaints.push_back(line.defect);
    } else {
      const auto article = ParseLine(extractor, arguments.manifest, line, complaints);
      out << PredictionJson(line.file, article) << '\n';
    }
    for (const std::string& complaint : complaints) {
      context.terminal.Complain(
          fmt::format("{}:{}: {}", arguments.manifest.string(), line.number, complaint));
    }
    if (!complaints.empty()) ++failed;
    context.terminal.ShowProgress(line.file, ++done, lines.size());
  }
  context.terminal.EndProgress();
  if (!out.flush()) {
    return Report(context, CommandFailure{ExitCode::kFailed,
                                          arguments.out.string() + ": cannot write all of it"});
  }
  return failed == 0 ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace

ExitCode Parse(CommandContext& context, const ParseArguments& arguments) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const parsers::ArticleExtractor extractor(config->service.normalise.extractor);
  if (!arguments.manifest.empty()) return ParseManifest(context, extractor, arguments);
  const bool fetched = !IsInputFile(arguments.file) && Url::Parse(arguments.file).has_value();
  auto url = fetched ? Url::Parse(arguments.file) : UrlOfInput(arguments.url);
  if (!url) return Report(context, CommandFailure{ExitCode::kUsage, url.error().message});
  parsers::ExtractionTrace trace;
  auto* const traced = arguments.explain ? &trace : nullptr;
  auto article = fetched ? ParseFetched(extractor, config->service.crawl.fetcher, *url, traced)
                         : ParsePage(extractor, arguments.file, *url, traced);
  if (!article) return Report(context, article.error());
  article->foreign_passages = parsers::ForeignPassagesOf(article->text, article->language);
  if (!arguments.explain) {
    context.terminal.PrintLine(ExtractedJson(*article, *url));
  } else if (context.json) {
    context.terminal.PrintLine(ExplanationJson(*article, *url, trace));
  } else {
    PrintExplanation(context.terminal, *article, trace);
  }
  return ExitCode::kOk;
}

ExitCode ParseFeedFile(CommandContext& context, const std::string& file,
                       const std::string& url_text) {
  const auto url = UrlOfInput(url_text);
  if (!url) return Report(context, CommandFailure{ExitCode::kUsage, url.error().message});
  const auto bytes = ReadInput(file);
  if (!bytes) return Report(context, bytes.error());
  const auto feed = parsers::ParseFeed(*bytes, "", *url);
  if (!feed) return Report(context, feed.error());
  context.terminal.PrintLine(FeedJson(*feed));
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
