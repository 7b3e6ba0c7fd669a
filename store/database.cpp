#include "store/database.h"

#include <fmt/format.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <system_error>
#include <thread>

#include "store/internal/database_impl.h"
#include "store/internal/index_view.h"
#include "store/internal/info_log.h"
#include "store/internal/owner_file.h"
#include "store/internal/rocks_open.h"

namespace stratwatch::store {
namespace {

namespace fs = std::filesystem;

// Each attempt takes some 20 ms and the writer's files change a few times a second at most.
constexpr int kReadOnlyAttempts = 25;
// Grows with each attempt: 1.3 s in all, then the store is reported as busy.
constexpr std::chrono::milliseconds kReadOnlyPause{4};

// The MANIFEST that CURRENT names; empty when there is none.
std::string ManifestName(const fs::path& folder) {
  std::ifstream current(folder / "CURRENT");
  std::string name;
  std::getline(current, name);
  return name;
}

// Changes whenever the writer changes its set of files.
std::string ManifestStamp(const fs::path& folder) {
  const std::string name = ManifestName(folder);
  std::error_code error;
  const auto size = fs::file_size(folder / name, error);
  return fmt::format("{} {}", name, error ? 0 : size);
}

bool FilesVanished(const rocksdb::Status& status) {
  // A table that went is reported as Corruption with the system's error inside.
  return status.IsPathNotFound() || status.IsNotFound() ||
         status.ToString().find("No such file") != std::string::npos;
}

Error OpenError(const rocksdb::Status& status, const fs::path& folder) {
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("lock") != std::string::npos) {
    const bool ours = text.find("current process") != std::string::npos;
    const int pid = ours ? 0 : OwnerFile::HolderOfRocksLock(folder);
    return Error{ErrorCode::kUnavailable,
                 fmt::format("store {} is locked by process {}; stop it, or open the store "
                             "read-only",
                             folder.string(), pid == 0 ? "(unknown)" : std::to_string(pid))};
  }
  if (status.IsNoSpace() || (status.IsIOError() && !FilesVanished(status))) {
    return ToError(status, fmt::format("open store {}", folder.string()));
  }
  // What is left are damaged bytes, or files that must be there and are not.
  return Error{ErrorCode::kCorrupt,
               fmt::format("store {} is damaged (its files are listed in {}): {}; keep the folder "
                           "and restore it from a backup",
                           folder.string(), ManifestName(folder), text)};
}

// The schema version a store was written under; nullopt when none was ever written to it.
Result<std::optional<std::uint32_t>> ReadSchema(rocksdb::DB& db, const fs::path& folder) {
  std::string value;
  const rocksdb::Status status = db.Get(
      {}, db.DefaultColumnFamily(), rocksdb::Slice(kSchemaKey.data(), kSchemaKey.size()), &value);
  if (status.IsNotFound()) return std::optional<std::uint32_t>();
  if (!status.ok()) return tl::unexpected(OpenError(status, folder));
  const auto version = ReadKey32(value);
  if (!version) {
    return Fail(
        ErrorCode::kCorrupt,
        fmt::format("store {}: the schema version in table default is damaged", folder.string()));
  }
  return version;
}

Result<void> CheckSchema(std::uint32_t version, const fs::path& folder) {
  if (version > kSchemaVersion) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("store {} has schema version {}, this program knows versions up to "
                            "{}: use the newer stratwatch that wrote it",
                            folder.string(), version, kSchemaVersion));
  }
  if (version == 0) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("store {} has schema version 0, which never was", folder.string()));
  }
  return {};
}

// Looks at a store without changing it, before it is opened for writing: a newer one must stay as
// it is. Reads the write-ahead log once more; bounded by max_total_wal_size.
struct Probe {
  rocksdb::Status status;
  std::optional<Error> error;
  std::optional<std::uint32_t> schema;
  bool empty = false;
};

