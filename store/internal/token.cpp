#include "store/internal/token.h"

#include <cstdint>

#include "model/wire/digest.h"

namespace stratwatch::store {
namespace {

constexpr std::size_t kCheckBytes = 4;

std::string ToHex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char each : bytes) {
    const auto byte = static_cast<std::uint8_t>(each);
    hex.push_back(kDigits[byte >> 4U]);
    hex.push_back(kDigits[byte & 0xFU]);
  }
  return hex;
}

std::optional<std::string> FromHex(std::string_view hex) {
  const auto value = [](char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
  };
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    if (value(hex[i]) < 0 || value(hex[i + 1]) < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(value(hex[i]) * 16 + value(hex[i + 1])));
  }
  return bytes;
}

std::string CheckSum(std::string_view bytes) {
  return std::string(wire::Hash128(bytes).View().substr(0, kCheckBytes));
}

}  // namespace

std::string SealToken(std::string_view bytes) {
  return ToHex(std::string(bytes) + CheckSum(bytes));
}

std::optional<std::string> OpenToken(std::string_view token) {
  auto bytes = FromHex(token);
  if (!bytes || bytes->size() < kCheckBytes) return std::nullopt;
  const std::size_t size = bytes->size() - kCheckBytes;
  if (CheckSum(std::string_view(*bytes).substr(0, size)) != bytes->substr(size)) {
    return std::nullopt;
  }
  bytes->resize(size);
  return bytes;
}

}  // namespace stratwatch::store
