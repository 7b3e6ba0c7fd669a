#include <algorithm>
#include <random>
#include <utility>

#include "crawlers/internal/file.h"
#include "crawlers/internal/gzip_member.h"
#include "crawlers/internal/warc_format.h"
#include "crawlers/warc.h"

namespace stratwatch::crawlers {
namespace {

using internal::File;
using internal::WarcFileName;

// How much of a reopened file's end is inflated to see that it is whole; the rest was synced long
// before. At some 300 MB/s this is a twentieth of a second.
constexpr std::uint64_t kVerifiedBytes = std::uint64_t{16} << 20U;

// Walks `file` member by member. The size up to which it is whole; nullopt when it is not ours.
Result<std::optional<std::uint64_t>> WholeSize(const File& file) {
  const auto size = file.Size();
  if (!size) return tl::unexpected(size.error());
  std::vector<std::uint64_t> members;
  std::uint64_t at = 0;
  std::string bytes;
  while (at < *size) {
    if (auto read = file.ReadAt(at, internal::kMemberHeaderBytes, bytes); !read) {
      return tl::unexpected(read.error());
    }
    const auto length = internal::MemberLength(bytes);
    if (!length || at + *length > *size) break;
    members.push_back(at);
    at += *length;
  }
  // A first member that cannot be walked: torn when it begins like ours or was never written
  // (zeros after a power cut), else somebody else's file under our name.
  if (at == 0 && *size > 0) {
    if (auto read = file.ReadAt(0, internal::kMemberHeaderBytes, bytes); !read) {
      return tl::unexpected(read.error());
    }
    const bool zeros = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
    const bool torn =
        zeros || internal::MemberLength(bytes).has_value() || *size < internal::kMemberHeaderBytes;
    return torn ? std::optional<std::uint64_t>(0) : std::nullopt;
  }
  const std::uint64_t end = at;
  for (const std::uint64_t begin : members) {
    const auto next = std::upper_bound(members.begin(), members.end(), begin);
    const std::uint64_t member_end = next == members.end() ? end : *next;
    if (member_end + kVerifiedBytes < end) continue;
    if (auto read = file.ReadAt(begin, member_end - begin, bytes); !read) {
      return tl::unexpected(read.error());
    }
    if (!internal::IsWholeMember(bytes)) return std::optional<std::uint64_t>(begin);
  }
  return std::optional<std::uint64_t>(end);
}

// Record ids must differ from those of every other run: 128 bits of the system's randomness.
std::mt19937_64 SeededRandom() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

}  // namespace

class WarcWriter::Impl {
 public:
  Impl(WarcWriterOptions options, internal::GzipMemberWriter gzip)
      : options_(std::move(options)), gzip_(std::move(gzip)), random_(SeededRandom()) {}

  // Goes on with the newest file, if there is one.
  Result<void> Begin() {
    std::error_code failure;
    std::filesystem::create_directories(options_.folder, failure);
    std::string newest;
    for (auto entry = std::filesystem::directory_iterator(options_.folder, failure);
         !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
      const std::string name = entry->path().filename().string();
      const auto parsed = internal::ParseWarcFileName(options_.prefix, name);
      if (!parsed || (!newest.empty() && parsed->serial < name_.serial)) continue;
      name_ = *parsed;
      newest = name;
    }
    if (failure) {
      return Fail(ErrorCode::kUnavailable,
                  "archive folder " + options_.folder.string() + ": " + failure.message());
    }
    return newest.empty() ? Result<void>() : Reopen(newest);
  }

  Result<ArchiveLocation> Append(const WarcExchange& exchange) {
    if (auto ready = MakeRoom(exchange.fetched_at); !ready) return tl::unexpected(ready.error());
    std::string bytes;
    auto response = BuildRecords(exchange, bytes);
    if (!response) return response;
    if (auto written = Write(bytes); !written) return tl::unexpected(written.error());
    return response;
  }

  Result<void> Sync() {
    if (file_.IsOpen() && dirty_) {
      if (auto synced = file_.Sync(); !synced) return Fail("sync " + Path(), synced.error());
    }
    dirty_ = false;
    if (!folder_dirty_) return {};
    auto folder = File::Open(options_.folder, O_RDONLY | O_DIRECTORY);
    if (!folder) return Fail("archive folder " + options_.folder.string(), folder.error());
    if (auto synced = folder->Sync(); !synced) {
      return Fail("sync archive folder " + options_.folder.string(), synced.error());
    }
    folder_dirty_ = false;
    return {};
  }

 private:
  std::string Path() const { return (options_.folder / file_name_).string(); }

  Result<void> Reopen(const std::string& name) {
    file_name_ = name;
    auto file = File::Open(Path(), O_RDWR);
    if (!file)
      return Fail(ErrorCode::kUnavailable, "archive " + Path() + ": " + file.error().message);
    if (!file->Lock()) {
      return Fail(ErrorCode::kUnavailable,
                  "archive " + Path() + ": another process writes to it; stop that one first");
    }
    const auto whole = WholeSize(*file);
    if (!whole) return Fail("archive " + Path(), whole.error());
    if (!whole->has_value()) return {};  // Not ours: left alone, a new file follows.
    size_ = **whole;
    if (auto cut = file->Truncate(size_); !cut) return Fail("archive " + Path(), cut.error());
    file_ = std::move(*file);
    dirty_ = true;
    return size_ > 0 ? Result<void>() : WriteWarcinfo(name_.begun);
  }