Probe ProbeStore(const fs::path& folder) {
  Probe probe;
  rocksdb::DBOptions options;
  options.info_log = MakeSilentLog();
  rocksdb::ColumnFamilyOptions family;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  probe.status = rocksdb::DB::OpenForReadOnly(
      options, folder.string(), {{rocksdb::kDefaultColumnFamilyName, family}}, &handles, &raw);
  if (!probe.status.ok()) {
    probe.error = OpenError(probe.status, folder);
    return probe;
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  auto schema = ReadSchema(*db, folder);
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (!schema) {
    probe.error = schema.error();
    return probe;
  }
  probe.schema = *schema;
  probe.empty = db->GetLatestSequenceNumber() == 0;
  return probe;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Families(const RocksOptions& rocks) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (std::size_t i = 0; i < kTableCount; ++i) {
    families.emplace_back(std::string(TableName(static_cast<Table>(i))), rocks.families[i]);
  }
  return families;
}

Result<void> CheckFolder(const StoreOptions& options) {
  std::error_code error;
  const fs::file_status status = fs::status(options.path, error);
  const std::string name = options.path.string();
  if (options.path.empty()) return Fail(ErrorCode::kInvalid, "the store's path is empty");
  if (fs::exists(status) && !fs::is_directory(status)) {
    return Fail(ErrorCode::kInvalid, fmt::format("store {}: it is a file, not a folder", name));
  }
  if (!fs::exists(status) && status.type() != fs::file_type::not_found) {
    return Fail(ErrorCode::kUnavailable, fmt::format("store {}: {}", name, error.message()));
  }
  const bool has_store = fs::exists(options.path / "CURRENT", error);
  if (options.access == Access::kReadOnly) {
    if (has_store) return {};
    return Fail(ErrorCode::kNotFound, fmt::format("there is no store at {}", name));
  }
  fs::create_directories(options.path, error);
  if (error) {
    const bool not_a_folder = error == std::errc::not_a_directory;
    return Fail(not_a_folder ? ErrorCode::kInvalid : ErrorCode::kUnavailable,
                fmt::format("store {}: cannot be created: {}", name, error.message()));
  }
  if (has_store) return {};
  // Tables without CURRENT are a damaged store; creating a new one over them would lose them.
  for (const fs::directory_entry& entry : fs::directory_iterator(options.path, error)) {
    if (entry.path().extension() == ".sst") {
      return Fail(ErrorCode::kCorrupt,
                  fmt::format("store {} is damaged: {} is there but CURRENT is missing; restore it "
                              "from a backup",
                              name, entry.path().filename().string()));
    }
  }
  return {};
}

// What a store must be to be opened for writing; true when its schema version is to be written.
Result<bool> CheckForWriting(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / "CURRENT", error)) return true;
  const Probe probe = ProbeStore(folder);
  if (probe.error) return tl::unexpected(*probe.error);
  if (!probe.schema) {
    if (probe.empty) return true;  // Its creation was interrupted.
    return Fail(ErrorCode::kCorrupt,
                fmt::format("store {}: table default has no schema version; it is damaged, or no "
                            "store of stratwatch",
                            folder.string()));
  }
  if (auto known = CheckSchema(*probe.schema, folder); !known) {
    return tl::unexpected(known.error());
  }
  return false;
}

// A new store gets its families in one step: RocksDB would write its options file after each of
// them, half a second in all. What a crash leaves behind, the next Open completes.
rocksdb::Status OpenFamilies(const StoreOptions& options, bool fresh, Database::Impl& impl) {
  const RocksOptions rocks = MakeRocksOptions(options);
  std::vector<rocksdb::ColumnFamilyDescriptor> families = Families(rocks);
  std::vector<rocksdb::ColumnFamilyDescriptor> later;
  std::error_code error;
  if (fresh && !fs::exists(options.path / "CURRENT", error)) {
    later.assign(families.begin() + 1, families.end());
    families.resize(1);
  }
  rocksdb::DB* raw = nullptr;
  rocksdb::Status status =
      rocksdb::DB::Open(rocks.database, options.path.string(), families, &impl.handles, &raw);
  if (!status.ok()) return status;
  impl.db.reset(raw);
  if (later.empty()) return status;
  std::vector<rocksdb::ColumnFamilyHandle*> created;
  status = impl.db->CreateColumnFamilies(later, &created);
  impl.handles.insert(impl.handles.end(), created.begin(), created.end());
  return status;
}

