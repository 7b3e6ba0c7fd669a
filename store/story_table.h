#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/ids.h"
#include "store/database.h"

namespace stratwatch::store {

// What an open story's articles have in common, as far as it recognises the next one.
struct StoryRecord {
  // Something that needs no translation: "subject:MA", "figure:USD:15000000"; pipeline/stories.h.
  struct Anchor {
    std::string name;
    std::uint32_t articles = 0;  // How many of the story's have it.
    bool operator==(const Anchor&) const = default;
  };
  // The words of one article, hashed, to be compared with those of another in its language.
  struct Words {
    std::string language;
    std::vector<std::uint32_t> hashes;  // Ascending.
    bool operator==(const Words&) const = default;
  };

  std::uint32_t articles = 0;   // Originals; copies are not counted.
  std::int64_t first = 0;       // Publication, else sight, in seconds since 1970, of the earliest
  std::int64_t last = 0;        // and of the latest article.
  std::uint32_t seen_hour = 0;  // Hours since 1970 of the last sighting.
  std::vector<Anchor> anchors;  // By name.
  std::vector<Words> words;     // A few articles a language.

  bool operator==(const StoryRecord&) const = default;
};

// Open stories, and which story each article is of: the `resolve` task's own state.
// Threads: thread-safe; writes go through the caller's batch.
class StoryTable {
 public:
  explicit StoryTable(Database& database);
  // Errors here and below: kCorrupt (a record is damaged: names it), kUnavailable.
  Result<std::optional<StoryId>> StoryOf(const ArticleId& id) const;
  void PutStoryOf(WriteBatch& batch, const ArticleId& id, const StoryId& story);
  void Put(WriteBatch& batch, const StoryId& id, const StoryRecord& record);
  void Delete(WriteBatch& batch, const StoryId& id);
  // Every open story, in order of ids.
  Result<void> ForEach(const std::function<void(const StoryId&, StoryRecord)>& visit) const;

 private:
  Database& database_;
};

}  // namespace stratwatch::store
