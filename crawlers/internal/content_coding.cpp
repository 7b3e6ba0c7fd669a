#include "crawlers/internal/content_coding.h"

#include <brotli/decode.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <vector>

#include "crawlers/internal/ascii.h"
#include "crawlers/internal/inflate_stream.h"

namespace stratwatch::crawlers::internal {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{64} << 10U;
constexpr std::size_t kCodingsMax = 4;

constexpr std::string_view kTruncated = "compressed body is truncated";
constexpr std::string_view kDamaged = "compressed body is damaged";

struct BrotliDeleter {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};
struct ZstdDeleter {
  void operator()(ZSTD_DStream* stream) const { (void)ZSTD_freeDStream(stream); }
};
// Collects output up to a bound.
class Output {
 public:
  Output(std::size_t bytes_max, Uncoded uncoded) : bytes_max_(bytes_max), uncoded_(uncoded) {}
  // False when the bound is passed.
  bool Append(const char* bytes, std::size_t count) {
    if (bytes_.size() + count > bytes_max_) return false;
    bytes_.append(bytes, count);
    return true;
  }
  DecodedBody OverBound() const {
    return {"", "over " + std::to_string(bytes_max_) + " bytes after decompression", true};
  }
  // Nothing came out: `body` was never in that coding.
  DecodedBody Broken(std::string_view body, std::string_view defect) {
    if (bytes_.empty() && uncoded_ == Uncoded::kTaken) return {std::string(body)};
    return {std::move(bytes_), std::string(defect)};
  }
  DecodedBody Whole() { return {std::move(bytes_)}; }

 private:
  std::size_t bytes_max_;
  Uncoded uncoded_;
  std::string bytes_;
};

DecodedBody Inflate(std::string_view body, int window_bits, Output output) {
  InflateStream inflater(window_bits);
  if (!inflater.Ready()) return {"", "zlib: out of memory"};
  z_stream* stream = &inflater.Stream();
  stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream->avail_in = static_cast<uInt>(body.size());
  std::array<char, kChunkBytes> chunk;
  for (;;) {
    stream->next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream->avail_out = chunk.size();
    const int result = inflate(stream, Z_NO_FLUSH);
    if (!output.Append(chunk.data(), chunk.size() - stream->avail_out)) return output.OverBound();
    if (result == Z_STREAM_END) {
      // Several gzip members in a row are one body (RFC 1952, 2.2).
      const bool more = window_bits > MAX_WBITS && stream->avail_in > 18 &&
                        stream->next_in[0] == 0x1F && stream->next_in[1] == 0x8B;
      if (!more || inflateReset(stream) != Z_OK) return output.Whole();
      continue;
    }
    if (result == Z_BUF_ERROR ||
        (result == Z_OK && stream->avail_in == 0 && stream->avail_out > 0)) {
      return output.Broken(body, kTruncated);
    }
    if (result != Z_OK) return output.Broken(body, kDamaged);
  }
}

DecodedBody Gunzip(std::string_view body, Output output) {
  return Inflate(body, MAX_WBITS + 16, std::move(output));
}

// "deflate" means zlib's format, but servers send the raw one too.
DecodedBody InflateEither(std::string_view body, Output output) {
  const bool zlib =
      body.size() > 2 && (body[0] & 0x0F) == 8 &&
      (static_cast<unsigned char>(body[0]) * 256 + static_cast<unsigned char>(body[1])) % 31 == 0;
  return Inflate(body, zlib ? MAX_WBITS : -MAX_WBITS, std::move(output));
}

DecodedBody Unbrotli(std::string_view body, Output output) {
  const std::unique_ptr<BrotliDecoderState, BrotliDeleter> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (!state) return {"", "brotli: out of memory"};
  const auto* in = reinterpret_cast<const std::uint8_t*>(body.data());
  std::size_t in_bytes = body.size();
  std::array<char, kChunkBytes> chunk;
  for (;;) {
    auto* out = reinterpret_cast<std::uint8_t*>(chunk.data());
    std::size_t out_bytes = chunk.size();
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &in_bytes, &in, &out_bytes, &out, nullptr);
    if (!output.Append(chunk.data(), chunk.size() - out_bytes)) return output.OverBound();
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return output.Whole();
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) {
      return output.Broken(body, kTruncated);
    }
    if (result == BROTLI_DECODER_RESULT_ERROR) {
      return output.Broken(body, kDamaged);
    }
  }
}

DecodedBody Unzstd(std::string_view body, Output output) {
  const std::unique_ptr<ZSTD_DStream, ZstdDeleter> stream(ZSTD_createDStream());
  if (!stream) return {"", "zstd: out of memory"};
  // RFC 9659: a window of at most 8 MiB in HTTP.
  (void)ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, 23);
  ZSTD_inBuffer in{body.data(), body.size(), 0};
  std::array<char, kChunkBytes> chunk;
  for (;;) {
    ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
    const std::size_t result = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(result) != 0) return output.Broken(body, kDamaged);
    if (!output.Append(chunk.data(), out.pos)) return output.OverBound();
    if (in.pos < in.size || out.pos == out.size) continue;
    return result == 0 ? output.Whole() : output.Broken(body, kTruncated);
  }
}

DecodedBody DecodeOne(std::string_view coding, std::string_view body, Output output) {
  if (coding == "gzip" || coding == "x-gzip") return Gunzip(body, std::move(output));
  if (coding == "deflate") return InflateEither(body, std::move(output));
  if (coding == "br") return Unbrotli(body, std::move(output));
  if (coding == "zstd") return Unzstd(body, std::move(output));
  // "identity", "none", "utf-8": servers write all sorts.
  return {std::string(body)};
}

}  // namespace

DecodedBody JoinChunks(std::string_view body) {
  DecodedBody joined;
  std::string_view rest = body;
  bool any = false;
  for (;;) {
    std::size_t size = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), size, 16);
    const std::size_t line_end = rest.find('\n');
    const bool sized = failure == std::errc() && line_end != std::string_view::npos &&
                       std::string_view(" \t;\r\n").find(*end) != std::string_view::npos;
    if (!sized) {
      if (!any) return {std::string(body)};
      joined.defect = rest.empty() ? "last chunk is missing" : "chunk size is damaged";
      return joined;
    }
    any = true;
    rest.remove_prefix(line_end + 1);
    if (size == 0) return joined;
    joined.bytes.append(rest.substr(0, size));
    if (size > rest.size()) {
      joined.defect = "chunk is truncated";
      return joined;
    }
    rest.remove_prefix(size);
    if (rest.substr(0, 1) == "\r") rest.remove_prefix(1);
    if (rest.substr(0, 1) == "\n") rest.remove_prefix(1);
  }
}

DecodedBody DecodeContent(std::string_view content_encoding, std::string_view body,
                          std::size_t bytes_max, Uncoded uncoded) {
  std::vector<std::string> codings;
  while (!content_encoding.empty()) {
    const std::size_t comma = std::min(content_encoding.find(','), content_encoding.size());
    const std::string coding = AsciiLower(TrimBlanks(content_encoding.substr(0, comma)));
    if (!coding.empty()) codings.push_back(coding);
    content_encoding.remove_prefix(std::min(comma + 1, content_encoding.size()));
  }
  if (codings.size() > kCodingsMax) return {"", "more than four content codings"};
  DecodedBody decoded{std::string(body)};
  // Listed in the order they were applied.
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    if (decoded.bytes.empty() || !decoded.defect.empty()) break;
    decoded = DecodeOne(*coding, decoded.bytes, Output(bytes_max, uncoded));
  }
  return decoded;
}

}  // namespace stratwatch::crawlers::internal
