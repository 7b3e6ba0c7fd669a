#include "store/fingerprint_table.h"

#include <fmt/format.h>

#include "store/internal/codec.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;

std::string Encode(const FingerprintRecord& record) {
  std::string out(1, static_cast<char>(kVersion));
  AppendVarint(out, record.number);
  AppendVarint(out, record.seen_hour);
  AppendBytes(out, record.original ? record.original->View() : std::string_view());
  AppendVarint(out, static_cast<std::uint64_t>(record.level));
  for (const std::uint8_t count : record.counts) out.push_back(static_cast<char>(count));
  for (const std::uint32_t mark : record.marks) AppendKey32(out, mark);
  return out;
}

std::optional<FingerprintRecord> Decode(std::string_view bytes) {
  Reader reader(bytes);
  FingerprintRecord record;
  if (reader.Byte() != kVersion) return std::nullopt;
  record.number = static_cast<std::uint32_t>(reader.Varint());
  record.seen_hour = static_cast<std::uint32_t>(reader.Varint());
  const std::string_view original = reader.Bytes();
  record.level = static_cast<int>(reader.Varint());
  for (std::uint8_t& count : record.counts) count = reader.Byte();
  if (!reader.Ok() || record.level > 63 || reader.Rest().size() % 4 != 0) return std::nullopt;
  if (!original.empty()) {
    const auto digest = Digest128::FromBytes(original);
    if (!digest) return std::nullopt;
    record.original = ArticleId{*digest};
  }
  for (auto rest = reader.Rest(); !rest.empty(); rest.remove_prefix(4)) {
    record.marks.push_back(*ReadKey32(rest.substr(0, 4)));
  }
  return record;
}

tl::unexpected<Error> Damaged(std::string_view key) {
  const auto id = Digest128::FromBytes(key.substr(1));
  return Fail(ErrorCode::kCorrupt,
              fmt::format("table identities: the fingerprint of article {} is damaged",
                          id ? id->Hex() : "with a damaged id"));
}

}  // namespace

FingerprintTable::FingerprintTable(Database& database) : database_(database) {}

Result<std::optional<FingerprintRecord>> FingerprintTable::Find(const ArticleId& id) const {
  const std::string key = FingerprintKey(id);
  const auto stored = database_.impl().Get(Table::kIdentities, key);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<FingerprintRecord>();
  auto record = Decode(**stored);
  if (!record) return Damaged(key);
  return record;
}

void FingerprintTable::Put(WriteBatch& batch, const ArticleId& id,
                           const FingerprintRecord& record) {
  batch.impl().Put(database_, Table::kIdentities, FingerprintKey(id), Encode(record));
}

void FingerprintTable::Delete(WriteBatch& batch, const ArticleId& id) {
  batch.impl().Delete(database_, Table::kIdentities, FingerprintKey(id));
}

Result<void> FingerprintTable::ForEach(
    const std::function<void(const ArticleId&, FingerprintRecord)>& visit) const {
  Scan scan = database_.impl().ScanPrefix(Table::kIdentities, kFingerprintPrefix);
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    const auto id = Digest128::FromBytes(scan.Key().substr(1));
    auto record = Decode(scan.Value());
    if (!id || !record) return Damaged(scan.Key());
    visit(ArticleId{*id}, std::move(*record));
  }
  return scan.Finish();
}

}  // namespace stratwatch::store
