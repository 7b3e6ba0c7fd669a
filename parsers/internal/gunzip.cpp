#include "parsers/internal/gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{64} << 10U;
constexpr int kGzipWindow = 15 + 16;  // zlib.h: 16 more than the window size asks for gzip.

class Inflater {
 public:
  Inflater() { ready_ = inflateInit2(&stream_, kGzipWindow) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool Ready() const { return ready_; }
  z_stream& Stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

bool LooksLikeGzip(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b' && bytes[2] == '\x08';
}

Result<Inflated> Gunzip(std::string_view bytes, std::size_t bytes_max) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) {
    return Fail(ErrorCode::kLimit, "gzip: more than 4 GiB compressed");
  }
  Inflater inflater;
  if (!inflater.Ready()) return Fail(ErrorCode::kUnavailable, "gzip: no memory for zlib");
  z_stream& stream = inflater.Stream();
  // zlib's interface is not const-correct; it does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());

  Inflated result;
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t have = result.bytes.size();
    // One byte more than allowed tells "too much" from "just enough".
    const std::size_t room = std::min(kChunkBytes, bytes_max + 1 - have);
    result.bytes.resize(have + room);
    stream.next_out = reinterpret_cast<Bytef*>(result.bytes.data() + have);
    stream.avail_out = static_cast<uInt>(room);
    state = inflate(&stream, Z_NO_FLUSH);
    result.bytes.resize(have + room - stream.avail_out);
    if (result.bytes.size() > bytes_max) {
      return Fail(ErrorCode::kLimit,
                  "gzip: inflates to more than " + std::to_string(bytes_max) + " bytes");
    }
    // Another member may follow; anything else behind the last one is padding.
    if (state == Z_STREAM_END && stream.avail_in > 2 &&
        LooksLikeGzip(bytes.substr(bytes.size() - stream.avail_in))) {
      state = inflateReset(&stream);
    }
  }
  result.complete = state == Z_STREAM_END;
  if (result.bytes.empty() && !result.complete) {
    return Fail(ErrorCode::kInvalid, "gzip: damaged, nothing could be inflated");
  }
  return result;
}

}  // namespace stratwatch::parsers::internal
