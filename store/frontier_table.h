#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/ids.h"
#include "model/source.h"
#include "model/url.h"
#include "store/database.h"

namespace stratwatch::store {

enum class FrontierState {
  kWaiting = 0,  // To be fetched, not before `due_at`.
  kEmitted = 1,  // Its page is in the log; the outcome is the store's business.
};

// One discovered URL. Keyed by article id, so a URL is known once whatever its spelling.
struct FrontierEntry {
  ArticleId id;
  Url url;
  SourceId source;
  std::vector<Sighting> sightings;  // At most one a source; bounded by the crawl task.
  FrontierState state = FrontierState::kWaiting;
  std::chrono::sys_seconds discovered_at{};
  std::chrono::sys_seconds due_at{};
  int attempts = 0;
  std::string last_failure;
};

// What is known of a polled source between polls.
struct SourceState {
  SourceId id;
  std::string etag;
  std::string last_modified;
  std::chrono::sys_seconds last_polled{};
  std::chrono::sys_seconds next_poll{};
  std::chrono::seconds interval{};
  int failures_in_a_row = 0;
  std::string last_failure;  // Empty after a success.
  int last_status = 0;
  std::uint64_t polls = 0;
  std::uint64_t entries_seen = 0;  // Entries over all polls.
  std::uint64_t entries_new = 0;   // Of these, not known before.
};

// The crawler's memory: survives kill -9, forgets no URL and fetches none twice.
// Threads: thread-safe; writes go through the caller's batch.
class FrontierTable {
 public:
  explicit FrontierTable(Database& database);

  Result<std::optional<FrontierEntry>> Find(const ArticleId& id) const;
  // Adds or replaces; keeps the due index right (pass the entry as it was read, if it was).
  void Put(WriteBatch& batch, const FrontierEntry& entry, const FrontierEntry* before);
  // Waiting entries with due_at <= now, earliest first.
  Result<std::vector<FrontierEntry>> Due(std::chrono::sys_seconds now,
                                         std::size_t entries_max) const;
  Result<std::optional<std::chrono::sys_seconds>> EarliestDue() const;
  struct Counts {
    std::uint64_t waiting = 0;
    std::uint64_t emitted = 0;
  };
  // From counters kept with each Put: O(1). ArticleStore::VerifyCounters proves them.
  Result<Counts> Count() const;
  // Calls `visit` for each entry in id order until it returns false.
  Result<void> ForEach(const std::function<bool(const FrontierEntry&)>& visit) const;

  Result<std::optional<SourceState>> FindSource(const SourceId& id) const;
  void PutSource(WriteBatch& batch, const SourceState& state);
  Result<std::vector<SourceState>> Sources() const;

  // robots.txt bodies by origin, kept at most a day (RFC 9309, 2.4), as opaque bytes.
  struct RobotsEntry {
    std::chrono::sys_seconds fetched_at{};
    int status = 0;  // 0: unreachable.
    std::string body;
  };
  Result<std::optional<RobotsEntry>> FindRobots(std::string_view origin) const;
  void PutRobots(WriteBatch& batch, std::string_view origin, const RobotsEntry& entry);

 private:
  Database& database_;
};

}  // namespace stratwatch::store
