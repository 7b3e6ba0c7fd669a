#include <fmt/format.h>

#include "store/article_store.h"
#include "store/internal/article_record.h"
#include "store/internal/counters.h"
#include "store/internal/crawl_records.h"
#include "store/internal/database_impl.h"
#include "store/internal/index_view.h"
#include "store/key_layout.h"

// ArticleStore::VerifyCounters.
namespace stratwatch::store {
namespace {

// A counter's key for people: "outcome stored", "country MA", "index tokens".
std::string CounterName(std::string_view key) {
  const std::string_view rest = key.substr(1);
  if (key.front() == 'o') return fmt::format("outcome {}", rest);
  if (key.front() == 'i') return fmt::format("index {}", rest);
  if (key.front() == 'u') return fmt::format("frontier {}", rest);
  const std::size_t end = rest.find('\0');
  return fmt::format("{} {}", rest.substr(0, end), rest.substr(end + 1));
}

Result<void> Compare(const Counters& counted, const Counters& stored) {
  auto differs = [](const std::string& key, std::int64_t walked, std::int64_t kept) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("counter '{}' says {}, but a walk over the records counts {}",
                            CounterName(key), kept, walked));
  };
  for (const auto& [key, walked] : counted) {
    const auto kept = stored.find(key);
    if (kept == stored.end()) return differs(key, walked, 0);
    if (kept->second != walked) return differs(key, walked, kept->second);
  }
  for (const auto& [key, kept] : stored) {
    if (!counted.contains(key)) return differs(key, 0, kept);
  }
  return {};
}

// Walks one moment of the store.
class Audit {
 public:
  explicit Audit(const Database& database)
      : database_(database), view_(database.impl(), database.impl().TakeSnapshot()) {}

  Result<void> Run() {
    Scan scan = database_.impl().NewScan(Table::kArticles, "", "", view_.At());
    for (scan.ToFirst(); scan.Valid(); scan.Next()) {
      const auto sequence = ReadKey64(scan.Key());
      if (!sequence) return Fail(ErrorCode::kCorrupt, "table articles: a key is damaged");
      const auto stored = DecodeStored(*sequence, scan.Value());
      if (!stored) return tl::unexpected(stored.error());
      if (auto sound = CheckRecord(*sequence, *stored); !sound) return sound;
      Count(stored->article, stored->length, 1, counted_);
      ++records_;
    }
    if (auto finished = scan.Finish(); !finished) return finished;
    if (auto ids = CheckIds(); !ids) return ids;
    if (auto frontier = CountFrontier(); !frontier) return frontier;
    const auto kept = ReadCounters(database_, "", view_.At());
    if (!kept) return tl::unexpected(kept.error());
    return Compare(counted_, *kept);
  }

 private:
  // The record, its id and its document row must agree.
  Result<void> CheckRecord(std::uint64_t sequence, const StoredArticle& stored) const {
    const std::string name = stored.article.id.Hex();
    auto pointer = database_.impl().Get(Table::kArticleIds, stored.article.id.View(), view_.At());
    if (!pointer) return tl::unexpected(pointer.error());
    if (stored.article.sequence != sequence || !*pointer || **pointer != Key64(sequence)) {
      return Fail(
          ErrorCode::kCorrupt,
          fmt::format("article {} is at sequence {}, but its id points elsewhere", name, sequence));
    }
    const auto chunk = view_.Chunk(ChunkOf(sequence));
    if (!chunk) return tl::unexpected(chunk.error());
    const std::uint32_t length = (*chunk)->lengths[SlotOf(sequence)];
    const std::uint32_t expected = IsSearchable(stored.article.outcome) ? stored.length : 0;
    if (length != expected) {
      return Fail(ErrorCode::kCorrupt,
                  fmt::format("article {} has {} tokens in the index, its record says {}", name,
                              length, expected));
    }
    return {};
  }

  Result<void> CheckIds() const {
    std::uint64_t ids = 0;
    Scan scan = database_.impl().NewScan(Table::kArticleIds, "", "", view_.At());
    for (scan.ToFirst(); scan.Valid(); scan.Next()) ++ids;
    if (auto finished = scan.Finish(); !finished) return finished;
    if (ids == records_) return {};
    return Fail(ErrorCode::kCorrupt,
                fmt::format("there are {} article ids, but {} article records", ids, records_));
  }

  Result<void> CountFrontier() {
    Scan scan = database_.impl().NewScan(Table::kFrontier, "", "", view_.At());
    for (scan.ToFirst(); scan.Valid(); scan.Next()) {
      const auto id = Digest128::FromBytes(scan.Key());
      if (!id) return Fail(ErrorCode::kCorrupt, "table frontier: a key is damaged");
      const auto entry = DecodeEntry(ArticleId{*id}, scan.Value());
      if (!entry) return tl::unexpected(entry.error());
      ++counted_[FrontierCounterKey(StateName(entry->state))];
    }
    return scan.Finish();
  }

  const Database& database_;
  const IndexView view_;
  Counters counted_;
  std::uint64_t records_ = 0;
};

}  // namespace

Result<void> ArticleStore::VerifyCounters() const {
  return Audit(database_).Run();
}

}  // namespace stratwatch::store
