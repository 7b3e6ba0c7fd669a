#include "tests/e2e/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace stratwatch::testing {
namespace {

constexpr std::chrono::milliseconds kLookAgain{5};

std::string FileText(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void RedirectTo(const std::filesystem::path& path, int descriptor) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, descriptor);
  close(file);
}

// In the child; does not return.
[[noreturn]] void Execute(const Command& command, const std::filesystem::path& output) {
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  RedirectTo(output / "out", STDOUT_FILENO);
  RedirectTo(output / "err", STDERR_FILENO);
  for (const auto& [name, value] : command.environment) {
    if (value.empty()) {
      unsetenv(name.c_str());
    } else {
      setenv(name.c_str(), value.c_str(), 1);
    }
  }
  if (!command.folder.empty() && chdir(command.folder.c_str()) != 0) _exit(126);
  std::vector<char*> arguments;
  for (const std::string& argument : command.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));  // execvp leaves them alone.
  }
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

Process::Process(Command command) {
  std::string pattern = (std::filesystem::temp_directory_path() / "stratwatch-run-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp: " + pattern);
  folder_ = pattern;
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) Execute(command, folder_);
}

Process::~Process() {
  if (!exit_code_) {
    kill(pid_, SIGKILL);
    Reap(true);
  }
  std::error_code ignored;  // A leftover folder must not fail a test that passed.
  std::filesystem::remove_all(folder_, ignored);
}

void Process::Signal(int signal) const {
  if (!exit_code_) kill(pid_, signal);
}

bool Process::Reap(bool block) {
  if (exit_code_) return true;
  int status = 0;
  if (waitpid(pid_, &status, block ? 0 : WNOHANG) != pid_) return false;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

std::optional<Finished> Process::Wait(std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (!Reap(false)) {
    if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(kLookAgain);
  }
  return Finished{*exit_code_, Out(), Err()};
}

std::string Process::Out() const {
  return FileText(folder_ / "out");
}
std::string Process::Err() const {
  return FileText(folder_ / "err");
}

bool Process::AwaitErr(const std::string& text, std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (Err().find(text) == std::string::npos) {
    if (Reap(false) || std::chrono::steady_clock::now() >= deadline) {
      return Err().find(text) != std::string::npos;
    }
    std::this_thread::sleep_for(kLookAgain);
  }
  return true;
}

Finished RunCommand(Command command, std::chrono::milliseconds wait) {
  Process process(std::move(command));
  if (auto finished = process.Wait(wait)) return std::move(*finished);
  process.Signal(SIGKILL);
  return process.Wait(std::chrono::seconds(10)).value_or(Finished{});
}

}  // namespace stratwatch::testing
