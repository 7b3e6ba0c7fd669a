#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::crawlers::internal {

struct DecodedBody {
  std::string bytes;        // What could be read.
  std::string defect = "";  // Why that is not all; empty when it is.
  bool over_bound = false;  // It would be larger than allowed.
};

// Undoes Transfer-Encoding: chunked (RFC 9112, 7.1). A body that does not begin like one is given
// back as it is: many archives keep bodies already joined under the old header.
DecodedBody JoinChunks(std::string_view body);

// A body that is not in its coding at all is a defect (as it comes from a server), or is given back
// as it is (from an archive: many keep bodies decoded under the old header).
enum class Uncoded { kDefect, kTaken };

// Undoes the codings of a Content-Encoding field (gzip, deflate, br, zstd; RFC 9110, 8.4), at most
// four; names that are no coding are passed over. Counts while it inflates and stops at `bytes_max`
// with a defect and no bytes.
DecodedBody DecodeContent(std::string_view content_encoding, std::string_view body,
                          std::size_t bytes_max, Uncoded uncoded);

}  // namespace stratwatch::crawlers::internal
