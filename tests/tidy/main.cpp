// stratwatch-tidy: holds the tracked sources to the rules of CONTRIBUTING.md that a machine can
// check. Prints "path:line: message" for each finding; exits 1 when there is one.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "tests/tidy/checks.h"

namespace {

using stratwatch::tidy::Finding;
using stratwatch::tidy::SourceFile;
using Check = std::function<std::vector<Finding>(const std::vector<SourceFile>&)>;

struct Settings {
  std::string root;
  std::string compiler = "c++";
  std::string flags;  // -I of third-party folders outside the compiler's own search path.
};

// The output of a shell command; empty when it failed.
std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  char buffer[4096];
  while (const std::size_t bytes = std::fread(buffer, 1, sizeof buffer, pipe)) {
    output.append(buffer, bytes);
  }
  return pclose(pipe) == 0 ? output : std::string();
}

std::string ShellQuoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// What git tracks; without git (a source archive) there is nothing to say.
std::vector<SourceFile> TrackedFiles(const std::string& root) {
  std::vector<SourceFile> files;
  const std::string root_quoted = ShellQuoted(root);
  const std::string names = OutputOf("git -c safe.directory=" + root_quoted + " -C " + root_quoted +
                                     " ls-files -z 2>/dev/null");
  std::istringstream stream(names);
  for (std::string path; std::getline(stream, path, '\0');) {
    std::ifstream file(root + "/" + path, std::ios::binary);
    if (!file) continue;  // Removed in the working tree, not yet committed.
    std::ostringstream text;
    text << file.rdbuf();
    files.push_back({path, text.str()});
  }
  return files;
}

Check Each(std::vector<Finding> (*check)(const SourceFile&)) {
  return [check](const std::vector<SourceFile>& files) {
    std::vector<Finding> findings;
    for (const SourceFile& file : files) {
      for (Finding& finding : check(file)) findings.push_back(std::move(finding));
    }
    return findings;
  };
}

std::vector<Finding> OwnHeaderFirst(const std::vector<SourceFile>& files) {
  std::set<std::string> paths;
  for (const SourceFile& file : files) paths.insert(file.path);
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    const std::string header = file.path.substr(0, file.path.rfind('.')) + ".h";
    for (Finding& finding : CheckOwnHeaderFirst(file, paths.contains(header))) {
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

// Headers whose .cpp names them first are proved by the build; the others are compiled here.
std::vector<Finding> HeadersAlone(const Settings& settings, const std::vector<SourceFile>& files) {
  std::set<std::string> paths;
  for (const SourceFile& file : files) paths.insert(file.path);
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    if (!file.path.ends_with(".h")) continue;
    const std::string stem = file.path.substr(0, file.path.size() - 2);
    if (paths.contains(stem + ".cpp")) continue;
    const std::string command = settings.compiler + " -std=c++20 -fsyntax-only -w " +
                                settings.flags + " -I" + ShellQuoted(settings.root) +
                                " -x c++ -include " + ShellQuoted(file.path) + " /dev/null 2>&1";
    const std::string complaint = OutputOf("cd " + ShellQuoted(settings.root) + " && if out=$(" +
                                           command + "); then :; else printf %s \"$out\"; fi");
    if (complaint.empty()) continue;
    findings.push_back({file.path, 0, "does not compile alone:\n" + complaint});
  }
  return findings;
}

std::map<std::string, Check> Checks(const Settings& settings) {
  using namespace stratwatch::tidy;
  return {
      {"include-direction", Each(CheckIncludeDirection)},
      {"public-headers", Each(CheckPublicHeader)},
      {"own-header-first", OwnHeaderFirst},
      {"headers-alone", [settings](const auto& files) { return HeadersAlone(settings, files); }},
      {"file-length", Each(CheckFileLength)},
      {"function-length", Each(CheckFunctionLength)},
      {"line-length", Each(CheckLineLength)},
      {"unfinished", Each(CheckUnfinished)},
      {"machine-paths", Each(CheckMachinePaths)},
  };
}

int Usage() {
  std::cerr << "usage: stratwatch-tidy --root DIR [--compiler CXX] [--flags FLAGS] [CHECK…]\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  std::vector<std::string> wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool has_value = i + 1 < argc;
    if (argument == "--root" && has_value)
      settings.root = argv[++i];
    else if (argument == "--compiler" && has_value)
      settings.compiler = argv[++i];
    else if (argument == "--flags" && has_value)
      settings.flags = argv[++i];
    else if (argument.starts_with("--"))
      return Usage();
    else
      wanted.push_back(argument);
  }
  if (settings.root.empty()) return Usage();
  const std::vector<SourceFile> files = TrackedFiles(settings.root);
  if (files.empty()) {
    std::cout << "skipped: " << settings.root << " is no git work tree\n";
    return 77;  // ctest's SKIP_RETURN_CODE.
  }
  const auto checks = Checks(settings);
  if (wanted.empty()) {
    for (const auto& [name, check] : checks) wanted.push_back(name);
  }
  std::size_t count = 0;
  for (const std::string& name : wanted) {
    const auto check = checks.find(name);
    if (check == checks.end()) return Usage();
    for (const Finding& finding : check->second(files)) {
      std::cout << finding.path;
      if (finding.line > 0) std::cout << ":" << finding.line;
      std::cout << ": " << finding.message << "\n";
      ++count;
    }
  }
  std::cout << files.size() << " tracked files, " << count << " findings\n";
  return count == 0 ? 0 : 1;
}
