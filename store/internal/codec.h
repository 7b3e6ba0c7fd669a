#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Values of the store: LEB128 varints, zigzag for signed numbers, bytes with a varint length.
namespace stratwatch::store {

inline void AppendVarint(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out.push_back(static_cast<char>(number | 0x80));
    number >>= 7U;
  }
  out.push_back(static_cast<char>(number));
}

inline void AppendSigned(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  AppendVarint(out, (bits << 1U) ^ (number < 0 ? ~std::uint64_t{0} : 0));
}

inline void AppendBytes(std::string& out, std::string_view bytes) {
  AppendVarint(out, bytes.size());
  out.append(bytes);
}

// Reads what the functions above wrote. After a read past the end or of an overlong varint every
// read gives zero or nothing, and Ok is false. Views the bytes it was given.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t Varint() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return number;
    }
    Spoil();
    return 0;
  }

  std::int64_t Signed() {
    const std::uint64_t bits = Varint();
    return static_cast<std::int64_t>((bits >> 1U) ^ (~(bits & 1U) + 1));
  }

  std::string_view Bytes() { return Fixed(Varint()); }

  std::string_view Fixed(std::uint64_t size) {
    if (size > rest_.size()) {
      Spoil();
      return {};
    }
    const std::string_view bytes = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }

  std::uint8_t Byte() {
    const std::string_view byte = Fixed(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte.front());
  }

  std::string_view Rest() const { return rest_; }
  bool AtEnd() const { return rest_.empty(); }
  bool Ok() const { return ok_; }

 private:
  void Spoil() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace stratwatch::store
