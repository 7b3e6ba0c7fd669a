#include <cstdint>
#include <string_view>

#include "store/internal/analyzer.h"
#include "store/internal/query.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  namespace store = stratwatch::store;
  static const store::Analyzer analyzer;
  const auto query =
      store::ParseQuery({reinterpret_cast<const char*>(bytes), size}, analyzer, nullptr);
  if (query) return 0;
  Check(query.error().code == stratwatch::ErrorCode::kInvalid, "a bad query is invalid");
  Check(size > store::kQueryBytesMax || query.error().message.find("column") != std::string::npos,
        "a message names the column");
  return 0;
}
