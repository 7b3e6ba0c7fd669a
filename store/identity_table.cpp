#include <fmt/format.h>

#include "store/article_store.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

Result<std::optional<Digest128>> Read(const Database& database, const std::string& key,
                                      const Digest128& name) {
  auto stored = database.impl().Get(Table::kIdentities, key);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return std::optional<Digest128>();
  const auto digest = Digest128::FromBytes(**stored);
  if (!digest) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table identities: the value of {} {} is damaged",
                            key.front() == 'u' ? "article" : "content hash", name.Hex()));
  }
  return digest;
}

}  // namespace

IdentityTable::IdentityTable(Database& database) : database_(database) {}

Result<std::optional<ContentHash>> IdentityTable::HashOf(const ArticleId& id) const {
  const auto digest = Read(database_, HashOfUrlKey(id), id);
  if (!digest) return tl::unexpected(digest.error());
  if (!*digest) return std::optional<ContentHash>();
  return std::optional<ContentHash>(ContentHash{**digest});
}

Result<std::optional<ArticleId>> IdentityTable::FirstWith(const ContentHash& hash) const {
  const auto digest = Read(database_, FirstOfTextKey(hash), hash);
  if (!digest) return tl::unexpected(digest.error());
  if (!*digest) return std::optional<ArticleId>();
  return std::optional<ArticleId>(ArticleId{**digest});
}

void IdentityTable::PutHash(WriteBatch& batch, const ArticleId& id, const ContentHash& hash) {
  batch.impl().Put(database_, Table::kIdentities, HashOfUrlKey(id), hash.View());
}

void IdentityTable::PutFirst(WriteBatch& batch, const ContentHash& hash, const ArticleId& id) {
  batch.impl().Put(database_, Table::kIdentities, FirstOfTextKey(hash), id.View());
}

}  // namespace stratwatch::store
