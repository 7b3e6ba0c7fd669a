#include "store/internal/info_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <string>

namespace stratwatch::store {
namespace {

constexpr off_t kLogBytesMax = off_t{1} << 20;

class SilentLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

// Threads: thread-safe, as RocksDB's background threads need it.
class FileLog final : public rocksdb::Logger {
 public:
  explicit FileLog(const std::filesystem::path& folder)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL),
        name_((folder / "LOG").string()),
        descriptor_(Open(name_)) {}
  ~FileLog() override {
    if (descriptor_ >= 0) close(descriptor_);
  }

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    std::array<char, 2048> text{};
    const int size = std::vsnprintf(text.data(), text.size(), format, arguments);
    if (size < 0 || descriptor_ < 0) return;
    std::string line = Now();
    line.append(text.data());
    line.push_back('\n');
    const std::lock_guard lock(mutex_);
    Rotate();
    // A line that cannot be written is lost: the disk may be full, and that is reported by the
    // write it concerns.
    const ssize_t written = write(descriptor_, line.data(), line.size());
    static_cast<void>(written);
  }

 private:
  static int Open(const std::string& name) {
    return open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  }

  // For the log only; nothing is decided by it.
  static std::string Now() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ ", &utc);
    return {text.data(), size};
  }

  void Rotate() {
    struct stat status {};
    if (fstat(descriptor_, &status) != 0 || status.st_size < kLogBytesMax) return;
    if (std::rename(name_.c_str(), (name_ + ".old").c_str()) != 0) return;
    const int next = Open(name_);
    if (next < 0) return;  // Goes on in the renamed file.
    close(descriptor_);
    descriptor_ = next;
  }

  const std::string name_;
  std::mutex mutex_;
  int descriptor_;  // Guarded by mutex_.
};

}  // namespace

std::shared_ptr<rocksdb::Logger> MakeInfoLog(const std::filesystem::path& folder) {
  return std::make_shared<FileLog>(folder);
}

std::shared_ptr<rocksdb::Logger> MakeSilentLog() {
  return std::make_shared<SilentLog>();
}

}  // namespace stratwatch::store
