#pragma once

#include <cstddef>

#include "pipeline/internal/people_text.h"

// Words inside runs of Han, kana and Thai, which have no spaces.
namespace stratwatch::pipeline::internal {

// How many units before `at` are a word of offices, a country or a city; 0 for none.
std::size_t DenseOfficeBefore(const PeopleText& text, std::size_t at);
// How many units of one run of Han or katakana stand before `at`, without grammatical words; at
// most `limit`.
std::size_t DenseRunBefore(const PeopleText& text, std::size_t at, std::size_t limit);
// Whether a form of that kind begins at `at`, or ends there.
bool IsDenseFormAt(const PeopleText& text, PeopleWordKind kind, std::size_t at);
// Units of the longest form of that kind that begins at `at`; 0 for none.
std::size_t DenseFormLength(const PeopleText& text, PeopleWordKind kind, std::size_t at);
// A word that joins others (的, 在, は, を) or punctuation: no name goes across it.
bool IsDenseBreak(const PeopleText& text, std::size_t at);

}  // namespace stratwatch::pipeline::internal
