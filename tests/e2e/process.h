#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stratwatch::testing {

// What a finished process left behind.
struct Finished {
  int exit_code = -1;  // 128 + signal when a signal ended it.
  std::string out;
  std::string err;
};

struct Command {
  std::vector<std::string> arguments;  // The program first; looked up in PATH without a slash.
  // Set (or, with an empty value, removed) beside the test's own environment.
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::filesystem::path folder = {};  // Where it runs; empty: here.
};

// A child process of the test; its output goes to files. Killed and reaped by the destructor.
// Threads: not thread-safe.
class Process {
 public:
  explicit Process(Command command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void Signal(int signal) const;
  int Pid() const { return pid_; }
  // nullopt when it still runs after `wait`.
  std::optional<Finished> Wait(std::chrono::milliseconds wait);
  // What it wrote so far.
  std::string Out() const;
  std::string Err() const;
  // Until it wrote `text` to standard error; false after `wait` or when it ended without.
  bool AwaitErr(const std::string& text, std::chrono::milliseconds wait);

 private:
  bool Reap(bool block);

  std::filesystem::path folder_;  // Of the output files; removed at the end.
  int pid_ = -1;
  std::optional<int> exit_code_;
};

// Runs to the end; killed (and exit_code 137) after `wait`.
Finished RunCommand(Command command, std::chrono::milliseconds wait = std::chrono::minutes(2));

}  // namespace stratwatch::testing
