#include "tests/e2e/store_damage.h"

#include <rocksdb/db.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "store/key_layout.h"

namespace stratwatch::testing {
namespace {

namespace fs = std::filesystem;

void Require(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

fs::path FirstFile(const fs::path& store, const std::string& prefix, const std::string& suffix) {
  for (const auto& entry : fs::directory_iterator(store)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(suffix)) return entry.path();
  }
  throw std::runtime_error(store.string() + " has no file " + prefix + "…" + suffix);
}

}  // namespace

void SetSchemaVersion(const fs::path& store, std::uint32_t version) {
  rocksdb::Options options;
  // The tables' merge operators are the store's own: nothing may be flushed or compacted here.
  options.avoid_flush_during_recovery = true;
  options.avoid_flush_during_shutdown = true;
  options.disable_auto_compactions = true;
  std::vector<std::string> names;
  Require(rocksdb::DB::ListColumnFamilies(options, store.string(), &names));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  Require(rocksdb::DB::Open(options, store.string(), families, &handles, &opened));
  const std::unique_ptr<rocksdb::DB> database(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  Require(database->Put(synced, rocksdb::Slice(store::kSchemaKey.data(), store::kSchemaKey.size()),
                        store::Key32(version)));
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    Require(database->DestroyColumnFamilyHandle(handle));
  }
}

void RemoveOneTableFile(const fs::path& store) {
  fs::remove(FirstFile(store, "", ".sst"));
}

void DamageManifest(const fs::path& store) {
  const fs::path manifest = FirstFile(store, "MANIFEST-", "");
  std::fstream file(manifest, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(16);
  file << "damaged by a test, on purpose";
}

}  // namespace stratwatch::testing
