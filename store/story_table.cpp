#include "store/story_table.h"

#include <fmt/format.h>

#include "store/internal/codec.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;

std::string Encode(const StoryRecord& record) {
  std::string out(1, static_cast<char>(kVersion));
  AppendVarint(out, record.articles);
  AppendSigned(out, record.first);
  AppendSigned(out, record.last);
  AppendVarint(out, record.seen_hour);
  AppendVarint(out, record.anchors.size());
  for (const auto& anchor : record.anchors) {
    AppendBytes(out, anchor.name);
    AppendVarint(out, anchor.articles);
  }
  AppendVarint(out, record.words.size());
  for (const auto& words : record.words) {
    AppendBytes(out, words.language);
    AppendVarint(out, words.hashes.size());
    // Ascending: the steps between them are shorter than they are.
    std::uint32_t last = 0;
    for (const std::uint32_t hash : words.hashes) {
      AppendVarint(out, hash - last);
      last = hash;
    }
  }
  return out;
}

std::optional<StoryRecord> Decode(std::string_view bytes) {
  Reader reader(bytes);
  StoryRecord record;
  if (reader.Byte() != kVersion) return std::nullopt;
  record.articles = static_cast<std::uint32_t>(reader.Varint());
  record.first = reader.Signed();
  record.last = reader.Signed();
  record.seen_hour = static_cast<std::uint32_t>(reader.Varint());
  for (std::uint64_t left = reader.Varint(); left > 0 && reader.Ok(); --left) {
    std::string name(reader.Bytes());
    record.anchors.push_back({std::move(name), static_cast<std::uint32_t>(reader.Varint())});
  }
  for (std::uint64_t left = reader.Varint(); left > 0 && reader.Ok(); --left) {
    StoryRecord::Words words;
    words.language = reader.Bytes();
    std::uint32_t last = 0;
    for (std::uint64_t hashes = reader.Varint(); hashes > 0 && reader.Ok(); --hashes) {
      last += static_cast<std::uint32_t>(reader.Varint());
      words.hashes.push_back(last);
    }
    record.words.push_back(std::move(words));
  }
  if (!reader.Ok() || !reader.AtEnd()) return std::nullopt;
  return record;
}

}  // namespace

StoryTable::StoryTable(Database& database) : database_(database) {}

Result<std::optional<StoryId>> StoryTable::StoryOf(const ArticleId& id) const {
  const auto stored = database_.impl().Get(Table::kIdentities, StoryOfArticleKey(id));
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<StoryId>();
  const auto digest = Digest128::FromBytes(**stored);
  if (!digest) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table identities: the story of article {} is damaged", id.Hex()));
  }
  return std::optional<StoryId>(StoryId{*digest});
}

void StoryTable::PutStoryOf(WriteBatch& batch, const ArticleId& id, const StoryId& story) {
  batch.impl().Put(database_, Table::kIdentities, StoryOfArticleKey(id), story.View());
}

void StoryTable::Put(WriteBatch& batch, const StoryId& id, const StoryRecord& record) {
  batch.impl().Put(database_, Table::kIdentities, StoryKey(id), Encode(record));
}

void StoryTable::Delete(WriteBatch& batch, const StoryId& id) {
  batch.impl().Delete(database_, Table::kIdentities, StoryKey(id));
}

Result<void> StoryTable::ForEach(
    const std::function<void(const StoryId&, StoryRecord)>& visit) const {
  Scan scan = database_.impl().ScanPrefix(Table::kIdentities, kStoryPrefix);
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    const auto id = Digest128::FromBytes(scan.Key().substr(1));
    auto record = Decode(scan.Value());
    if (!id || !record) {
      return Fail(ErrorCode::kCorrupt, fmt::format("table identities: story {} is damaged",
                                                   id ? id->Hex() : "with a damaged id"));
    }
    visit(StoryId{*id}, std::move(*record));
  }
  return scan.Finish();
}

}  // namespace stratwatch::store
