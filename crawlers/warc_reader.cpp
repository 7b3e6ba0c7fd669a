#include <algorithm>
#include <charconv>
#include <utility>

#include "crawlers/internal/ascii.h"
#include "crawlers/internal/content_coding.h"
#include "crawlers/internal/http_head.h"
#include "crawlers/internal/warc_format.h"
#include "crawlers/internal/warc_stream.h"
#include "crawlers/warc.h"

namespace stratwatch::crawlers {
namespace {

using internal::WarcStream;

constexpr std::string_view kVersion = "WARC/";
// Real heads have some 500 bytes.
constexpr std::size_t kHeadBytesMax = std::size_t{64} << 10U;
constexpr std::size_t kScanBytes = std::size_t{64} << 10U;

// Where a head ends in `text`, behind its empty line; npos when it does not yet.
std::size_t HeadEnd(std::string_view text) {
  const std::size_t dos = text.find("\n\r\n");
  const std::size_t unix = text.find("\n\n");
  if (dos == std::string_view::npos && unix == std::string_view::npos) return dos;
  return dos < unix ? dos + 3 : unix + 2;
}

// Is `text` the begin of a record: "WARC/1.1" and a line end? Longer texts are cut by the caller.
bool IsVersionLine(std::string_view text) {
  if (text.substr(0, kVersion.size()) != kVersion) return false;
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos || end > 12 || end <= kVersion.size()) return false;
  const std::string_view version = text.substr(kVersion.size(), end - kVersion.size());
  return version.find_first_not_of("0123456789.") == std::string_view::npos;
}

void DecodeHttp(std::string_view block, std::size_t bytes_max, WarcRecord& record) {
  const std::size_t end = std::min(HeadEnd(block), block.size());
  const auto head = internal::ParseHttpHead(block.substr(0, end));
  if (!head) {
    record.defect = "block does not begin with an HTTP status line";
    record.payload = block;
    return;
  }
  record.http_status = head->status;
  record.http_header = block.substr(0, end);
  record.http_headers = head->fields;
  const auto field = [&head](const char* name) {
    const auto found = head->fields.find(name);
    return found == head->fields.end() ? std::string() : found->second;
  };
  internal::DecodedBody body{std::string(block.substr(end))};
  if (internal::AsciiLower(field("transfer-encoding")).find("chunked") != std::string::npos) {
    body = internal::JoinChunks(body.bytes);
  }
  const std::string joined_defect = body.defect;
  body = internal::DecodeContent(field("content-encoding"), body.bytes, bytes_max,
                                 internal::Uncoded::kTaken);
  record.payload = std::move(body.bytes);
  record.defect = joined_defect.empty() ? body.defect : joined_defect;
}

}  // namespace

class WarcReader::Impl {
 public:
  Impl(std::string name, std::unique_ptr<WarcStream> stream, WarcReaderOptions options)
      : name_(std::move(name)), stream_(std::move(stream)), options_(options) {}

  // The file must begin like a WARC file, or like gzip that cannot be read.
  Result<void> CheckBegin() {
    const auto begin = stream_->Peek(kVersion.size());
    if (!begin && begin.error().code == ErrorCode::kInvalid) return {};  // Next tells it.
    if (!begin) return Fail(name_, begin.error());
    if (begin->substr(0, kVersion.size()) == kVersion) return {};
    return Fail(ErrorCode::kInvalid,
                name_ + ": not a WARC file: " +
                    (begin->empty() ? "it is empty" : "it does not begin with 'WARC/'"));
  }

  Result<std::optional<WarcRecord>> Next() {
    if (recovering_) {
      recovering_ = false;
      if (auto found = Recover(); !found) return tl::unexpected(found.error());
    }
    if (auto skipped = SkipBlankLines(); !skipped) return Damage(skipped.error());
    const auto begin = stream_->Peek(1);
    if (!begin) return Damage(begin.error());
    if (begin->empty()) return std::optional<WarcRecord>();
    record_at_ = stream_->Where();
    return ReadRecord();
  }

  std::uint64_t BytesRead() const { return stream_->BytesRead(); }

  Result<void> Seek(std::uint64_t offset, std::uint64_t inner_offset) {
    recovering_ = false;
    const std::string place = name_ + ": offset " + std::to_string(offset);
    if (auto sought = stream_->Seek(offset); !sought) return Fail(place, sought.error());
    while (inner_offset > 0) {
      const auto bytes = stream_->Peek(1);
      if (!bytes) return Fail(place, bytes.error());
      if (bytes->empty()) return Fail(ErrorCode::kInvalid, place + ": gzip member is shorter");
      const std::size_t skipped = std::min<std::uint64_t>(inner_offset, bytes->size());
      stream_->Skip(skipped);
      inner_offset -= skipped;
    }
    const auto begin = stream_->Peek(kVersion.size());
    if (!begin) return Fail(place, begin.error());
    if (begin->substr(0, kVersion.size()) == kVersion) return {};
    return Fail(ErrorCode::kInvalid, place + ": no WARC record begins there");
  }

