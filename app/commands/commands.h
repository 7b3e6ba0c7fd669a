#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/runtime.h"

// One function a command; app/command_line.cpp reads the arguments. Each prints its data to stdout,
// its complaints to stderr, and returns what the process exits with (docs/cli.md).
namespace stratwatch::app {

struct RunArguments {
  std::string tasks;  // "crawl,normalise,resolve,index"; empty: all.
  bool once = false;
};
ExitCode Run(CommandContext& context, const RunArguments& arguments);

struct IngestArguments {
  std::vector<std::filesystem::path> paths;
  std::string url;
  bool publish_only = false;  // Services read the pages on; Kafka only.
};
ExitCode Ingest(CommandContext& context, const IngestArguments& arguments);

struct SearchArguments {
  std::string query;
  std::size_t hits_max = 20;
  bool newest = false;
  std::string cursor;
};
ExitCode Search(CommandContext& context, const SearchArguments& arguments);
ExitCode Show(CommandContext& context, const std::string& id);
ExitCode TraceUrl(CommandContext& context, const std::string& url);
// `id`: of a story, or of any article of it.
ExitCode ShowStory(CommandContext& context, const std::string& id);
ExitCode ExplainStory(CommandContext& context, const std::string& id);
// `ids`: the story that the articles of the others join; the story, then the articles that leave it
// with their copies. Both pin the articles (pipeline/story_pins.h) and need the store to
// themselves.
ExitCode MergeStories(CommandContext& context, const std::vector<std::string>& ids);
ExitCode SplitStory(CommandContext& context, const std::vector<std::string>& ids);
ExitCode ShowStatus(CommandContext& context);
ExitCode Audit(CommandContext& context);
// Sums up what the store knows, to compare it with another: with the one in the folder `against`
// unless that is empty.
ExitCode DigestStore(CommandContext& context, const std::string& against);

ExitCode ListSources(CommandContext& context);
// Fetches each source once, without storing anything. No ids: all sources.
ExitCode CheckSources(CommandContext& context, const std::vector<std::string>& ids);

// How extraction does on each host (docs/host-health.md).
ExitCode ShowHostHealth(CommandContext& context);

struct TapArguments {
  std::string topic;
  std::int64_t offset = -1;  // -1: the last `records_max`.
  std::size_t records_max = 10;
};
ExitCode Tap(CommandContext& context, const TapArguments& arguments);

ExitCode ListLetters(CommandContext& context, std::size_t letters_max);
ExitCode ShowLetter(CommandContext& context, const std::string& id, bool raw);
ExitCode ReplayLetters(CommandContext& context, const std::vector<std::string>& ids, bool all);

// Lets the tasks read what is unread on the engine in force, then moves to the other, `to`
// ("kafka" or "embedded"), what that one needs to go on.
ExitCode MigrateLog(CommandContext& context, const std::string& to);

// What the topics on Kafka lack; nothing is changed. ApplyTopics changes it when `yes` is given.
ExitCode PlanTopics(CommandContext& context);
ExitCode CheckTopics(CommandContext& context);
ExitCode ApplyTopics(CommandContext& context, bool yes);

// Whether store, brokers and their settings can keep what is promised.
ExitCode Doctor(CommandContext& context);

ExitCode CheckConfig(CommandContext& context);
ExitCode ShowConfig(CommandContext& context);
ExitCode ShowVersion(CommandContext& context);

struct ParseArguments {
  std::string file;  // "-" is stdin; a URL is fetched.
  std::string url;   // Where the page of a file came from.
  std::filesystem::path manifest;
  std::filesystem::path out;
  bool explain = false;  // Of one file: how it was read.
};
ExitCode Parse(CommandContext& context, const ParseArguments& arguments);
ExitCode ParseFeedFile(CommandContext& context, const std::string& file, const std::string& url);
// Tags texts given as JSONL ("-" is stdin), without a store.
ExitCode TagTexts(CommandContext& context, const std::string& file);
// Tells copies and stories among texts given as JSONL, without a store.
ExitCode ResolveTexts(CommandContext& context, const std::string& file);

struct ExplainArguments {
  std::string what;  // A URL or id of a stored article; a page's file, or texts as JSONL.
  std::string url;   // Of a page's file.
};
// Why a text is relevant or not, with what each reason weighs.
ExitCode ExplainRelevance(CommandContext& context, const ExplainArguments& arguments);

struct DiffRulesArguments {
  std::string before;  // Folders of TSV files, as config/gazetteer.
  std::string after;
  std::size_t examples_max = 3;  // Of each type and language.
};
// Tags every stored text with both and counts what is gained and lost.
ExitCode DiffRules(CommandContext& context, const DiffRulesArguments& arguments);
// Plans that stored articles speak of and the register lacks.
ExitCode ListStrategyCandidates(CommandContext& context, std::size_t evidence_max);

// Prints the failure to stderr and gives its code.
ExitCode Report(const CommandContext& context, const CommandFailure& failure);
ExitCode Report(const CommandContext& context, const Error& error);

}  // namespace stratwatch::app
