#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stratwatch::store {

// Bytes that a client carries from one answer to the next question: hexadecimal digits with a check
// sum, safe in URLs and shells.
std::string SealToken(std::string_view bytes);
// Nothing when SealToken did not make it, or it came to harm.
std::optional<std::string> OpenToken(std::string_view token);

}  // namespace stratwatch::store
