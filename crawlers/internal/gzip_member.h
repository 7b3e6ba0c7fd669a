#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::crawlers::internal {

// Writes gzip members that state their own length in the extra field "sl" (compressed and
// uncompressed length, four bytes each, little-endian; from the WARC drafts' annex on GZIP), so
// that a file can be walked member by member without inflating it. Other readers skip the field.
class GzipMemberWriter {
 public:
  // Errors: kUnavailable (out of memory).
  static Result<GzipMemberWriter> Create(int level);
  GzipMemberWriter(GzipMemberWriter&& other) noexcept;
  ~GzipMemberWriter();
  // Appends one member that holds `bytes`, less than 1 GiB. Errors: kLimit, kUnavailable.
  Result<void> Append(std::string_view bytes, std::string& out);

 private:
  struct State;
  explicit GzipMemberWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

inline constexpr std::size_t kMemberHeaderBytes = 24;

// The length on disk of the member that `header`, its first 24 bytes, begins; nullopt when this is
// no member of ours.
std::optional<std::uint64_t> MemberLength(std::string_view header);

// True when `member` is one whole gzip member, checksum and all. Inflates it.
bool IsWholeMember(std::string_view member);

}  // namespace stratwatch::crawlers::internal
