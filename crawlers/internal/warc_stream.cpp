#include "crawlers/internal/warc_stream.h"

#include <algorithm>
#include <array>

namespace stratwatch::crawlers::internal {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10U;
constexpr std::string_view kGzipMagic("\x1F\x8B\x08", 3);

}  // namespace

Result<std::unique_ptr<WarcStream>> WarcStream::Open(const std::filesystem::path& path) {
  auto file = File::Open(path, O_RDONLY);
  if (!file) return tl::unexpected(file.error());
  std::unique_ptr<WarcStream> stream(new WarcStream(std::move(*file)));
  if (!stream->inflater_.Ready()) return Fail(ErrorCode::kUnavailable, "zlib: out of memory");
  const auto size = stream->file_.Size();
  if (!size) return tl::unexpected(size.error());
  stream->file_bytes_ = *size;
  std::string magic;
  if (auto read = stream->file_.ReadAt(0, 2, magic); !read) return tl::unexpected(read.error());
  stream->gzip_ = magic == kGzipMagic.substr(0, 2);
  return stream;
}

void WarcStream::Restart(std::uint64_t offset) {
  input_.clear();
  input_offset_ = offset;
  input_at_ = 0;
  in_member_ = false;
  damage_.clear();
  buffer_.clear();
  buffer_begin_ = 0;
  at_ = 0;
  members_.clear();
}

Result<void> WarcStream::Seek(std::uint64_t offset) {
  Restart(offset);
  if (offset >= file_bytes_) return Fail(ErrorCode::kInvalid, "behind the end of the file");
  if (!gzip_) {
    members_.push_back({0, offset});
    return {};
  }
  std::string magic;
  if (auto read = file_.ReadAt(offset, kGzipMagic.size(), magic); !read) return read;
  if (magic != kGzipMagic) return Fail(ErrorCode::kInvalid, "no gzip member begins there");
  return {};
}

Result<std::string_view> WarcStream::Peek(std::size_t bytes) {
  // Skipped bytes are dropped now and then: each byte is moved at most once on average.
  if (at_ > kReadBytes && at_ > buffer_.size() / 2) {
    buffer_.erase(0, at_);
    buffer_begin_ += at_;
    at_ = 0;
    while (members_.size() > 1 && members_[1].stream_at <= buffer_begin_) members_.pop_front();
  }
  while (buffer_.size() - at_ < bytes) {
    const auto filled = Fill();
    if (!filled) return tl::unexpected(filled.error());
    if (!*filled) break;
  }
  return std::string_view(buffer_).substr(at_);
}

Result<bool> WarcStream::FillInput() {
  if (input_at_ < input_.size()) return true;
  input_offset_ += input_.size();
  input_at_ = 0;
  if (auto read = file_.ReadAt(input_offset_, kReadBytes, input_); !read) {
    return tl::unexpected(read.error());
  }
  return !input_.empty();
}

Result<bool> WarcStream::FillPlain() {
  if (members_.empty()) members_.push_back({0, input_offset_});
  const auto more = FillInput();
  if (!more || !*more) return more;
  buffer_.append(input_, input_at_, std::string::npos);
  input_at_ = input_.size();
  return true;
}

// At the begin of a member, or at the end of the file.
Result<bool> WarcStream::BeginMember() {
  const auto more = FillInput();
  if (!more || !*more) return more;
  const std::uint64_t offset = BytesRead();
  std::string magic;
  if (auto read = file_.ReadAt(offset, kGzipMagic.size(), magic); !read) {
    return tl::unexpected(read.error());
  }
  damaged_member_ = offset;
  if (magic != kGzipMagic) return Damaged("no gzip member where one should begin");
  inflateReset(&inflater_.Stream());
  const std::uint64_t stream_at = buffer_begin_ + buffer_.size();
  // An empty member leaves no trace: a file of nothing else must not fill the memory.
  if (!members_.empty() && members_.back().stream_at == stream_at) members_.pop_back();
  members_.push_back({stream_at, offset});
  in_member_ = true;
  return true;
}

