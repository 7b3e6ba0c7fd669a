#include <fmt/format.h>

#include <fstream>

#include "app/commands/commands.h"
#include "app/input_file.h"
#include "app/json.h"
#include "parsers/article_extractor.h"
#include "parsers/feed.h"

namespace stratwatch::app {
namespace {

// A page given without a URL still has links to resolve.
constexpr std::string_view kUnknownUrl = "http://unknown.invalid/";

Result<Url> UrlOrUnknown(const std::string& text) {
  return Url::Parse(text.empty() ? kUnknownUrl : std::string_view(text));
}

Result<parsers::ExtractedArticle> ParsePage(const parsers::ArticleExtractor& extractor,
                                            const std::filesystem::path& file,
                                            const std::string& url_text) {
  const auto url = UrlOrUnknown(url_text);
  if (!url) return tl::unexpected(url.error());
  const auto bytes = ReadInput(file);
  if (!bytes) return tl::unexpected(bytes.error());
  parsers::PageHints hints;
  hints.url = *url;
  auto article = extractor.Extract(*bytes, hints);
  if (!article) return Fail(file.string(), article.error());
  return article;
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
  std::size_t line_number = 0;
  for (std::size_t begin = 0; begin < manifest->size();) {
    const std::size_t end = std::min(manifest->find('\n', begin), manifest->size());
    const std::string_view line = std::string_view(*manifest).substr(begin, end - begin);
    begin = end + 1;
    ++line_number;
    if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
    const auto entry = ParseManifestLine(line);
    if (!entry) {
      context.terminal.Complain(fmt::format("{}:{}: {}", arguments.manifest.string(), line_number,
                                            entry.error().message));
      ++failed;
      continue;
    }
    const auto article =
        ParsePage(extractor, arguments.manifest.parent_path() / entry->file, entry->url);
    if (!article) {
      context.terminal.Complain(article.error().message);
      ++failed;
    }
    out << PredictionJson(entry->file, article ? *article : parsers::ExtractedArticle()) << '\n';
    context.terminal.ShowProgress(entry->file, begin, manifest->size());
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
  const auto article = ParsePage(extractor, arguments.file, arguments.url);
  if (!article) return Report(context, article.error());
  const auto url = UrlOrUnknown(arguments.url);
  context.terminal.PrintLine(ExtractedJson(*article, *url));
  return ExitCode::kOk;
}

ExitCode ParseFeedFile(CommandContext& context, const std::string& file,
                       const std::string& url_text) {
  const auto url = UrlOrUnknown(url_text);
  if (!url) return Report(context, CommandFailure{ExitCode::kUsage, url.error().message});
  const auto bytes = ReadInput(file);
  if (!bytes) return Report(context, bytes.error());
  const auto feed = parsers::ParseFeed(*bytes, "", *url);
  if (!feed) return Report(context, feed.error());
  context.terminal.PrintLine(FeedJson(*feed));
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