 private:
  tl::unexpected<Error> Damage(const Error& error) {
    if (error.code == ErrorCode::kInvalid) recovering_ = true;
    const bool in_gzip = error.code == ErrorCode::kInvalid && stream_->IsGzip();
    const std::uint64_t offset = in_gzip ? stream_->DamagedMember() : stream_->BytesRead();
    return Fail(error.code, name_ + ": offset " + std::to_string(offset) + ": " + error.message);
  }

  // Damage inside the record that is being read.
  tl::unexpected<Error> BadRecord(const std::string& reason) {
    recovering_ = true;
    std::string place = name_ + ": offset " + std::to_string(record_at_.offset);
    if (record_at_.inner > 0) place += "+" + std::to_string(record_at_.inner);
    return Fail(ErrorCode::kInvalid, place + ": " + reason);
  }

  Result<void> SkipBlankLines() {
    for (;;) {
      const auto bytes = stream_->Peek(1);
      if (!bytes) return tl::unexpected(bytes.error());
      if (bytes->empty()) return {};
      const std::size_t blank = std::min(bytes->find_first_not_of("\r\n"), bytes->size());
      stream_->Skip(blank);
      if (blank < bytes->size()) return {};
    }
  }

  Result<std::optional<WarcRecord>> ReadRecord() {
    std::string_view head;
    for (std::size_t wanted = 1024;; wanted *= 4) {
      const auto bytes = stream_->Peek(wanted);
      // The head may be whole although what follows is damaged.
      if (!bytes && bytes.error().code != ErrorCode::kInvalid) return Damage(bytes.error());
      head = bytes ? *bytes : stream_->Buffered();
      if (!IsVersionLine(head.substr(0, 16))) return SkipAndFail("no WARC record begins here");
      const std::size_t end = HeadEnd(head);
      if (end != std::string_view::npos) {
        head = head.substr(0, end);
        break;
      }
      if (!bytes) {
        stream_->Skip(1);  // So that the search does not find the same place again.
        return Damage(bytes.error());
      }
      if (head.size() < wanted) return SkipAndFail("record's head is truncated");
      if (wanted >= kHeadBytesMax) return SkipAndFail("record's head is over 64 KiB");
    }
    auto fields = internal::ParseWarcHead(head);
    const std::size_t head_bytes = head.size();
    const std::string written = (*fields)["content-length"];
    std::uint64_t length = 0;
    const char* end = written.data() + written.size();
    const auto [rest, failure] = std::from_chars(written.data(), end, length);
    if (failure != std::errc() || rest != end) {
      return SkipAndFail("record has no valid Content-Length: '" + written.substr(0, 40) + "'");
    }
    stream_->Skip(head_bytes);
    if (length > options_.record_bytes_max) return SkipLargeRecord(length);
    return ReadBlock(*fields, static_cast<std::size_t>(length));
  }

  Result<std::optional<WarcRecord>> SkipAndFail(const std::string& reason) {
    stream_->Skip(1);  // So that the search does not find the same place again.
    return BadRecord(reason);
  }

  Result<std::optional<WarcRecord>> SkipLargeRecord(std::uint64_t length) {
    const std::string reason = "record of " + std::to_string(length) + " bytes is over " +
                               std::to_string(options_.record_bytes_max);
    // A length that cannot be is damage; what lies behind the head is searched instead.
    if (!stream_->IsGzip() && length > stream_->FileBytes()) return BadRecord(reason);
    while (length > 0) {
      const auto bytes = stream_->Peek(1);
      if (!bytes) return Damage(bytes.error());
      if (bytes->empty()) return BadRecord(reason + ", and the file ends inside it");
      const std::size_t shown = std::min<std::uint64_t>(length, bytes->size());
      if (const auto member = NextRecordInside(shown)) {
        stream_->Skip(*member);
        return BadRecord(reason + ", and the next record begins inside it");
      }
      stream_->Skip(shown);
      length -= shown;
    }
    return Fail(ErrorCode::kLimit, name_ + ": offset " + std::to_string(record_at_.offset) + ": " +
                                       reason + " and was skipped");
  }

  // A gzip member that begins within the next `bytes` and holds a record: then the record before
  // it has told a wrong length. (Members that merely cut one long stream hold none.)
  std::optional<std::size_t> NextRecordInside(std::size_t bytes) const {
    for (const std::size_t member : stream_->MemberBegins(bytes)) {
      if (IsVersionLine(stream_->Buffered().substr(member, 16))) return member;
    }
    return std::nullopt;
  }

