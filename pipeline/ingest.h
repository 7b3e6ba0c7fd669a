#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/clock.h"
#include "model/error.h"
#include "model/event_sink.h"
#include "pipeline/log.h"
#include "store/database.h"

namespace stratwatch::pipeline {

struct IngestOptions {
  // WARC files (plain or gzip), HTML files, JSONL manifests of {file,url}, or folders of these.
  std::vector<std::filesystem::path> paths;
  std::string url;  // Of a single HTML file; else it is read from the page's canonical link.
  std::size_t batch_pages = 100;
  // Waits while more than this many records are unread by normalise: bounds the log. Only the
  // embedded engine tells; a broker has its own bounds.
  std::uint64_t lag_max = 500;
  // Of one page after gunzip; what the fetcher allows itself.
  std::size_t page_bytes_max = std::size_t{16} << 20U;
};

struct IngestProgress {
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
  std::uint64_t pages = 0;    // Appended to the log.
  std::uint64_t known = 0;    // Already in the log or the store with the same bytes: skipped.
  std::uint64_t failed = 0;   // Records that could not be read; each was reported.
  std::uint64_t skipped = 0;  // WARC records that are no page: requests, images, errors.
  std::string current_file;
};

// Appends pages from files to `pages-backfill`. Run again after a kill, it goes on where it was:
// each page and the note that it was taken are one write. A URL whose page was taken earlier, by
// a crawl or from a file, is known; only if that gave no article (gone, blocked, malformed, …)
// and this file is another one, its page goes the way again.
// `report` is called from time to time on the calling thread; returning false stops early.
// Errors: kNotFound / kInvalid for a path that cannot be used at all. Damaged records inside are
// counted and reported as events, not errors. kUnavailable: the store or log did not take a batch
// for half a minute; kCorrupt.
Result<IngestProgress> IngestPages(const IngestOptions& options, store::Database& database,
                                   Log& log, const Clock& clock, EventSink& events,
                                   const std::function<bool(const IngestProgress&)>& report);

}  // namespace stratwatch::pipeline
