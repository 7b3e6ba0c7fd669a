#pragma once

#include <zlib.h>

namespace stratwatch::crawlers::internal {

// zlib's inflater with an owner. Stays where it is: zlib keeps its address.
class InflateStream {
 public:
  // `window_bits` as inflateInit2 takes them.
  explicit InflateStream(int window_bits) : ready_(inflateInit2(&stream_, window_bits) == Z_OK) {}
  ~InflateStream() {
    if (ready_) inflateEnd(&stream_);
  }
  InflateStream(const InflateStream&) = delete;
  InflateStream& operator=(const InflateStream&) = delete;

  bool Ready() const { return ready_; }  // False: out of memory.
  z_stream& Stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_;
};

}  // namespace stratwatch::crawlers::internal
