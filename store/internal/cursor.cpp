#include "store/internal/cursor.h"

#include <bit>
#include <optional>

#include "model/wire/digest.h"
#include "store/internal/codec.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;
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

std::uint64_t QueryDigest(std::string_view query) {
  return *ReadKey64(wire::Hash128(query).View().substr(0, 8));
}

std::string EncodeCursor(const Cursor& cursor) {
  std::string bytes(1, static_cast<char>(kVersion));
  AppendVarint(bytes, cursor.order == SearchOrder::kScore ? 0 : 1);
  AppendKey64(bytes, cursor.query_digest);
  AppendVarint(bytes, cursor.statistics.bound);
  AppendVarint(bytes, cursor.statistics.documents);
  AppendVarint(bytes, cursor.statistics.tokens);
  AppendKey32(bytes, std::bit_cast<std::uint32_t>(cursor.score));
  AppendSigned(bytes, cursor.time);
  AppendVarint(bytes, cursor.document);
  return ToHex(bytes + CheckSum(bytes));
}

Result<Cursor> DecodeCursor(const SearchRequest& request) {
  const auto bad = [](std::string_view why) {
    return Fail(ErrorCode::kInvalid,
                "cursor: " + std::string(why) +
                    "; give the next_cursor of the page before, with the same query and order");
  };
  const auto bytes = FromHex(request.cursor);
  if (!bytes || bytes->size() < kCheckBytes) return bad("it is none of this program's");
  const std::string_view body = std::string_view(*bytes).substr(0, bytes->size() - kCheckBytes);
  if (CheckSum(body) != bytes->substr(body.size())) return bad("it is none of this program's");
  Reader reader(body);
  Cursor cursor;
  const std::uint8_t version = reader.Byte();
  cursor.order = reader.Varint() == 0 ? SearchOrder::kScore : SearchOrder::kNewest;
  cursor.query_digest = ReadKey64(reader.Fixed(8)).value_or(0);
  cursor.statistics.bound = reader.Varint();
  cursor.statistics.documents = reader.Varint();
  cursor.statistics.tokens = reader.Varint();
  cursor.score = std::bit_cast<float>(ReadKey32(reader.Fixed(4)).value_or(0));
  cursor.time = reader.Signed();
  cursor.document = reader.Varint();
  if (!reader.Ok() || version != kVersion) return bad("another version made it");
  if (cursor.query_digest != QueryDigest(request.query) || cursor.order != request.order) {
    return bad("it belongs to another query or order");
  }
  return cursor;
}

}  // namespace stratwatch::store
