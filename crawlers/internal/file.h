#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "model/error.h"

namespace stratwatch::crawlers::internal {

// A file descriptor with an owner.
class File {
 public:
  File() = default;
  // `flags` as open(2) takes them. Errors: kNotFound, kUnavailable.
  static Result<File> Open(const std::filesystem::path& path, int flags);
  ~File() { Close(); }
  File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  File& operator=(File&& other) noexcept {
    if (this != &other) {
      Close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }

  bool IsOpen() const { return number_ >= 0; }
  int Number() const { return number_; }
  // Errors of these: kUnavailable with the system's reason alone.
  Result<std::uint64_t> Size() const;
  // Reads up to `bytes` at `offset` into `into`, replacing it; fewer only at the file's end.
  Result<void> ReadAt(std::uint64_t offset, std::size_t bytes, std::string& into) const;
  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes);
  Result<void> Truncate(std::uint64_t size);
  Result<void> Sync();
  // False when another open file of any process holds it.
  bool Lock();

 private:
  explicit File(int number) : number_(number) {}
  void Close() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }
  int number_ = -1;
};

}  // namespace stratwatch::crawlers::internal
