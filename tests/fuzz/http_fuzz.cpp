#include <cstdint>
#include <string_view>

#include "crawlers/internal/http_head.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using stratwatch::fuzz::Check;
  using stratwatch::fuzz::IsUtf8;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Check(IsUtf8(stratwatch::crawlers::internal::ToUtf8(text)), "any bytes become UTF-8");
  const auto head = stratwatch::crawlers::internal::ParseHttpHead(text);
  if (!head) return 0;
  for (const auto& [name, value] : head->fields) {
    Check(IsUtf8(name) && IsUtf8(value), "fields are UTF-8");
  }
  return 0;
}
