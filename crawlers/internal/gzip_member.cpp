#include "crawlers/internal/gzip_member.h"

#include <array>
#include <utility>

#include "crawlers/internal/inflate_stream.h"

namespace stratwatch::crawlers::internal {
namespace {

constexpr std::size_t kMemberInputMax = std::size_t{1} << 30U;
// RFC 1952, 2.3: magic, deflate, FLG.FEXTRA, no time, no flags, unknown system, XLEN 12, "sl", 8.
constexpr std::string_view kHeader("\x1F\x8B\x08\x04\0\0\0\0\0\xFF\x0C\0sl\x08\0", 16);

void AppendLittleEndian(std::uint32_t value, std::string& out) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift);
}

std::uint32_t LittleEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return value;
}

}  // namespace

// zlib keeps the stream's address, so it stays where it is.
struct GzipMemberWriter::State {
  State() = default;
  ~State() { deflateEnd(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  z_stream stream{};
};

GzipMemberWriter::GzipMemberWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
GzipMemberWriter::GzipMemberWriter(GzipMemberWriter&& other) noexcept = default;
GzipMemberWriter::~GzipMemberWriter() = default;

Result<GzipMemberWriter> GzipMemberWriter::Create(int level) {
  auto state = std::make_unique<State>();
  // Raw deflate; header and trailer are ours.
  if (deflateInit2(&state->stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return Fail(ErrorCode::kUnavailable,
                "gzip: out of memory, or no such level as " + std::to_string(level));
  }
  return GzipMemberWriter(std::move(state));
}

Result<void> GzipMemberWriter::Append(std::string_view bytes, std::string& out) {
  if (bytes.size() >= kMemberInputMax) return Fail(ErrorCode::kLimit, "gzip: record over 1 GiB");
  z_stream& stream = state_->stream;
  deflateReset(&stream);
  const std::size_t begin = out.size();
  out += kHeader;
  out.append(8, '\0');
  const std::size_t data = out.size();
  out.resize(data + deflateBound(&stream, bytes.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + data);
  stream.avail_out = static_cast<uInt>(out.size() - data);
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
    out.resize(begin);
    return Fail(ErrorCode::kUnavailable, "gzip: deflate failed");
  }
  out.resize(data + stream.total_out);
  const auto* input = reinterpret_cast<const Bytef*>(bytes.data());
  AppendLittleEndian(static_cast<std::uint32_t>(crc32_z(0, input, bytes.size())), out);
  AppendLittleEndian(static_cast<std::uint32_t>(bytes.size()), out);
  std::string lengths;
  AppendLittleEndian(static_cast<std::uint32_t>(out.size() - begin), lengths);
  AppendLittleEndian(static_cast<std::uint32_t>(bytes.size()), lengths);
  out.replace(begin + kHeader.size(), lengths.size(), lengths);
  return {};
}

std::optional<std::uint64_t> MemberLength(std::string_view header) {
  if (header.size() < kMemberHeaderBytes || header.substr(0, kHeader.size()) != kHeader) {
    return std::nullopt;
  }
  const std::uint32_t length = LittleEndian(header.substr(kHeader.size(), 4));
  if (length <= kMemberHeaderBytes + 8) return std::nullopt;
  return length;
}

bool IsWholeMember(std::string_view member) {
  InflateStream inflater(MAX_WBITS + 16);
  if (!inflater.Ready()) return false;
  z_stream& stream = inflater.Stream();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(member.data()));
  stream.avail_in = static_cast<uInt>(member.size());
  std::array<Bytef, 16384> ignored;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = ignored.data();
    stream.avail_out = ignored.size();
    result = inflate(&stream, Z_NO_FLUSH);
  }
  return result == Z_STREAM_END && stream.avail_in == 0;
}

}  // namespace stratwatch::crawlers::internal
