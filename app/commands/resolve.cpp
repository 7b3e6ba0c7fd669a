#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <unordered_map>

#include "app/commands/commands.h"
#include "app/commands/tagged_text.h"
#include "app/json.h"
#include "app/text_lines.h"
#include "parsers/date.h"
#include "pipeline/content_hash.h"
#include "pipeline/resolver.h"

namespace stratwatch::app {
namespace {

namespace fs = std::filesystem;

// Of a step; the resolver's memory is bounded by its window, this only by what is printed late.
constexpr std::size_t kLinesAStep = 200;

// A folder that goes with the command.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> Create() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "stratwatch-XXXXXX").string();
    if (error || mkdtemp(name.data()) == nullptr) {
      return Fail(
          ErrorCode::kUnavailable,
          fmt::format("cannot create the folder {}; TMPDIR must name a writable one", name));
    }
    return TemporaryFolder(std::move(name));
  }
  ~TemporaryFolder() {
    std::error_code ignored;  // What is left behind is the system's to clean.
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  const fs::path& Path() const { return path_; }

 private:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

// What resolve does with articles, for texts: in a store of its own, thrown away at the end.
class TextResolver {
 public:
  TextResolver(CommandContext& context, const config::Config& config) : context_(context) {
    options_ = config.service.resolve;
  }

  Result<void> Open() {
    auto folder = TemporaryFolder::Create();
    if (!folder) return tl::unexpected(folder.error());
    folder_.emplace(std::move(*folder));
    store::StoreOptions store;
    store.path = folder_->Path();
    auto database = store::Database::Open(store);
    if (!database) return tl::unexpected(database.error());
    database_ = std::move(*database);
    auto resolver = pipeline::Resolver::Open(*database_, options_);
    if (!resolver) return tl::unexpected(resolver.error());
    resolver_ = std::move(*resolver);
    return {};
  }

  Result<void> Take(const TextLine& line, Article article) {
    article.id = ArticleId{pipeline::HashOfText(line.id)};
    article.content_hash = pipeline::HashOfText(article.text);
    names_.emplace(article.id, line.id);
    waiting_.push_back(std::move(article));
    return waiting_.size() < kLinesAStep ? Result<void>() : Finish();
  }

  // Resolves and prints what was taken.
  Result<void> Finish() {
    store::WriteBatch state;
    if (auto begun = resolver_->Begin(state); !begun) return begun;
    for (Article& article : waiting_) {
      if (auto resolved = resolver_->Resolve(article, state); !resolved) return resolved;
    }
    auto written = database_->Write(state, store::Durability::kBuffered);
    if (!written) return written;
    resolver_->Committed();
    for (const Article& article : waiting_) {
      const auto name = [&](const auto& id) { return names_.at(ArticleId{id}); };
      context_.terminal.PrintLine(ResolvedJson(name(article.id), article.resolution, name));
    }
    std::fflush(stdout);
    waiting_.clear();
    return {};
  }

 private:
  CommandContext& context_;
  pipeline::ResolveOptions options_;
  std::optional<TemporaryFolder> folder_;  // Outlives the store in it.
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<pipeline::Resolver> resolver_;
  std::vector<Article> waiting_;
  std::unordered_map<ArticleId, std::string> names_;
};

void SetDate(const TextLine& line, Article& article) {
  const auto date = parsers::ParseDate(line.date);
  if (!date) return;  // Without a date, or with none that can be read: as without evidence.
  article.exchange.fetched_at = date->utc;
  article.published.emplace();
  article.published->utc = date->utc;
}

}  // namespace

ExitCode ResolveTexts(CommandContext& context, const std::string& file) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto loaded = LoadRules(*config);
  if (!loaded) return Report(context, loaded.error());
  const auto rules = (*loaded)->Current();
  auto lines = TextLines::Open(file);
  if (!lines) return Report(context, lines.error());
  TextResolver resolver(context, *config);
  if (auto opened = resolver.Open(); !opened) return Report(context, opened.error());
  std::size_t failed = 0;
  while (const auto line = lines->Next()) {
    if (!line->defect.empty()) {
      context.terminal.Complain(fmt::format("{}:{}: {}", file, line->number, line->defect));
      ++failed;
      continue;
    }
    Article article = TaggedText(*rules, *line);
    SetDate(*line, article);
    auto taken = resolver.Take(*line, std::move(article));
    if (!taken) return Report(context, taken.error());
  }
  if (auto finished = resolver.Finish(); !finished) return Report(context, finished.error());
  return failed == 0 ? ExitCode::kOk : ExitCode::kPartial;
}

}  // namespace stratwatch::app
