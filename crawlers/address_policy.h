#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

struct sockaddr;

namespace stratwatch::crawlers {

// Which addresses may be connected to. Private, loopback, link-local, multicast and other special
// ranges (IANA special-purpose registries; RFC 6890) are refused unless an allowed range
// covers them. Asked at connect time, after DNS, so that a name which changes its address
// (DNS rebinding) or a redirect cannot reach an inner service.
// Threads: const methods are thread-safe.
class AddressPolicy {
 public:
  AddressPolicy() = default;
  // `allowed`: addresses or CIDR ranges, "127.0.0.0/8", "fd00::/8", "192.168.1.7".
  // Errors: kInvalid names the entry.
  static Result<AddressPolicy> Create(const std::vector<std::string>& allowed);

  // For an address of family AF_INET or AF_INET6; any other is refused.
  bool Allows(const sockaddr& address) const;
  // For an address in text form; false when it is none.
  bool Allows(std::string_view address) const;

  struct Range {
    unsigned char bits[16];  // IPv4 as IPv4-mapped IPv6.
    int prefix = 128;
  };

 private:
  std::vector<Range> allowed_;
};

}  // namespace stratwatch::crawlers
