#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawlers/internal/file.h"
#include "crawlers/internal/inflate_stream.h"
#include "model/error.h"

namespace stratwatch::crawlers::internal {

// The bytes of a WARC file as one stream, inflated when the file is gzip, whether it is one member
// or one a record; knows where each byte lies on disk. Reads ahead no more than it is asked for.
// Threads: not thread-safe.
class WarcStream {
 public:
  // Errors: kNotFound, kUnavailable.
  static Result<std::unique_ptr<WarcStream>> Open(const std::filesystem::path& path);

  // At least `bytes` of the stream from here, fewer only at its end; valid until the next call.
  // Errors: kInvalid (damaged gzip; stays until Resync or Seek), kUnavailable (cannot be read).
  Result<std::string_view> Peek(std::size_t bytes);
  // What a Peek has shown already, also after one that failed.
  std::string_view Buffered() const { return std::string_view(buffer_).substr(at_); }
  // Skips bytes that Peek has shown.
  void Skip(std::size_t bytes) { at_ += bytes; }

  // Where the next byte lies; asked after a Peek that showed it.
  struct Position {
    std::uint64_t offset = 0;  // Of the gzip member, or of the byte itself in a plain file.
    std::uint64_t inner = 0;   // Into the inflated member.
  };
  Position Where() const;
  // Where gzip members begin behind the next byte and before `bytes` further on, counted from the
  // next byte.
  std::vector<std::size_t> MemberBegins(std::size_t bytes) const;
  // When a member, or a plain file's byte, begins exactly here: its place on disk.
  std::optional<std::uint64_t> DiskBoundary() const;
  // The member that cannot be read on, once Peek has failed with kInvalid.
  std::uint64_t DamagedMember() const { return damaged_member_; }

  // After damage: goes to the next gzip member behind it that begins a WARC record. False at the
  // end of the file. Errors: kUnavailable.
  Result<bool> Resync();
  // Errors: kInvalid (no gzip member there), kUnavailable.
  Result<void> Seek(std::uint64_t offset);

  bool IsGzip() const { return gzip_; }
  std::uint64_t BytesRead() const { return input_offset_ + input_at_; }
  std::uint64_t FileBytes() const { return file_bytes_; }

 private:
  explicit WarcStream(File file) : file_(std::move(file)), inflater_(MAX_WBITS + 16) {}

  void Restart(std::uint64_t offset);
  Result<bool> FillInput();
  // Appends to buffer_; false at the end of the stream.
  Result<bool> Fill();
  Result<bool> FillPlain();
  Result<bool> BeginMember();
  tl::unexpected<Error> Damaged(const std::string& reason);
  Result<std::optional<std::uint64_t>> FindMagic(std::uint64_t from);

  struct Begin {
    std::uint64_t stream_at;
    std::uint64_t offset;
  };

  File file_;
  std::uint64_t file_bytes_ = 0;
  bool gzip_ = false;

  std::string input_;  // Bytes of the file from input_offset_ on; used up to input_at_.
  std::uint64_t input_offset_ = 0;
  std::size_t input_at_ = 0;

  InflateStream inflater_;
  bool in_member_ = false;
  std::string damage_;  // Empty: none.
  std::uint64_t damaged_member_ = 0;

  std::string buffer_;  // Stream bytes from buffer_begin_ on; skipped up to at_.
  std::uint64_t buffer_begin_ = 0;
  std::size_t at_ = 0;
  std::deque<Begin> members_;  // Of the buffer's bytes and the one before.
};

}  // namespace stratwatch::crawlers::internal
