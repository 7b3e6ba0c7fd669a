#include "pipeline/shard_stores.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "store/article_store.h"

namespace stratwatch::pipeline {
namespace {

// RocksDB wants some room for its tables of one step, whatever the share.
constexpr std::size_t kBytesMin = std::size_t{8} << 20U;

std::optional<int> TakeNumber(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct ShardName {
  int shard = 0;
  int shards = 0;
};

// "shard-0-of-2"
std::optional<ShardName> ParseShardName(std::string_view name) {
  constexpr std::string_view kShard = "shard-";
  constexpr std::string_view kOf = "-of-";
  if (!name.starts_with(kShard)) return std::nullopt;
  name.remove_prefix(kShard.size());
  const auto shard = TakeNumber(name);
  if (!shard || !name.starts_with(kOf)) return std::nullopt;
  name.remove_prefix(kOf.size());
  const auto shards = TakeNumber(name);
  if (!shards || !name.empty()) return std::nullopt;
  return ShardName{*shard, *shards};
}

std::vector<ShardName> NamesIn(const std::filesystem::path& store) {
  std::vector<ShardName> names;
  std::error_code error;
  for (std::filesystem::directory_iterator each(store, error), end; !error && each != end;
       each.increment(error)) {
    if (const auto name = ParseShardName(each->path().filename().string())) names.push_back(*name);
  }
  return names;
}

tl::unexpected<Error> OtherCount(const std::filesystem::path& store, int found, int wanted) {
  return Fail(ErrorCode::kInvalid,
              fmt::format("the store {} was indexed in {} shard{}, kafka.index_shards is {}: an "
                          "article's shard would change. Set it back, or build the index anew: an "
                          "empty store.path and another kafka.topic_prefix, then ingest the "
                          "archive (docs/architecture.md, Index shards)",
                          store.string(), found, found == 1 ? "" : "s", wanted));
}

}  // namespace

std::filesystem::path ShardFolder(const std::filesystem::path& store, int shard, int shards) {
  return store / fmt::format("shard-{}-of-{}", shard, shards);
}

bool IsShardFolder(const std::filesystem::path& folder) {
  return ParseShardName(folder.filename().string()).has_value();
}

std::vector<int> ShardsIn(const std::filesystem::path& store, int shards) {
  std::vector<int> found;
  for (const ShardName& name : NamesIn(store)) {
    if (name.shards == shards && name.shard < shards) found.push_back(name.shard);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Result<void> CheckShardCount(store::Database& database, int shards) {
  const auto& path = database.options().path;
  for (const ShardName& name : NamesIn(path)) {
    if (name.shards != shards) return OtherCount(path, name.shards, shards);
  }
  if (shards == 1) return {};
  const auto sequence = store::ArticleStore(database).LastSequence();
  if (!sequence) return tl::unexpected(sequence.error());
  if (*sequence > 0) return OtherCount(path, 1, shards);
  return {};
}

ShardStores::ShardStores(store::StoreOptions store, int shards)
    : store_(std::move(store)), shards_(shards) {}

Result<void> ShardStores::Take(int shard) {
  if (shard < 0 || shard >= shards_) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("topic resolved has a partition {}, but kafka.index_shards is {}",
                            shard, shards_));
  }
  const std::lock_guard lock(mutex_);
  if (held_.contains(shard)) return {};
  if (auto open = given_up_[shard].lock()) {
    held_[shard] = {std::move(open), false};
    return {};
  }
  store::StoreOptions options = store_;
  options.path = ShardFolder(store_.path, shard, shards_);
  const auto share = static_cast<std::size_t>(shards_);
  options.block_cache_bytes = std::max(store_.block_cache_bytes / share, kBytesMin);
  options.write_buffer_bytes = std::max(store_.write_buffer_bytes / share, kBytesMin);
  auto database = store::Database::Open(options);
  if (!database) return Fail(fmt::format("shard {}", shard), database.error());
  held_[shard] = {std::shared_ptr<store::Database>(std::move(*database)), false};
  return {};
}

void ShardStores::Retain(const std::set<int>& shards) {
  // Closed outside of the lock: that writes what is not on disk yet.
  std::vector<std::shared_ptr<store::Database>> closing;
  const std::lock_guard lock(mutex_);
  for (auto each = held_.begin(); each != held_.end();) {
    if (shards.contains(each->first)) {
      ++each;
      continue;
    }
    given_up_[each->first] = each->second.database;
    closing.push_back(std::move(each->second.database));
    each = held_.erase(each);
  }
}

void ShardStores::SetCaughtUp(int shard) {
  const std::lock_guard lock(mutex_);
  const auto held = held_.find(shard);
  if (held != held_.end()) held->second.caught_up = true;
}

std::shared_ptr<store::Database> ShardStores::Find(int shard) const {
  const std::lock_guard lock(mutex_);
  const auto held = held_.find(shard);
  return held == held_.end() ? nullptr : held->second.database;
}

std::vector<IndexShard> ShardStores::Answering() const {
  const std::lock_guard lock(mutex_);
  std::vector<IndexShard> shards;
  for (const auto& [number, held] : held_) {
    if (held.caught_up) shards.push_back({number, held.database});
  }
  return shards;
}

std::vector<IndexShard> ShardStores::Taken() const {
  const std::lock_guard lock(mutex_);
  std::vector<IndexShard> shards;
  for (const auto& [number, held] : held_) shards.push_back({number, held.database});
  return shards;
}

}  // namespace stratwatch::pipeline
