#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/process.h"
#include "tests/newsweb/newsweb.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::testing {

// The built binary, a folder of its own, and the sample web with the config that reads it.
// Threads: not thread-safe.
class SampleRun {
 public:
  explicit SampleRun(bool with_trouble = false);

  // `stratwatch --config … arguments`, run to the end.
  Finished Stratwatch(std::vector<std::string> arguments,
                      std::chrono::milliseconds wait = std::chrono::minutes(2)) const;
  // The same, started only.
  std::unique_ptr<Process> Start(std::vector<std::string> arguments) const;
  Command CommandOf(std::vector<std::string> arguments) const;

  // Every page of the sample web as a file, with a JSONL manifest {file,url}; the manifest's path.
  std::filesystem::path WritePages() const;

  newsweb::NewsWeb& web() { return *web_; }
  const std::filesystem::path& Folder() const { return folder_.Path(); }
  std::filesystem::path Store() const { return folder_ / "store"; }
  std::filesystem::path Config() const { return folder_ / "stratwatch.toml"; }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<newsweb::NewsWeb> web_;
};

// What is stored of one URL, as far as two runs must agree on it.
struct StoredRecord {
  std::string id;
  std::string outcome;  // "stored" also for duplicates: which copy came first is chance.
  std::string content_hash;
  std::string title;
  std::string text;
  std::string tags;
  auto operator<=>(const StoredRecord&) const = default;
};

// The store's content by URL identity. Throws std::runtime_error when it cannot be opened, when an
// id is stored twice, or when a text has not exactly one article that is no duplicate.
std::map<std::string, StoredRecord> ReadStore(const std::filesystem::path& store);

// What is in one and not, or differently, in the other; empty when they are equal.
std::string Difference(const std::map<std::string, StoredRecord>& expected,
                       const std::map<std::string, StoredRecord>& found);

// A file of the sample web: "host/path" as http URL.
std::string UrlOf(const newsweb::Piece& piece);

}  // namespace stratwatch::testing
