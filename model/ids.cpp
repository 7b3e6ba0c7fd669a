#include "model/ids.h"

#include <algorithm>

#include "model/internal/percent_encoding.h"

namespace stratwatch {
namespace {

using internal::HexValue;

constexpr char kHexDigits[] = "0123456789abcdef";

}  // namespace

std::string Digest128::Hex() const {
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    hex.push_back(kHexDigits[byte >> 4]);
    hex.push_back(kHexDigits[byte & 0xF]);
  }
  return hex;
}

std::optional<Digest128> Digest128::FromHex(std::string_view hex) {
  Digest128 digest;
  if (hex.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

std::optional<Digest128> Digest128::FromBytes(std::string_view key) {
  Digest128 digest;
  if (key.size() != digest.bytes.size()) return std::nullopt;
  std::transform(key.begin(), key.end(), digest.bytes.begin(),
                 [](char each) { return static_cast<std::uint8_t>(each); });
  return digest;
}

}  // namespace stratwatch
