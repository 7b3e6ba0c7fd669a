#pragma once

#include <vector>

#include "parsers/internal/date_fields.h"
#include "parsers/internal/date_tokens.h"

namespace stratwatch::parsers::internal {

// Finds the first time of day that cannot be anything else ("09:30", "9h30", "9時30分", "kl. 9.30",
// "9.30 Uhr"), with the half of the day and the zone beside it; sets the fields and removes its
// tokens, so that its numbers are not taken for a day or a year.
void TakeWrittenTime(const DateText& text, const DateHabits& habits, std::vector<DateToken>* tokens,
                     DateFields* fields);

// "09.30" after the date, where the locale writes times with a dot.
void TakeDottedTime(const DateText& text, const DateHabits& habits, std::size_t from,
                    std::vector<DateToken>* tokens, DateFields* fields);

}  // namespace stratwatch::parsers::internal
