#include "crawlers/address_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

namespace stratwatch::crawlers {
namespace {

// IPv4 as IPv4-mapped IPv6, so that one comparison serves both.
using Bits = std::array<unsigned char, 16>;

Bits FromIpv4(const in_addr& address) {
  Bits bits{};
  bits[10] = bits[11] = 0xFF;
  std::memcpy(bits.data() + 12, &address, 4);
  return bits;
}

Bits FromIpv6(const in6_addr& address) {
  Bits bits{};
  std::memcpy(bits.data(), &address, 16);
  return bits;
}

struct Parsed {
  Bits bits{};
  int prefix_max = 128;
};

std::optional<Parsed> ParseAddress(std::string_view text) {
  const std::string address(text);
  in_addr four{};
  if (inet_pton(AF_INET, address.c_str(), &four) == 1) return Parsed{FromIpv4(four), 32};
  in6_addr six{};
  if (inet_pton(AF_INET6, address.c_str(), &six) == 1) return Parsed{FromIpv6(six), 128};
  return std::nullopt;
}

bool Covers(const unsigned char* range, int prefix, const Bits& bits) {
  const int whole = prefix / 8;
  if (!std::equal(range, range + whole, bits.begin())) return false;
  if (prefix % 8 == 0) return true;
  const auto mask = static_cast<unsigned char>(0xFF00U >> static_cast<unsigned>(prefix % 8));
  return ((range[whole] ^ bits[static_cast<std::size_t>(whole)]) & mask) == 0;
}

struct Special {
  std::array<unsigned char, 4> bits;
  int prefix;
};

// IANA IPv4 Special-Purpose Address Registry, and multicast.
constexpr Special kSpecialIpv4[] = {
    {{0, 0, 0, 0}, 8},                                // This network.
    {{10, 0, 0, 0}, 8},                               // Private.
    {{100, 64, 0, 0}, 10},                            // Shared by carriers.
    {{127, 0, 0, 0}, 8},                              // Loopback.
    {{169, 254, 0, 0}, 16},                           // Link-local; cloud metadata services.
    {{172, 16, 0, 0}, 12},                            // Private.
    {{192, 0, 0, 0}, 24},                             // IETF protocols.
    {{192, 0, 2, 0}, 24},                             // Documentation.
    {{192, 88, 99, 0}, 24},                           // 6to4 relays, withdrawn.
    {{192, 168, 0, 0}, 16},                           // Private.
    {{198, 18, 0, 0}, 15},                            // Benchmarks.
    {{198, 51, 100, 0}, 24}, {{203, 0, 113, 0}, 24},  // Documentation.
    {{224, 0, 0, 0}, 3},                              // Multicast, reserved, broadcast.
};

// What 2000::/3, the only global unicast block in use, holds of special ranges (IANA IPv6
// Special-Purpose Address Registry). Outside it everything is refused: ::1, ::ffff:0:0/96 as such,
// NAT64 (64:ff9b::/96, 64:ff9b:1::/48), fc00::/7, fe80::/10, ff00::/8, …
constexpr Special kSpecialIpv6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // IETF protocols, Teredo, ORCHID, benchmarks.
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // Documentation.
    {{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4: carries any IPv4 address.
    {{0x3F, 0xFF, 0x00, 0x00}, 20},  // Documentation.
};

bool IsGlobalIpv4(const Bits& bits) {
  return std::none_of(std::begin(kSpecialIpv4), std::end(kSpecialIpv4), [&](const Special& each) {
    Bits tail{};
    std::copy(bits.begin() + 12, bits.end(), tail.begin());
    return Covers(each.bits.data(), each.prefix, tail);
  });
}

bool IsGlobalIpv6(const Bits& bits) {
  if ((bits[0] & 0xE0U) != 0x20) return false;
  return std::none_of(std::begin(kSpecialIpv6), std::end(kSpecialIpv6), [&](const Special& each) {
    return Covers(each.bits.data(), each.prefix, bits);
  });
}

bool AnyCovers(const std::vector<AddressPolicy::Range>& ranges, const Bits& bits) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const AddressPolicy::Range& each) {
    return Covers(each.bits, each.prefix, bits);
  });
}

}  // namespace

Result<AddressPolicy> AddressPolicy::Create(const std::vector<std::string>& allowed) {
  AddressPolicy policy;
  for (const std::string& entry : allowed) {
    const std::size_t slash = std::min(entry.find('/'), entry.size());
    const auto parsed = ParseAddress(std::string_view(entry).substr(0, slash));
    if (!parsed) {
      return Fail(ErrorCode::kInvalid, "allowed address '" + entry +
                                           "': not an IPv4 or IPv6 address or range, such as "
                                           "127.0.0.0/8 or fd00::/8");
    }
    int prefix = parsed->prefix_max;
    if (slash < entry.size()) {
      const char* begin = entry.data() + slash + 1;
      const char* end = entry.data() + entry.size();
      const auto [rest, failure] = std::from_chars(begin, end, prefix);
      if (failure != std::errc() || rest != end || prefix < 0 || prefix > parsed->prefix_max) {
        return Fail(ErrorCode::kInvalid, "allowed address '" + entry +
                                             "': the part behind '/' is "
                                             "not a number from 0 to " +
                                             std::to_string(parsed->prefix_max));
      }
    }
    Range range{};
    std::copy(parsed->bits.begin(), parsed->bits.end(), range.bits);
    range.prefix = prefix + 128 - parsed->prefix_max;
    policy.allowed_.push_back(range);
  }
  return policy;
}

bool AddressPolicy::Allows(const sockaddr& address) const {
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    const Bits bits = FromIpv4(four.sin_addr);
    return AnyCovers(allowed_, bits) || IsGlobalIpv4(bits);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    const Bits bits = FromIpv6(six.sin6_addr);
    return AnyCovers(allowed_, bits) || IsGlobalIpv6(bits);
  }
  return false;
}

bool AddressPolicy::Allows(std::string_view address) const {
  const auto parsed = ParseAddress(address);
  if (!parsed) return false;
  if (AnyCovers(allowed_, parsed->bits)) return true;
  // "::ffff:1.2.3.4" in text is as much refused as it is in a sockaddr_in6.
  if (parsed->prefix_max == 32) return IsGlobalIpv4(parsed->bits);
  return IsGlobalIpv6(parsed->bits);
}

}  // namespace stratwatch::crawlers
