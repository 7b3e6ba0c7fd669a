#include "app/command_line.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/commands.h"

extern char** environ;  // POSIX; the process's variables, read once here.

namespace stratwatch::app {
namespace {

struct GlobalFlags {
  std::string config_file;
  std::string store;
  std::string log_level;
  std::string log_format;
  std::string colour = "auto";
  std::string progress = "auto";
  std::vector<std::string> assignments;
  bool json = false;
};

// The command line as CLI11 sees it. Each sub-command stores its arguments here and, when it is
// chosen, the call that runs it; the call is made once everything is read.
class CommandLine {
 public:
  CommandLine() : root_("Watches the world's press for news of national AI strategies.") {
    root_.name("stratwatch");
    // None is let through here and refused in Run: CLI11 would complain of the missing command
    // before it names the misspelt one.
    root_.require_subcommand(0, 1);
    root_.fallthrough();  // Global flags may stand after the command too.
    AddGlobalFlags();
    AddService();
    AddQueries();
    AddStories();
    AddLog();
    AddTopics();
    AddConfig();
    AddParsing();
    AddRules();
  }

  int Run(int argc, char** argv) {
    try {
      root_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      // Help and version asked for are no failure; a wrong call is.
      const int code = root_.exit(error);
      return code == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
    }
    if (!chosen_) {
      std::fputs((root_.help() + "\nstratwatch: expected a subcommand\n").c_str(), stderr);
      return static_cast<int>(ExitCode::kUsage);
    }
    CommandContext context;
    context.terminal = Terminal(ColourOf(flags_.colour), ProgressOf(flags_.progress));
    context.json = flags_.json;
    FillLoadRequest(context.load);
    const int code = static_cast<int>(chosen_(context));
    if (std::fflush(stdout) != 0 && errno != EPIPE) {
      context.terminal.Complain("cannot write to standard output");
      return code == 0 ? static_cast<int>(ExitCode::kFailed) : code;
    }
    return code;
  }

 private:
  using Call = std::function<ExitCode(CommandContext&)>;

  CLI::App* Add(CLI::App& parent, const std::string& name, const std::string& about, Call call) {
    CLI::App* command = parent.add_subcommand(name, about);
    command->callback([this, call = std::move(call)] { chosen_ = call; });
    return command;
  }

