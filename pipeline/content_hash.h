#pragma once

#include <string_view>

#include "model/ids.h"

namespace stratwatch::pipeline {

// The hash by which exact copies are told: equal for texts that differ in case, width, white space
// or invisible characters only (internal/text_folding.h). `text` is UTF-8.
ContentHash HashOfText(std::string_view text);

}  // namespace stratwatch::pipeline