  // A file that takes one more record.
  Result<void> MakeRoom(std::chrono::sys_seconds now) {
    const bool full =
        size_ >= options_.file_bytes_max || now - name_.begun >= options_.file_age_max;
    if (file_.IsOpen() && !full) return {};
    if (auto synced = Sync(); !synced) return synced;
    name_ = {now, name_.serial + 1};
    file_name_ = internal::WarcFileNameText(options_.prefix, name_);
    auto file = File::Open(Path(), O_RDWR | O_CREAT | O_EXCL);
    if (!file)
      return Fail(ErrorCode::kUnavailable, "archive " + Path() + ": " + file.error().message);
    file_ = std::move(*file);
    size_ = 0;
    folder_dirty_ = true;
    if (!file_.Lock()) return Fail(ErrorCode::kUnavailable, "archive " + Path() + ": is locked");
    if (auto written = WriteWarcinfo(now); !written) {
      file_ = File();
      std::error_code ignored;  // The failure to write is the one to tell.
      std::filesystem::remove(Path(), ignored);
      return written;
    }
    return {};
  }

  Result<void> WriteWarcinfo(std::chrono::sys_seconds time) {
    const std::string block =
        "software: " + options_.software +
        "\r\nformat: WARC File Format 1.1\r\nconformsTo: "
        "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n";
    const std::string record =
        internal::WarcRecordText({{"WARC-Type", "warcinfo"},
                                  {"WARC-Record-ID", internal::WarcRecordId(random_)},
                                  {"WARC-Date", internal::WarcDate(time)},
                                  {"WARC-Filename", file_name_},
                                  {"Content-Type", "application/warc-fields"}},
                                 block);
    std::string bytes;
    if (auto packed = gzip_.Append(record, bytes); !packed) return packed;
    return Write(bytes);
  }

  // Appends the members for one exchange to `bytes`; where the response's will lie.
  Result<ArchiveLocation> BuildRecords(const WarcExchange& exchange, std::string& bytes) {
    const std::string date = internal::WarcDate(exchange.fetched_at);
    const std::string response_id = internal::WarcRecordId(random_);
    if (!exchange.request_header.empty()) {
      const std::string request =
          internal::WarcRecordText({{"WARC-Type", "request"},
                                    {"WARC-Record-ID", internal::WarcRecordId(random_)},
                                    {"WARC-Date", date},
                                    {"WARC-Target-URI", exchange.target_uri},
                                    {"WARC-IP-Address", exchange.remote_address},
                                    {"WARC-Concurrent-To", response_id},
                                    {"Content-Type", "application/http; msgtype=request"}},
                                   exchange.request_header);
      if (auto packed = gzip_.Append(request, bytes); !packed)
        return tl::unexpected(packed.error());
    }
    const std::size_t begin = bytes.size();
    const bool http = !exchange.response_header.empty();
    std::string block;
    if (http) block = internal::ArchivedHeader(exchange.response_header, exchange.body.size());
    block += exchange.body;
    const std::string response =
        internal::WarcRecordText({{"WARC-Type", http ? "response" : "resource"},
                                  {"WARC-Record-ID", response_id},
                                  {"WARC-Date", date},
                                  {"WARC-Target-URI", exchange.target_uri},
                                  {"WARC-IP-Address", exchange.remote_address},
                                  {"WARC-Payload-Digest", internal::WarcDigest(exchange.body)},
                                  {"Content-Type", http ? "application/http; msgtype=response"
                                                        : "application/octet-stream"}},
                                 block);
    if (auto packed = gzip_.Append(response, bytes); !packed) return tl::unexpected(packed.error());
    return ArchiveLocation{file_name_, size_ + begin, bytes.size() - begin};
  }

  Result<void> Write(const std::string& bytes) {
    dirty_ = true;
    if (auto written = file_.WriteAt(size_, bytes); !written) {
      // What is left behind when this fails too is overwritten by the next record, or cut off
      // when the file is opened again.
      (void)file_.Truncate(size_);
      return Fail("write to archive " + Path(), written.error());
    }
    size_ += bytes.size();
    return {};
  }

  const WarcWriterOptions options_;
  internal::GzipMemberWriter gzip_;
  std::mt19937_64 random_;
  File file_;
  std::string file_name_;
  WarcFileName name_;
  std::uint64_t size_ = 0;
  bool dirty_ = false;         // Bytes written since the last Sync.
  bool folder_dirty_ = false;  // A file was created since.
};

Result<std::unique_ptr<WarcWriter>> WarcWriter::Open(WarcWriterOptions options) {
  auto gzip = internal::GzipMemberWriter::Create(options.gzip_level);
  if (!gzip) return tl::unexpected(gzip.error());
  auto impl = std::make_unique<Impl>(std::move(options), std::move(*gzip));
  if (auto begun = impl->Begin(); !begun) return tl::unexpected(begun.error());
  return std::unique_ptr<WarcWriter>(new WarcWriter(std::move(impl)));
}

WarcWriter::WarcWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WarcWriter::~WarcWriter() = default;

Result<ArchiveLocation> WarcWriter::Append(const WarcExchange& exchange) {
  return impl_->Append(exchange);
}
Result<void> WarcWriter::Sync() {
  return impl_->Sync();
}

}  // namespace stratwatch::crawlers
