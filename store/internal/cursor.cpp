#include "store/internal/cursor.h"

#include <bit>
#include <optional>

#include "model/wire/digest.h"
#include "store/internal/codec.h"
#include "store/internal/token.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;

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
  return SealToken(bytes);
}

Result<Cursor> DecodeCursor(const SearchRequest& request) {
  const auto bad = [](std::string_view why) {
    return Fail(ErrorCode::kInvalid,
                "cursor: " + std::string(why) +
                    "; give the next_cursor of the page before, with the same query and order");
  };
  const auto body = OpenToken(request.cursor);
  if (!body) return bad("it is none of this program's");
  Reader reader(*body);
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
  if (!reader.Ok() || version != kVersion) {
    return bad("another version made it, or a search over another number of shards");
  }
  if (cursor.query_digest != QueryDigest(request.query) || cursor.order != request.order) {
    return bad("it belongs to another query or order");
  }
  return cursor;
}

}  // namespace stratwatch::store