  void AddGlobalFlags() {
    root_.add_option("--config", flags_.config_file, "Configuration file (TOML)")
        ->type_name("FILE")
        ->envname("STRATWATCH_CONFIG");
    root_.add_option("--store", flags_.store, "Folder of the store (store.path)")
        ->type_name("FOLDER");
    root_.add_option("--set", flags_.assignments, "Set an option: --set crawl.delay_ms=2000")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    root_.add_option("--log-level", flags_.log_level, "debug, info, warning or error");
    root_.add_option("--log-format", flags_.log_format, "auto, text or json");
    root_.add_option("--color", flags_.colour, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    root_.add_option("--progress", flags_.progress, "auto, bar, plain or none")
        ->check(CLI::IsMember({"auto", "bar", "plain", "none"}));
    root_.add_flag("--json", flags_.json, "Print JSON, one object a line");
  }

  void AddService() {
    CLI::App* run = Add(root_, "run", "Run the service",
                        [this](CommandContext& context) { return app::Run(context, run_); });
    run->add_option("--tasks", run_.tasks, "Only these: crawl,normalise,resolve,index");
    run->add_flag("--once", run_.once, "Poll every source once, read what is found, then end");
    CLI::App* ingest =
        Add(root_, "ingest", "Read pages from WARC files, HTML files, manifests or folders",
            [this](CommandContext& context) { return Ingest(context, ingest_); });
    ingest->add_option("path", ingest_.paths, "WARC, HTML or JSONL file, or a folder")->required();
    ingest->add_option("--url", ingest_.url, "The URL of a single HTML file");
    ingest->add_flag("--publish-only", ingest_.publish_only,
                     "Only put the pages on Kafka, for running services to read on");
  }

  void AddQueries() {
    CLI::App* search = Add(root_, "search", "Search the articles",
                           [this](CommandContext& context) { return Search(context, search_); });
    search
        ->add_option("query", search_.query, "e.g. 'country:MA strategy:\"Digital Morocco 2030\"'")
        ->required();
    search->add_option("--limit", search_.hits_max, "Hits at most")->check(CLI::Range(1, 1000));
    search->add_flag("--newest", search_.newest, "Newest first instead of best first");
    search->add_option("--cursor", search_.cursor, "Go on after the last hit shown");
    CLI::App* show = Add(root_, "show", "Show an article with its tags",
                         [this](CommandContext& context) { return Show(context, text_); });
    show->add_option("id", text_, "The article's id, or its first digits")->required();
    CLI::App* trace = Add(root_, "trace", "Tell the whole life of a URL",
                          [this](CommandContext& context) { return TraceUrl(context, text_); });
    trace->add_option("url", text_, "The URL, in any spelling")->required();
    Add(root_, "status", "Show counts, sources and tasks", ShowStatus);
    Add(root_, "audit", "Prove that every discovered URL has exactly one outcome", Audit);
    CLI::App* store = root_.add_subcommand("store", "The store as a whole");
    store->require_subcommand(1);
    Add(*store, "digest", "Sum up what it knows, to compare it with another store",
        [this](CommandContext& context) { return DigestStore(context, text_); })
        ->add_option("--against", text_, "Compare with the store in this folder")
        ->type_name("FOLDER");
    CLI::App* sources = root_.add_subcommand("sources", "The register of sources");
    sources->require_subcommand(1);
    Add(*sources, "list", "List the sources with their health", ListSources);
    CLI::App* check =
        Add(*sources, "check", "Fetch sources once and say what they answer",
            [this](CommandContext& context) { return CheckSources(context, texts_); });
    check->add_option("id", texts_, "Only these");
    Add(*sources, "health", "Show how extraction does on each host, the unwell first",
        ShowHostHealth);
  }

  void AddStories() {
    CLI::App* story = root_.add_subcommand("story", "Stories: articles on one event");
    story->require_subcommand(1);
    Add(*story, "show", "List the articles of a story",
        [this](CommandContext& context) { return ShowStory(context, text_); })
        ->add_option("id", text_, "The story's id, or that of an article of it")
        ->required();
    Add(*story, "why", "Say why an article is of its story",
        [this](CommandContext& context) { return ExplainStory(context, text_); })
        ->add_option("id", text_, "The article's id, or its first digits")
        ->required();
    const auto pin = [&](const std::string& name, const std::string& about, const std::string& ids,
                         ExitCode (*call)(CommandContext&, const std::vector<std::string>&)) {
      Add(*story, name, about,
          [this, call](CommandContext& context) { return call(context, texts_); })
          ->add_option("id", texts_, ids)
          ->required()
          ->expected(2, 1000);
    };
    pin("merge", "Move the articles of other stories into the first one named",
        "The story, then those that are the same", MergeStories);
    pin("split", "Move articles, with their copies, out into a story of their own",
        "The story, then the articles that are not of it", SplitStory);
  }

  void AddLog() {
    CLI::App* tap = Add(root_, "tap", "Print a topic's records as JSON",
                        [this](CommandContext& context) { return Tap(context, tap_); });
    tap->add_option("topic", tap_.topic,
                    "pages, pages-backfill, articles, resolved or dead-letters")
        ->required();
    tap->add_option("--offset", tap_.offset, "Begin here instead of near the end")
        ->check(CLI::NonNegativeNumber);
    tap->add_option("--limit", tap_.records_max, "Records at most, of each partition");
    CLI::App* letters = root_.add_subcommand("dead-letters", "Records that a task gave up on");
    letters->require_subcommand(1);
    CLI::App* list =
        Add(*letters, "list", "List them, newest last",
            [this](CommandContext& context) { return ListLetters(context, letters_max_); });
    list->add_option("--limit", letters_max_, "At most so many");
    CLI::App* show =
        Add(*letters, "show", "Show one, with its error",
            [this](CommandContext& context) { return ShowLetter(context, text_, flag_); });
    show->add_option("id", text_, "PARTITION:OFFSET")->required();
    show->add_flag("--raw", flag_, "Print the record's bytes as they are");
    CLI::App* replay =
        Add(*letters, "replay", "Send them back to where they came from",
            [this](CommandContext& context) { return ReplayLetters(context, texts_, flag_); });
    auto* ids = replay->add_option("id", texts_, "PARTITION:OFFSET");
    replay->add_flag("--all", flag_, "All that were not replayed yet")->excludes(ids);
  }

  void AddTopics() {
    CLI::App* topics = root_.add_subcommand("topics", "The topics on Kafka");
    topics->require_subcommand(1);
    Add(*topics, "plan", "Show what `apply` would create and change", PlanTopics);
    Add(*topics, "check", "Fail unless every topic is as configured", CheckTopics);
    CLI::App* apply = Add(*topics, "apply", "Create and change topics as configured",
                          [this](CommandContext& context) { return ApplyTopics(context, flag_); });
    apply->add_flag("--yes", flag_, "Do it; without, only the plan is shown");
    CLI::App* migrate = Add(root_, "migrate-log", "Make ready for the log's other engine",
                            [this](CommandContext& context) { return MigrateLog(context, text_); });
    migrate->add_option("to", text_, "kafka or embedded")
        ->required()
        ->check(CLI::IsMember({"kafka", "embedded"}));
  }

  void AddConfig() {
    CLI::App* config = root_.add_subcommand("config", "The configuration");
    config->require_subcommand(1);
    Add(*config, "check", "Check file, variables, sources and gazetteer", CheckConfig);
    Add(*config, "show", "Print every option in force", ShowConfig);
    Add(root_, "doctor", "Check the store, the brokers, their versions and settings", Doctor);
    Add(root_, "version", "Print the version", ShowVersion);
  }

  void AddParsing() {
    CLI::App* parse = Add(root_, "parse", "Read one article from a page, or many by a manifest",
                          [this](CommandContext& context) { return Parse(context, parse_); });
    auto* file = parse->add_option(
        "file", parse_.file, "HTML file, .gz too; - is standard input; or a URL, fetched now");
    parse->add_option("--url", parse_.url, "Where the page of a file came from");
    auto* manifest = parse->add_option("--manifest", parse_.manifest, "JSONL of {file,url}");
    auto* out = parse->add_option("--out", parse_.out, "JSONL of predictions");
    auto* explain = parse->add_flag("--explain", parse_.explain, "Say how the page was read");
    manifest->needs(out)->excludes(file)->excludes(explain);
    out->needs(manifest);
    parse->callback([this, file, manifest] {
      if (file->count() + manifest->count() == 0) {
        throw CLI::RequiredError("a file or --manifest");
      }
      chosen_ = [this](CommandContext& context) { return Parse(context, parse_); };
    });
    CLI::App* feed =
        Add(root_, "feed", "Read the entries of a feed or sitemap",
            [this](CommandContext& context) { return ParseFeedFile(context, text_, parse_.url); });
    feed->add_option("file", text_, "Feed file, .gz too; - is standard input")->required();
    feed->add_option("--url", parse_.url, "Where it came from");
    CLI::App* tag = Add(root_, "tag", "Say what texts are about, with the evidence",
                        [this](CommandContext& context) { return TagTexts(context, text_); });
    tag->add_option("file", text_, "JSONL of {id,date,lang,title,text}; - is standard input")
        ->required();
    CLI::App* resolve =
        Add(root_, "resolve", "Tell copies and stories among texts",
            [this](CommandContext& context) { return ResolveTexts(context, text_); });
    resolve->add_option("file", text_, "JSONL of {id,date,lang,title,text}; - is standard input")
        ->required();
  }

  void AddRules() {
    CLI::App* explain =
        Add(root_, "explain", "Say why a text is relevant or not",
            [this](CommandContext& context) { return ExplainRelevance(context, explain_); });
    explain
        ->add_option("what", explain_.what,
                     "URL or id of a stored article; HTML file; JSONL as for `tag`")
        ->required();
    explain->add_option("--url", explain_.url, "Where the page of a file came from");
    CLI::App* rules = root_.add_subcommand("rules", "The gazetteer that tags texts");
    rules->require_subcommand(1);
    CLI::App* diff =
        Add(*rules, "diff", "Tag the stored texts with two gazetteers and compare",
            [this](CommandContext& context) { return DiffRules(context, diff_rules_); });
    diff->add_option("old", diff_rules_.before, "Folder of the gazetteer before")->required();
    diff->add_option("new", diff_rules_.after, "Folder of the gazetteer after")->required();
    diff->add_option("--examples", diff_rules_.examples_max,
                     "Differences shown of each type and language");
    CLI::App* strategies = root_.add_subcommand("strategies", "The register of strategies");
    strategies->require_subcommand(1);
    Add(*strategies, "candidates", "List plans that articles speak of and the register lacks",
        [this](CommandContext& context) { return ListStrategyCandidates(context, evidence_max_); })
        ->add_option("--evidence", evidence_max_, "Articles shown of each");
  }

  void FillLoadRequest(config::LoadRequest& load) const {
    load.file = flags_.config_file;
    load.share_folder = ShareFolder();
    load.data_folder = DataFolder();
    for (char** each = environ; *each != nullptr; ++each) {
      const std::string_view variable = *each;
      const std::size_t equals = variable.find('=');
      const std::string_view name = variable.substr(0, equals);
      if (equals == std::string_view::npos || name == "STRATWATCH_CONFIG") continue;
      load.environment.emplace_back(name, variable.substr(equals + 1));
    }
    load.assignments = flags_.assignments;
    const auto assign = [&load](const char* key, const std::string& value) {
      if (!value.empty()) load.assignments.push_back(std::string(key) + "=" + value);
    };
    assign("store.path", flags_.store);
    assign("logging.level", flags_.log_level);
    assign("logging.format", flags_.log_format);
  }

  static ColourMode ColourOf(const std::string& name) {
    if (name == "always") return ColourMode::kAlways;
    return name == "never" ? ColourMode::kNever : ColourMode::kAuto;
  }

  static ProgressMode ProgressOf(const std::string& name) {
    if (name == "bar") return ProgressMode::kBar;
    if (name == "plain") return ProgressMode::kPlain;
    return name == "none" ? ProgressMode::kNone : ProgressMode::kAuto;
  }

  CLI::App root_;
  GlobalFlags flags_;
  RunArguments run_;
  IngestArguments ingest_;
  SearchArguments search_;
  TapArguments tap_;
  ParseArguments parse_;
  ExplainArguments explain_;
  DiffRulesArguments diff_rules_;
  std::size_t evidence_max_ = 3;
  std::size_t letters_max_ = 50;
  // Of whichever command was chosen: it takes at most one of each.
  std::string text_;
  std::vector<std::string> texts_;
  bool flag_ = false;
  Call chosen_;
};

}  // namespace

int RunCommandLine(int argc, char** argv) {
  return CommandLine().Run(argc, argv);
}

}  // namespace stratwatch::app
