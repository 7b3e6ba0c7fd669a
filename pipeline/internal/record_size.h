#pragma once

#include <cstddef>

#include "model/error.h"
#include "pipeline/log.h"

// The one bound on a record, the same for both engines.
namespace stratwatch::pipeline {

// A dead letter holds a whole record and what is known of its failure.
inline constexpr std::size_t kDeadLetterSlackBytes = std::size_t{64} << 10U;

std::size_t RecordBytes(const LogRecord& record);
// What a record of `topic` may have, given the bound on any other.
std::size_t RecordBytesMax(Topic topic, std::size_t message_bytes_max);
// Errors: kLimit: names topic, key and sizes.
Result<void> CheckRecordSizes(const LogStep& step, std::size_t message_bytes_max);

}  // namespace stratwatch::pipeline
