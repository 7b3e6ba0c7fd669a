// kill -9 at random moments during `ingest` and `run`; afterwards every page must have exactly one
// outcome, none lost, none twice: the store equals that of an undisturbed run.
//
// usage: kill_test [--moments N] [--seed N] [--command ingest|run]
//   ctest runs 5 moments of each; the long form is `kill_test --moments 50`.
#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <random>
#include <thread>

#include "tests/e2e/sample_run.h"

namespace {

using std::chrono::milliseconds;
using stratwatch::testing::Difference;
using stratwatch::testing::Finished;
using stratwatch::testing::Process;
using stratwatch::testing::ReadStore;
using stratwatch::testing::SampleRun;
using stratwatch::testing::StoredRecord;

// A moment may kill the restarted process as well, up to this often.
constexpr int kKillsMax = 3;

struct Undisturbed {
  std::map<std::string, StoredRecord> records;
  milliseconds duration{};
};

std::vector<std::string> ArgumentsOf(const std::string& command, const SampleRun& run) {
  if (command == "run") return {"run", "--once"};
  return {"ingest", run.WritePages().string()};
}

Undisturbed RunUndisturbed(const std::string& command) {
  const SampleRun run;
  const auto arguments = ArgumentsOf(command, run);
  const auto begin = std::chrono::steady_clock::now();
  const Finished finished = run.Stratwatch(arguments);
  const auto end = std::chrono::steady_clock::now();
  if (finished.exit_code != 0) {
    throw std::runtime_error(command + " without a kill failed: " + finished.err);
  }
  return {ReadStore(run.Store()), std::chrono::duration_cast<milliseconds>(end - begin)};
}

// What is wrong after this moment; empty when nothing is.
std::string Moment(const std::string& command, const Undisturbed& undisturbed,
                   std::mt19937_64& random, std::string& told) {
  const SampleRun run;
  const auto arguments = ArgumentsOf(command, run);
  std::uniform_int_distribution<std::int64_t> delay(0, undisturbed.duration.count());
  std::uniform_int_distribution<int> kills(1, kKillsMax);
  for (int left = kills(random); left > 0; --left) {
    const auto process = run.Start(arguments);
    const milliseconds wait(delay(random));
    const bool ended = process->Wait(wait).has_value();
    process->Signal(SIGKILL);
    if (!process->Wait(milliseconds(10'000))) return "the killed process does not end";
    told += " " + std::to_string(wait.count()) + " ms" + (ended ? " (had ended)" : "");
  }
  const Finished finished = run.Stratwatch(arguments);
  if (finished.exit_code != 0)
    return "exit " + std::to_string(finished.exit_code) + ": " + finished.err;
  const Finished audit = run.Stratwatch({"audit"});
  if (audit.exit_code != 0) return "audit: " + audit.out + audit.err;
  return Difference(undisturbed.records, ReadStore(run.Store()));
}

int Test(const std::string& command, int moments, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const Undisturbed undisturbed = RunUndisturbed(command);
  std::cout << command << " without a kill: " << undisturbed.records.size() << " pages in "
            << undisturbed.duration.count() << " ms" << std::endl;
  int failures = 0;
  for (int i = 1; i <= moments; ++i) {
    std::string told;
    const std::string wrong = Moment(command, undisturbed, random, told);
    std::cout << command << " " << i << "/" << moments << ": killed after" << told << ": "
              << (wrong.empty() ? "same store" : "WRONG\n" + wrong) << std::endl;
    failures += wrong.empty() ? 0 : 1;
  }
  return failures;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Kills stratwatch at random moments and compares the stores."};
  int moments = 5;
  std::uint64_t seed = std::random_device{}();
  std::vector<std::string> commands = {"ingest", "run"};
  app.add_option("--moments", moments, "Kills a command")->check(CLI::Range(1, 100'000));
  app.add_option("--seed", seed, "Of the moments; printed, so that a failure can be repeated");
  app.add_option("--command", commands, "ingest, run")->check(CLI::IsMember({"ingest", "run"}));
  CLI11_PARSE(app, argc, argv);
  std::cout << "seed " << seed << std::endl;
  int failures = 0;
  try {
    for (const std::string& command : commands) failures += Test(command, moments, seed);
  } catch (const std::exception& error) {
    std::cerr << "kill_test: " << error.what() << "\n";
    return 1;
  }
  std::cout << failures << " of " << moments * static_cast<int>(commands.size()) << " wrong\n";
  return failures == 0 ? 0 : 1;
}
