#include "crawlers/address_policy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace stratwatch::crawlers {
namespace {

struct AddressCase {
  const char* name;
  std::string_view address;
  bool allowed;
};
void PrintTo(const AddressCase& each, std::ostream* out) {
  *out << each.address;
}

constexpr AddressCase kAddressCases[] = {
    {"Public", "93.184.216.34", true},
    {"PublicIpv6", "2606:2800:220:1::1", true},
    {"ThisNetwork", "0.0.0.0", false},
    {"ThisNetworkToo", "0.1.2.3", false},
    {"Loopback", "127.0.0.1", false},
    {"LoopbackEnd", "127.255.255.255", false},
    {"BehindLoopback", "128.0.0.0", true},
    {"Private10", "10.1.2.3", false},
    {"Private172", "172.16.0.1", false},
    {"Private172End", "172.31.255.255", false},
    {"BehindPrivate172", "172.32.0.0", true},
    {"Private192", "192.168.0.1", false},
    {"LinkLocalMetadata", "169.254.169.254", false},
    {"CarrierShared", "100.64.0.1", false},
    {"CarrierSharedEnd", "100.127.255.255", false},
    {"BehindCarrierShared", "100.128.0.0", true},
    {"IetfProtocols", "192.0.0.8", false},
    {"Documentation", "203.0.113.9", false},
    {"Benchmarks", "198.19.255.255", false},
    {"Multicast", "224.0.0.1", false},
    {"Reserved", "240.0.0.1", false},
    {"Broadcast", "255.255.255.255", false},
    {"Ipv6Unspecified", "::", false},
    {"Ipv6Loopback", "::1", false},
    {"Ipv6Mapped", "::ffff:127.0.0.1", false},
    {"Ipv6MappedPublic", "::ffff:93.184.216.34", false},
    {"Ipv6Compatible", "::127.0.0.1", false},
    {"Nat64", "64:ff9b::7f00:1", false},
    {"Nat64Public", "64:ff9b::5db8:d822", false},
    {"Nat64Local", "64:ff9b:1::7f00:1", false},
    {"SixToFour", "2002:7f00:1::", false},
    {"Teredo", "2001:0:7f00:1::", false},
    {"Ipv6Documentation", "2001:db8::1", false},
    {"UniqueLocal", "fd00::1", false},
    {"UniqueLocalBegin", "fc00::1", false},
    {"Ipv6LinkLocal", "fe80::1", false},
    {"Ipv6SiteLocal", "fec0::1", false},
    {"Ipv6Multicast", "ff02::1", false},
    {"NoAddress", "example.org", false},
    {"Empty", "", false},
    {"OctalText", "0177.0.0.1", false},
    {"WithZone", "fe80::1%eth0", false},
};

// The address in its binary form, or a family that is none of ours.
sockaddr_storage Binary(std::string_view text) {
  sockaddr_storage storage{};
  auto* four = reinterpret_cast<sockaddr_in*>(&storage);
  auto* six = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, std::string(text).c_str(), &four->sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else if (inet_pton(AF_INET6, std::string(text).c_str(), &six->sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
  } else {
    storage.ss_family = AF_UNIX;
  }
  return storage;
}

class AddressPolicyByDefault : public testing::TestWithParam<AddressCase> {};

TEST_P(AddressPolicyByDefault, AllowsGlobalAddressesOnly) {
  const sockaddr_storage binary = Binary(GetParam().address);
  const AddressPolicy policy;
  EXPECT_EQ(policy.Allows(GetParam().address), GetParam().allowed);
  EXPECT_EQ(policy.Allows(reinterpret_cast<const sockaddr&>(binary)), GetParam().allowed);
}

INSTANTIATE_TEST_SUITE_P(Addresses, AddressPolicyByDefault, testing::ValuesIn(kAddressCases),
                         [](const auto& each) { return each.param.name; });

TEST(AddressPolicy, AllowsWhatARangeCovers) {
  const auto policy = AddressPolicy::Create({"127.0.0.0/8", "fd00::/8", "192.168.1.7"});
  ASSERT_TRUE(policy.has_value()) << policy.error().message;
  EXPECT_TRUE(policy->Allows("127.9.9.9"));
  EXPECT_TRUE(policy->Allows("fd12::1"));
  EXPECT_TRUE(policy->Allows("192.168.1.7"));
  EXPECT_FALSE(policy->Allows("192.168.1.8"));
  EXPECT_FALSE(policy->Allows("fc00::1"));
  EXPECT_FALSE(policy->Allows("::1"));
}

TEST(AddressPolicy, MasksByBitNotByByte) {
  const auto policy = AddressPolicy::Create({"10.0.0.0/9", "fe80::/10"});
  ASSERT_TRUE(policy.has_value());
  EXPECT_TRUE(policy->Allows("10.127.255.255"));
  EXPECT_FALSE(policy->Allows("10.128.0.0"));
  EXPECT_TRUE(policy->Allows("febf::1"));
  EXPECT_FALSE(policy->Allows("fec0::1"));
}

TEST(AddressPolicy, NamesABadEntry) {
  for (const char* entry : {"localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1",
                            "10.0.0.0/8x", "10.0.0/8", ""}) {
    const auto policy = AddressPolicy::Create({entry});
    ASSERT_FALSE(policy.has_value()) << entry;
    EXPECT_EQ(policy.error().code, ErrorCode::kInvalid);
    EXPECT_NE(policy.error().message.find(std::string("'") + entry + "'"), std::string::npos);
  }
}

}  // namespace
}  // namespace stratwatch::crawlers