Result<bool> WarcStream::Fill() {
  if (!damage_.empty()) return Fail(ErrorCode::kInvalid, damage_);
  if (!gzip_) return FillPlain();
  if (!in_member_) {
    const auto begun = BeginMember();
    if (!begun || !*begun) return begun;
  }
  const auto more = FillInput();
  if (!more) return more;
  if (!*more) return Damaged("gzip member is truncated");

  z_stream& stream = inflater_.Stream();
  const std::size_t filled = buffer_.size();
  buffer_.resize(filled + kReadBytes);
  stream.next_in = reinterpret_cast<Bytef*>(input_.data() + input_at_);
  stream.avail_in = static_cast<uInt>(input_.size() - input_at_);
  stream.next_out = reinterpret_cast<Bytef*>(buffer_.data() + filled);
  stream.avail_out = static_cast<uInt>(kReadBytes);
  const int result = inflate(&stream, Z_NO_FLUSH);
  buffer_.resize(filled + kReadBytes - stream.avail_out);
  input_at_ = input_.size() - stream.avail_in;
  if (result == Z_STREAM_END) {
    in_member_ = false;
    return true;
  }
  if (result != Z_OK && result != Z_BUF_ERROR) {
    return Damaged(std::string("gzip member is damaged: ") +
                   (stream.msg != nullptr ? stream.msg : "inflate failed"));
  }
  return true;
}

tl::unexpected<Error> WarcStream::Damaged(const std::string& reason) {
  damage_ = reason;
  return Fail(ErrorCode::kInvalid, reason);
}

WarcStream::Position WarcStream::Where() const {
  const std::uint64_t here = buffer_begin_ + at_;
  const Begin* member = nullptr;
  for (const Begin& each : members_) {
    if (each.stream_at > here) break;
    member = &each;
  }
  if (member == nullptr) return {BytesRead(), 0};
  const std::uint64_t inner = here - member->stream_at;
  return gzip_ ? Position{member->offset, inner} : Position{member->offset + inner, 0};
}

std::vector<std::size_t> WarcStream::MemberBegins(std::size_t bytes) const {
  std::vector<std::size_t> begins;
  if (!gzip_) return begins;
  const std::uint64_t here = buffer_begin_ + at_;
  for (const Begin& each : members_) {
    if (each.stream_at <= here || each.stream_at >= here + bytes) continue;
    begins.push_back(static_cast<std::size_t>(each.stream_at - here));
  }
  return begins;
}

std::optional<std::uint64_t> WarcStream::DiskBoundary() const {
  if (!gzip_) return Where().offset;
  const std::uint64_t here = buffer_begin_ + at_;
  for (const Begin& each : members_) {
    if (each.stream_at == here) return each.offset;
  }
  // Behind the last member that was read to its end.
  if (!in_member_ && at_ == buffer_.size()) return BytesRead();
  return std::nullopt;
}

// The next place at or behind `from` where a gzip member may begin.
Result<std::optional<std::uint64_t>> WarcStream::FindMagic(std::uint64_t from) {
  std::string bytes;
  while (from < file_bytes_) {
    if (auto read = file_.ReadAt(from, kReadBytes, bytes); !read) {
      return tl::unexpected(read.error());
    }
    const std::size_t found = bytes.find(kGzipMagic);
    if (found != std::string::npos) return std::optional<std::uint64_t>(from + found);
    if (bytes.size() < kReadBytes) break;
    from += bytes.size() - (kGzipMagic.size() - 1);
  }
  return std::optional<std::uint64_t>();
}

Result<bool> WarcStream::Resync() {
  std::uint64_t from = damaged_member_ + 1;
  for (;;) {
    const auto found = FindMagic(from);
    if (!found) return tl::unexpected(found.error());
    if (!found->has_value()) {
      Restart(file_bytes_);
      return false;
    }
    Restart(**found);
    constexpr std::string_view kVersion = "WARC/";
    const auto begin = Peek(kVersion.size());
    if (begin && begin->substr(0, kVersion.size()) == kVersion) return true;
    if (!begin && begin.error().code == ErrorCode::kUnavailable) {
      return tl::unexpected(begin.error());
    }
    from = **found + 1;
  }
}

}  // namespace stratwatch::crawlers::internal
