#include "model/internal/punycode.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace stratwatch::internal {
namespace {

// RFC 3492, section 5.
constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kTMin = 1;
constexpr std::uint32_t kTMax = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kInitialBias = 72;
constexpr std::uint32_t kInitialN = 128;
constexpr std::uint32_t kMax = std::numeric_limits<std::uint32_t>::max();

// Section 6.1.
std::uint32_t Adapt(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  while (delta > ((kBase - kTMin) * kTMax) / 2) {
    delta /= kBase - kTMin;
    k += kBase;
  }
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

std::uint32_t Threshold(std::uint32_t k, std::uint32_t bias) {
  if (k <= bias) return kTMin;
  return std::min(k - bias, kTMax);
}

char Digit(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + value - 26);
}

std::uint32_t DigitValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 26;
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a');
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  return kBase;
}

void AppendNumber(std::uint32_t number, std::uint32_t bias, std::string& out) {
  for (std::uint32_t k = kBase;; k += kBase) {
    const std::uint32_t threshold = Threshold(k, bias);
    if (number < threshold) break;
    out += Digit(threshold + (number - threshold) % (kBase - threshold));
    number = (number - threshold) / (kBase - threshold);
  }
  out += Digit(number);
}

}  // namespace

std::optional<std::string> PunycodeEncode(std::u32string_view label) {
  std::string out;
  for (const char32_t c : label) {
    if (c < kInitialN) out += static_cast<char>(c);
  }
  const auto basic = static_cast<std::uint32_t>(out.size());
  std::uint32_t handled = basic;
  if (basic > 0) out += '-';

  std::uint32_t n = kInitialN;
  std::uint32_t delta = 0;
  std::uint32_t bias = kInitialBias;
  while (handled < label.size()) {
    std::uint32_t next = kMax;
    for (const char32_t c : label) {
      if (c >= n) next = std::min<std::uint32_t>(next, c);
    }
    if (next - n > (kMax - delta) / (handled + 1)) return std::nullopt;
    delta += (next - n) * (handled + 1);
    n = next;
    for (const char32_t c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      AppendNumber(delta, bias, out);
      bias = Adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

std::optional<std::u32string> PunycodeDecode(std::string_view label) {
  std::u32string out;
  const std::size_t dash = label.rfind('-');
  std::size_t at = 0;
  if (dash != std::string_view::npos) {
    for (const char c : label.substr(0, dash)) {
      if (static_cast<unsigned char>(c) >= kInitialN) return std::nullopt;
      out += static_cast<char32_t>(c);
    }
    at = dash + 1;
  }

  std::uint32_t n = kInitialN;
  std::uint32_t bias = kInitialBias;
  std::uint32_t index = 0;
  while (at < label.size()) {
    const std::uint32_t index_before = index;
    std::uint32_t weight = 1;
    for (std::uint32_t k = kBase;; k += kBase) {
      if (at == label.size()) return std::nullopt;
      const std::uint32_t digit = DigitValue(label[at++]);
      if (digit >= kBase || digit > (kMax - index) / weight) return std::nullopt;
      index += digit * weight;
      const std::uint32_t threshold = Threshold(k, bias);
      if (digit < threshold) break;
      if (weight > kMax / (kBase - threshold)) return std::nullopt;
      weight *= kBase - threshold;
    }
    const auto points = static_cast<std::uint32_t>(out.size()) + 1;
    bias = Adapt(index - index_before, points, index_before == 0);
    if (index / points > 0x10FFFF - n) return std::nullopt;
    n += index / points;
    index %= points;
    out.insert(out.begin() + index, static_cast<char32_t>(n));
    ++index;
  }
  return out;
}

}  // namespace stratwatch::internal
