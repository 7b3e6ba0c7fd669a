#include <algorithm>
#include <cstdint>
#include <fstream>

#include "crawlers/warc.h"
#include "tests/fuzz/check.h"
#include "tests/support/temporary_folder.h"

// The reader takes a file, so each input becomes one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  static const stratwatch::testing::TemporaryFolder folder;
  const auto path = folder.Path() / "input.warc";
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));

  stratwatch::crawlers::WarcReaderOptions options;
  options.record_bytes_max = std::size_t{1} << 20U;
  const auto reader = stratwatch::crawlers::WarcReader::Open(path, options);
  if (!reader) return 0;
  // Each record or damaged place has a byte of its own at the least.
  for (std::size_t i = 0; i <= size + 1; ++i) {
    const auto record = (*reader)->Next();
    Check((*reader)->BytesRead() <= size, "no more is read than there is");
    if (!record) continue;
    if (!record->has_value()) return 0;
    Check((*record)->payload.size() <= options.record_bytes_max, "a payload is bounded");
    Check((*record)->offset <= size, "a record begins inside the file");
  }
  Check(false, "the file comes to an end");
  return 0;
}
