#include "app/input_file.h"

#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace stratwatch::app {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{64} << 10U;

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
struct GzipCloser {
  void operator()(gzFile_s* file) const { gzclose_r(file); }
};

Error CannotRead(const std::filesystem::path& file) {
  const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
  return {code, file.string() + ": " + std::strerror(errno)};
}

Error TooLarge(const std::filesystem::path& file, std::size_t bytes_max) {
  return {ErrorCode::kLimit, file.string() + ": more than " + std::to_string(bytes_max) + " bytes"};
}

Result<std::string> ReadGzip(const std::filesystem::path& file, std::size_t bytes_max) {
  errno = 0;
  const std::unique_ptr<gzFile_s, GzipCloser> in(gzopen(file.c_str(), "rb"));
  if (!in) return tl::unexpected(CannotRead(file));
  std::string bytes;
  std::string chunk(kChunkBytes, '\0');
  while (true) {
    const int got = gzread(in.get(), chunk.data(), static_cast<unsigned>(chunk.size()));
    if (got < 0) {
      int code = 0;
      return Fail(ErrorCode::kInvalid, file.string() + ": " + gzerror(in.get(), &code));
    }
    if (got == 0) return bytes;
    bytes.append(chunk, 0, static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max) return tl::unexpected(TooLarge(file, bytes_max));
  }
}

}  // namespace

Result<std::string> ReadInput(const std::filesystem::path& file, std::size_t bytes_max) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return Fail(ErrorCode::kInvalid, file.string() + " is a folder; expected a file");
  }
  if (file.extension() == ".gz") return ReadGzip(file, bytes_max);
  const std::unique_ptr<std::FILE, FileCloser> in(file == "-" ? stdin
                                                              : std::fopen(file.c_str(), "rb"));
  if (!in) return tl::unexpected(CannotRead(file));
  std::string bytes;
  std::string chunk(kChunkBytes, '\0');
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), in.get())) {
    bytes.append(chunk, 0, got);
    if (bytes.size() > bytes_max) return tl::unexpected(TooLarge(file, bytes_max));
  }
  if (std::ferror(in.get()) != 0) return tl::unexpected(CannotRead(file));
  return bytes;
}

}  // namespace stratwatch::app
