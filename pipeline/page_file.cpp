#include "pipeline/page_file.h"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace stratwatch::pipeline {

Result<std::string> ReadPageFile(const std::filesystem::path& path, std::size_t bytes_max) {
  // gzopen reads plain files as they are.
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) {
    return Fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                path.string() + ": " + std::strerror(errno));
  }
  std::string bytes;
  std::array<char, 65'536> block{};
  for (;;) {
    const int got = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
    if (got == 0) break;
    if (got < 0) {
      int code = Z_OK;
      const char* reason = gzerror(file.get(), &code);
      const auto failure = code == Z_ERRNO ? ErrorCode::kUnavailable : ErrorCode::kInvalid;
      return Fail(failure, path.string() + ": " +
                               (code == Z_ERRNO ? std::strerror(errno) : std::string(reason)));
    }
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max) {
      return Fail(ErrorCode::kLimit, path.string() + ": larger than " + std::to_string(bytes_max) +
                                         " bytes when unpacked");
    }
  }
  // A gzip file that ends too early reads like one that ends; only this tells.
  int code = Z_OK;
  gzerror(file.get(), &code);
  if (code == Z_BUF_ERROR) {
    return Fail(ErrorCode::kInvalid, path.string() + ": gzip data ends too early");
  }
  return bytes;
}

}  // namespace stratwatch::pipeline
