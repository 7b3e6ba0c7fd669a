#include "app/input_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "pipeline/page_file.h"

namespace stratwatch::app {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{64} << 10U;

Result<std::string> ReadStandardInput(std::size_t bytes_max) {
  std::string bytes;
  std::string chunk(kChunkBytes, '\0');
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), stdin)) {
    bytes.append(chunk, 0, got);
    if (bytes.size() > bytes_max) {
      return Fail(ErrorCode::kLimit,
                  "standard input: more than " + std::to_string(bytes_max) + " bytes");
    }
  }
  if (std::ferror(stdin) != 0) {
    return Fail(ErrorCode::kUnavailable, std::string("standard input: ") + std::strerror(errno));
  }
  return bytes;
}

}  // namespace

Result<std::string> ReadInput(const std::filesystem::path& file, std::size_t bytes_max) {
  if (file == "-") return ReadStandardInput(bytes_max);
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return Fail(ErrorCode::kInvalid, file.string() + " is a folder; expected a file");
  }
  return pipeline::ReadPageFile(file, bytes_max);
}

bool IsInputFile(const std::string& name) {
  std::error_code ignored;
  return name == "-" || std::filesystem::exists(name, ignored);
}

Result<Url> UrlOfInput(const std::string& written) {
  return Url::Parse(written.empty() ? "http://unknown.invalid/" : std::string_view(written));
}

}  // namespace stratwatch::app
