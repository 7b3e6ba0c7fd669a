#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "model/article.h"
#include "model/error.h"
#include "pipeline/near_copies.h"
#include "pipeline/stories.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct ResolveOptions {
  NearCopiesOptions copies;
  StoriesOptions stories;
};

// Tells of each readable article whether it is new, a repeat of its own URL, an exact or a near
// copy of another, and which story it is of. The order of the articles decides: the first of
// several copies is the original, and once told it stays so.
//
// State: store::IdentityTable, FingerprintTable and StoryTable, written through the caller's
// batch, and in memory what answers quickly; Open reads the latter back from the former. The
// clock of its window is the time of the latest fetch that it has seen: the same articles give the
// same answers whenever they are resolved.
//
// A step: Begin, any number of Resolve, then write the batch and call Committed. When the write
// failed, Begin takes back what the step did to the memory.
// Threads: not thread-safe.
class Resolver {
 public:
  // Reads the window, some million texts a second. Errors: kCorrupt, kUnavailable.
  static Result<std::unique_ptr<Resolver>> Open(store::Database& database, ResolveOptions options);
  ~Resolver();

  // Also adds to `state` the deletion of a little of what left the window. Errors as Open's.
  Result<void> Begin(store::WriteBatch& state);
  // Sets `article.resolution` and the outcome, kStored or kDuplicate. A pin (story_pins.h) moves a
  // relevant article to its story, from which it stays. Errors as Open's.
  Result<void> Resolve(Article& article, store::WriteBatch& state);
  // Whether an article was read under this URL before. Errors as Open's.
  Result<bool> Knows(const ArticleId& id) const;
  void Committed();

  struct Size {
    std::size_t texts = 0;    // In the window of near copies.
    std::size_t stories = 0;  // Open ones.
    std::size_t copies_bytes = 0;
  };
  Size Held() const;

 private:
  class Impl;
  explicit Resolver(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