Result<std::unique_ptr<Database::Impl>> OpenForWriting(const StoreOptions& options) {
  auto impl = std::make_unique<Database::Impl>();
  impl->options = options;
  auto owner = OwnerFile::Take(options.path);
  if (!owner) return tl::unexpected(owner.error());
  impl->owner = std::move(*owner);
  const auto fresh = CheckForWriting(options.path);
  if (!fresh) return tl::unexpected(fresh.error());

  rocksdb::Status status = OpenFamilies(options, *fresh, *impl);
  if (!status.ok()) return tl::unexpected(OpenError(status, options.path));
  if (*fresh) {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    status = impl->db->Put(synced, rocksdb::Slice(kSchemaKey.data(), kSchemaKey.size()),
                           Key32(kSchemaVersion));
    if (!status.ok()) return tl::unexpected(OpenError(status, options.path));
  }
  return impl;
}

// One attempt beside a running writer. `again` is set when the writer changed its files meanwhile:
// what was read may then lack what moved from the log to a table in between.
Result<std::unique_ptr<Database::Impl>> TryReadOnly(const StoreOptions& options, bool& again) {
  const std::string stamp = ManifestStamp(options.path);
  const Probe probe = ProbeStore(options.path);
  if (probe.error) {
    again = FilesVanished(probe.status) || stamp != ManifestStamp(options.path);
    return tl::unexpected(*probe.error);
  }
  if (!probe.schema) {
    again = true;
    return Fail(ErrorCode::kUnavailable,
                fmt::format("store {} is just being created; try again", options.path.string()));
  }
  if (auto known = CheckSchema(*probe.schema, options.path); !known) {
    return tl::unexpected(known.error());
  }
  auto impl = std::make_unique<Database::Impl>();
  impl->options = options;
  const RocksOptions rocks = MakeRocksOptions(options);
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(
      rocks.database, options.path.string(), Families(rocks), &impl->handles, &raw);
  const bool moved = stamp != ManifestStamp(options.path);
  if (!status.ok()) {
    again = FilesVanished(status) || moved;
    return tl::unexpected(OpenError(status, options.path));
  }
  impl->db.reset(raw);
  again = moved;
  return impl;
}

Result<std::unique_ptr<Database::Impl>> OpenReadOnly(const StoreOptions& options) {
  const std::string first_stamp = ManifestStamp(options.path);
  for (int attempt = 1;; ++attempt) {
    bool again = false;
    auto impl = TryReadOnly(options, again);
    if (!again) return impl;
    if (attempt < kReadOnlyAttempts) {
      // A writer that flushes and compacts is overtaken by waiting, not by haste.
      std::this_thread::sleep_for(kReadOnlyPause * attempt);
      continue;
    }
    // Files that went while nobody changed the store are lost; files that went because a writer
    // replaced them are not, however often we came too late.
    if (!impl && ManifestStamp(options.path) == first_stamp) return impl;
    return Fail(ErrorCode::kUnavailable,
                fmt::format("store {} changed during each of {} attempts to read it; try again",
                            options.path.string(), attempt));
  }
}

}  // namespace

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::Open(StoreOptions options) {
  if (auto folder = CheckFolder(options); !folder) return tl::unexpected(folder.error());
  auto impl = options.access == Access::kReadOnly ? OpenReadOnly(options) : OpenForWriting(options);
  if (!impl) return tl::unexpected(impl.error());
  (*impl)->index = std::make_unique<IndexViews>(**impl);
  return std::unique_ptr<Database>(new Database(std::move(*impl)));
}

Result<void> Database::Write(WriteBatch& batch, Durability durability) {
  return impl_->Write(batch, durability);
}

Database::Size Database::ApproximateSize() const {
  return impl_->ApproximateSize();
}

const StoreOptions& Database::options() const {
  return impl_->options;
}

}  // namespace stratwatch::store
