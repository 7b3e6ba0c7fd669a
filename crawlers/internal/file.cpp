#include "crawlers/internal/file.h"

#include <sys/file.h>
#include <sys/stat.h>

namespace stratwatch::crawlers::internal {
namespace {

tl::unexpected<Error> SystemFailure(ErrorCode code) {
  return Fail(code, std::generic_category().message(errno));
}

}  // namespace

Result<File> File::Open(const std::filesystem::path& path, int flags) {
  const int number = open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (number >= 0) return File(number);
  return SystemFailure(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable);
}

Result<std::uint64_t> File::Size() const {
  struct stat status {};
  if (fstat(number_, &status) != 0) return SystemFailure(ErrorCode::kUnavailable);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> File::ReadAt(std::uint64_t offset, std::size_t bytes, std::string& into) const {
  into.resize(bytes);
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t count =
        pread(number_, into.data() + done, bytes - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemFailure(ErrorCode::kUnavailable);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  into.resize(done);
  return {};
}

Result<void> File::WriteAt(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(number_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemFailure(ErrorCode::kUnavailable);
    offset += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> File::Truncate(std::uint64_t size) {
  if (ftruncate(number_, static_cast<off_t>(size)) != 0) {
    return SystemFailure(ErrorCode::kUnavailable);
  }
  return {};
}

Result<void> File::Sync() {
  if (fsync(number_) != 0) return SystemFailure(ErrorCode::kUnavailable);
  return {};
}

bool File::Lock() {
  return flock(number_, LOCK_EX | LOCK_NB) == 0;
}

}  // namespace stratwatch::crawlers::internal
