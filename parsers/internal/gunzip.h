#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch::parsers::internal {

bool LooksLikeGzip(std::string_view bytes);

struct Inflated {
  std::string bytes;
  bool complete = true;  // False: the stream ended early or was damaged; `bytes` is what came.
};

// Undoes gzip, all members (RFC 1952, 2.2). Errors: kLimit as soon as more than `bytes_max` bytes
// have come out, so a bomb costs no more than that; kInvalid when nothing can be inflated.
Result<Inflated> Gunzip(std::string_view bytes, std::size_t bytes_max);

}  // namespace stratwatch::parsers::internal
