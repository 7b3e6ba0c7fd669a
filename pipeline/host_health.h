#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "model/error.h"
#include "store/host_health_table.h"

namespace stratwatch::pipeline {

// Does extraction still work on a host? Asked of the host's own history, because text lengths
// differ by outlet and script and a share of empty pages may be an outlet's habit.
//
// A page counts when it is settled, under the host of its final URL without "www."; a page read
// again counts again. Read is a page whose body reached the extraction; it is empty when its
// outcome is `malformed` (no body text, or an error message in its place), and a text when it is
// `stored`, `duplicate` or `irrelevant`. Walls are neither: their outcomes are counted.
//
// Means are exponential: a page weighs 1/20 in the recent ones and 1/200 in the baseline, but at
// least 1/n of the first n pages. Text length is the mean of ln(bytes of text), so that one long
// feature does not hide twenty teasers.

// What a host's row says.
enum class HostVerdict {
  kYoung,  // Fewer than 30 pages read: no history to compare with.
  kOk,
  kEmpty,    // Of the pages read of late at least 30 % are empty.
  kShorter,  // The texts of late are at most half as long as the baseline.
};
std::string_view HostVerdictName(HostVerdict verdict);  // "young", "ok", "empty", "shorter"

// Of pages that would each have their own row, all beyond the bound are counted here together.
inline constexpr std::string_view kOtherHosts = "other";

HostVerdict VerdictOf(const store::HostHealth& row);
// The texts' length of late as a share of the baseline: 1 when nothing changed.
double LengthRatio(const store::HostHealth& row);
// Adds one settled article.
void Observe(store::HostHealth& row, const Article& article);

struct HostHealthLimits {
  // Rows kept: each is a few series in /metrics. The register has some 800 hosts.
  std::size_t hosts_max = 1000;
  // A row that saw no page for so long gives way to a new host when all are taken.
  std::chrono::hours retire_after{24 * 30};
};

// The rows of all hosts in memory, and their changes on the way into the store.
// Threads: not thread-safe; belongs to the index task.
class HostHealthLedger {
 public:
  explicit HostHealthLedger(store::Database& database, HostHealthLimits limits = {})
      : table_(database), limits_(limits) {}

  // Adds what the articles change to `batch`. May be called again for the same articles when the
  // batch could not be written: memory follows in Written alone.
  // Errors: kCorrupt, kUnavailable (the rows are read on the first call).
  Result<void> Stage(store::WriteBatch& batch, std::span<const Article> articles,
                     std::chrono::sys_seconds now);
  // What was staged last is in the store.
  void Written();

 private:
  using Rows = std::map<std::string, store::HostHealth, std::less<>>;

  store::HostHealth& RowFor(const std::string& host, std::chrono::sys_seconds now);
  store::HostHealth& Staged(const std::string& host);
  bool Retire(std::chrono::sys_seconds now);

  store::HostHealthTable table_;
  HostHealthLimits limits_;
  bool loaded_ = false;
  Rows rows_;    // As in the store.
  Rows staged_;  // Rows that the step changes.
  std::vector<std::string> retired_;
};

}  // namespace stratwatch::pipeline