  // Leaves a block that cannot be right where it is: a record that it swallowed is found in it.
  Result<std::optional<WarcRecord>> ReadBlock(std::map<std::string, std::string>& fields,
                                              std::size_t length) {
    // Some bytes more show what follows, and end the gzip member, so that its checksum is seen.
    constexpr std::size_t kBehindBytes = 64;
    const auto peeked = stream_->Peek(length + kBehindBytes);
    if (!peeked && peeked.error().code != ErrorCode::kInvalid) return Damage(peeked.error());
    const std::string_view shown = stream_->Buffered();
    if (const auto member = NextRecordInside(length)) {
      stream_->Skip(*member);
      return BadRecord("Content-Length " + std::to_string(length) +
                       " reaches into the next record");
    }
    const std::string_view behind = shown.substr(std::min(length, shown.size()), kBehindBytes);
    const std::size_t blank = std::min(behind.find_first_not_of("\r\n"), behind.size());
    const bool record_follows = IsVersionLine(behind.substr(blank, 16));
    // Damage behind the record is told by the next call.
    const bool own_damage = !peeked && stream_->DamagedMember() == record_at_.offset;
    if (own_damage && !record_follows) return Damage(peeked.error());
    if (shown.size() < length) {
      return BadRecord("record is truncated: " + std::to_string(shown.size()) + " of " +
                       std::to_string(length) + " bytes");
    }
    const auto begins = stream_->MemberBegins(length + blank + 1);
    const bool fits = record_follows || blank == behind.size() ||
                      behind.substr(0, 4) == "\r\n\r\n" ||
                      (!begins.empty() && begins.back() == length + blank);
    if (!fits) return BadRecord("Content-Length does not fit the record");

    WarcRecord record = MakeRecord(fields, shown.substr(0, length));
    stream_->Skip(length + blank);
    const auto disk_end = stream_->DiskBoundary();
    if (disk_end && record.inner_offset == 0) record.length = *disk_end - record.offset;
    return record;
  }

  WarcRecord MakeRecord(std::map<std::string, std::string>& fields, std::string_view block) const {
    WarcRecord record;
    record.type = internal::AsciiLower(fields["warc-type"]);
    record.target_uri = fields["warc-target-uri"];
    // Some writers of WARC/1.0 took the grammar's angle brackets literally.
    if (record.target_uri.size() > 1 && record.target_uri.front() == '<' &&
        record.target_uri.back() == '>') {
      record.target_uri = record.target_uri.substr(1, record.target_uri.size() - 2);
    }
    record.date = fields["warc-date"];
    record.ip_address = fields["warc-ip-address"];
    record.content_type = fields["content-type"];
    record.offset = record_at_.offset;
    record.inner_offset = record_at_.inner;
    const std::string kind = internal::AsciiLower(record.content_type).substr(0, 16);
    const bool http =
        kind == "application/http" && (record.type == "response" || record.type == "revisit");
    if (http) {
      DecodeHttp(block, options_.record_bytes_max, record);
    } else {
      record.payload = block;
    }
    return record;
  }

  // Goes to the next place where a record begins; to the end when there is none.
  Result<void> Recover() {
    for (;;) {
      const auto bytes = stream_->Peek(kScanBytes);
      if (!bytes && bytes.error().code != ErrorCode::kInvalid) return Damage(bytes.error());
      const std::string_view text = stream_->Buffered();
      for (std::size_t at = text.find(kVersion); at != std::string_view::npos;
           at = text.find(kVersion, at + 1)) {
        const auto begins = stream_->MemberBegins(at + 1);
        const bool line_begins =
            at == 0 || text[at - 1] == '\n' || (!begins.empty() && begins.back() == at);
        if (!line_begins || !IsVersionLine(text.substr(at, 16))) continue;
        stream_->Skip(at);
        return {};
      }
      if (!bytes) {
        const auto found = stream_->Resync();
        if (!found) return Damage(found.error());
        return {};
      }
      if (text.size() < kScanBytes) {
        stream_->Skip(text.size());
        return {};
      }
      stream_->Skip(text.size() - 16);  // A version line may be cut by the end of what is shown.
    }
  }

  const std::string name_;
  std::unique_ptr<WarcStream> stream_;
  const WarcReaderOptions options_;
  bool recovering_ = false;
  WarcStream::Position record_at_;
};

Result<std::unique_ptr<WarcReader>> WarcReader::Open(const std::filesystem::path& file,
                                                     WarcReaderOptions options) {
  auto stream = WarcStream::Open(file);
  if (!stream) return Fail(file.string(), stream.error());
  auto impl = std::make_unique<Impl>(file.string(), std::move(*stream), options);
  if (auto good = impl->CheckBegin(); !good) return tl::unexpected(good.error());
  return std::unique_ptr<WarcReader>(new WarcReader(std::move(impl)));
}

WarcReader::WarcReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WarcReader::~WarcReader() = default;

Result<std::optional<WarcRecord>> WarcReader::Next() {
  return impl_->Next();
}
std::uint64_t WarcReader::BytesRead() const {
  return impl_->BytesRead();
}
Result<void> WarcReader::Seek(std::uint64_t offset, std::uint64_t inner_offset) {
  return impl_->Seek(offset, inner_offset);
}

}  // namespace stratwatch::crawlers
