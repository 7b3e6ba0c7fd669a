#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/error.h"
#include "model/page.h"

namespace stratwatch::crawlers {

struct WarcWriterOptions {
  std::filesystem::path folder;
  std::uint64_t file_bytes_max = std::uint64_t{256} << 20U;  // Then a new file is begun.
  std::chrono::hours file_age_max{24};
  int gzip_level = 3;  // Measured: docs/benchmarks.md.
  std::string software = "stratwatch";
  std::string prefix = "stratwatch";  // Of file names: stratwatch-20260225061320-00001.warc.gz
};

// One exchange to keep.
struct WarcExchange {
  std::string target_uri;
  std::chrono::sys_seconds fetched_at{};
  std::string remote_address;
  std::string request_header;   // May be empty: then no request record is written.
  std::string response_header;  // Status line and header lines as received.
  // As in FetchResponse: transfer- and content-encoding removed. The record's header says so: the
  // fields that no longer hold are kept as "X-Crawler-Content-Encoding" and so on, as in
  // Common Crawl's files, and Content-Length is that of the body kept.
  std::string body;
};

// Writes WARC/1.1 (ISO 28500:2017), one gzip member a record, so that any record can be read by
// its offset. A torn last record after a crash is cut off when the file is opened again; of what
// came after the last Sync nothing is promised. The time is that of the exchanges alone.
// Threads: not thread-safe; belongs to the crawl loop.
class WarcWriter {
 public:
  // Creates the folder. Goes on with the newest file in it.
  // Errors: kUnavailable (cannot create or write in the folder; another writer holds it).
  static Result<std::unique_ptr<WarcWriter>> Open(WarcWriterOptions options);
  ~WarcWriter();
  // The location of the response record; its file is relative to the folder.
  // Errors: kUnavailable (disk full): nothing of the record is left behind.
  Result<ArchiveLocation> Append(const WarcExchange& exchange);
  // Hands the written bytes to the disk (fsync). Before a page's location is committed.
  Result<void> Sync();

 private:
  class Impl;
  explicit WarcWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct WarcRecord {
  std::string type;  // "response", "resource", "warcinfo", …
  std::string target_uri;
  std::string date;        // WARC-Date, verbatim.
  std::string ip_address;  // WARC-IP-Address; empty when absent.
  std::string content_type;
  int http_status = 0;  // Of a response with an HTTP head.
  std::string http_header;
  std::map<std::string, std::string> http_headers;  // Lower-case names; repeated: joined by ", ".
  std::string payload;  // HTTP body with transfer- and content-encoding removed, or the block.
  // Where it begins on disk: Seek(offset, inner_offset) reads it again. inner_offset is not 0 only
  // where one gzip member holds several records.
  std::uint64_t offset = 0;
  std::uint64_t inner_offset = 0;
  std::uint64_t length = 0;  // Bytes on disk; 0 where the record shares its gzip member.
  std::string defect;        // Why this record's payload could not be read; empty when all is well.
};

struct WarcReaderOptions {
  std::size_t record_bytes_max = std::size_t{64} << 20U;  // After decompression.
};

// Reads WARC/1.0 and 1.1, plain or gzip, member by member or as one stream. A damaged record is
// reported and skipped to the next record where one can be found.
// Threads: not thread-safe.
class WarcReader {
 public:
  // Errors: kNotFound, kUnavailable (cannot read), kInvalid (not a WARC file).
  static Result<std::unique_ptr<WarcReader>> Open(const std::filesystem::path& file,
                                                  WarcReaderOptions options = {});
  ~WarcReader();
  // The next record; nullopt at the end.
  // Errors: kInvalid (damaged here: offset and reason; Next may be called again and goes on
  // behind it), kLimit (record too large; skipped).
  Result<std::optional<WarcRecord>> Next();
  // Bytes of the file consumed so far, for progress.
  std::uint64_t BytesRead() const;
  // Goes on reading at a record's offset. Errors: kInvalid (nothing begins there), kUnavailable.
  Result<void> Seek(std::uint64_t offset, std::uint64_t inner_offset = 0);

 private:
  class Impl;
  explicit WarcReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::crawlers
