#pragma once

#include <string>
#include <string_view>

namespace stratwatch::wire {

// `text` with each byte that is no UTF-8 (RFC 3629) as U+FFFD. Protobuf refuses to read back a
// string that is not UTF-8, so one odd byte in an HTTP header would cost the whole record.
std::string ValidUtf8(std::string_view text);

}  // namespace stratwatch::wire
