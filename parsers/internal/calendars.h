#pragma once

#include "parsers/internal/date_fields.h"
#include "parsers/internal/month_names.h"

namespace stratwatch::parsers::internal {

// Turns a day of another calendar, as it stands in `fields`, into the Gregorian one. False when
// that calendar has no such day.
bool ToGregorian(DateCalendar calendar, DateFields* fields);

}  // namespace stratwatch::parsers::internal
