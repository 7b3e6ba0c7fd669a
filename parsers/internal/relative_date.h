#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "parsers/date.h"

namespace stratwatch::parsers::internal {

// The day of a stamp that counts from the moment of reading: "3 hours ago", "il y a 2 jours",
// "منذ 5 ساعات", "3시간 전", "gestern, 18:05", "today". `read_at` is that moment. CLDR has the
// phrases (ICU's RelativeDateTimeFormatter); `language` is BCP 47, and English is tried too.
//
// Precise to the day, as UTC has it: the publisher's own may be the neighbouring one. Up to a month
// back; weeks and months say no day. nullopt where `text` (UTF-8, a line of at most 64 bytes) has
// no such phrase; "yesterday" and "today" count only with nothing but a time of day behind them.
// The first use of a language builds its phrases (milliseconds). Thread-safe.
std::optional<ParsedDate> ParseRelativeDate(std::string_view text, std::string_view language,
                                            std::chrono::sys_seconds read_at);

}  // namespace stratwatch::parsers::internal
