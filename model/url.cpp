#include "model/url.h"

namespace stratwatch {

Result<Url> Url::Parse(std::string_view) {
  return Fail(ErrorCode::kInvalid, "not yet");
}

}  // namespace stratwatch
