#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.h"
#include "model/outcome.h"
#include "model/source.h"
#include "model/url.h"

namespace stratwatch {

// Where the raw bytes of a page lie, for citing and for `stratwatch reprocess`.
struct ArchiveLocation {
  std::string file;          // A WARC file (relative to the archive folder) or an ingested file.
  std::uint64_t offset = 0;  // Byte offset of the gzip member or record; 0 for a whole file.
  std::uint64_t length = 0;  // Bytes from offset; 0 when unknown.
};

// What happened between us and the publisher for one page; shown by `stratwatch trace`.
struct FetchExchange {
  Url requested;
  Url final_url;                       // After redirects; equals `requested` without any.
  std::vector<std::string> redirects;  // Each hop's target, in order.
  int status = 0;                      // HTTP status; 0 when no response came.
  std::chrono::sys_seconds fetched_at{};
  std::chrono::milliseconds duration{};
  std::string remote_address;  // The address that answered; empty when none did or ingested.
  std::string content_type;    // The Content-Type header, verbatim.
  std::string robots_rule;     // The robots.txt line that decided; empty when none applied.
  std::string robots_tag;      // X-Robots-Tag and TDM headers, joined by ", "; recorded only.
  std::string failure;         // Why no page came; empty on success.
};

// One HTTP response as fetched (or ingested), before anything was read from it. The `pages`
// topic carries these. A URL that yields no body is a Page too, with its final outcome set, so
// that every discovered URL reaches the store by the same way and none ends silently.
struct Page {
  ArticleId id;                     // Of `url`'s identity.
  Url url;                          // As discovered; the identity is url.Identity().
  SourceId source;                  // The first source that mentioned it, or "ingest".
  std::string publisher_country;    // From the source register; empty when unknown.
  std::vector<Sighting> sightings;  // All so far.
  FetchExchange exchange;
  std::string body;  // Content-encoding removed, charset not yet. Bounded by the fetcher.
  std::optional<ArchiveLocation> archive;
  // kPending: the body is to be read. Anything else: final, and there is no body.
  Outcome outcome = Outcome::kPending;
};

}  // namespace stratwatch
