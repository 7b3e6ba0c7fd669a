#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace stratwatch {

// What became of a discovered URL. Each discovered URL ends in exactly one outcome other than
// kPending, and the counters obey: discovered = sum over outcomes. The numbers are stored
// (docs/formats.md): never reuse one.
enum class Outcome {
  kPending = 0,         // Known, not yet fetched or still in the log.
  kStored = 1,          // An article that can be searched.
  kDuplicate = 2,       // Same text as an earlier article; keeps its own record.
  kIrrelevant = 3,      // An article, but not about the AI policy of a state.
  kDisallowed = 4,      // robots.txt or another opt-out says no.
  kGone = 5,            // 404, 410, or a redirect that leads nowhere.
  kBlockedBot = 6,      // A bot wall answered instead of the publisher (also with 200), 401, 403.
  kBlockedConsent = 7,  // A consent wall.
  kBlockedPaywall = 8,  // A paywall left no body worth the name.
  kMalformed = 9,       // Fetched, but no article can be read from it.
  kDeadLettered = 10,   // Set aside with its error and bytes; `stratwatch dead-letters`.
  kUnreachable = 11,    // Retries used up: DNS, connect, timeout, 5xx, caps on size or redirects.
};

inline constexpr std::array kAllOutcomes = {
    Outcome::kPending,        Outcome::kStored,    Outcome::kDuplicate,    Outcome::kIrrelevant,
    Outcome::kDisallowed,     Outcome::kGone,      Outcome::kBlockedBot,   Outcome::kBlockedConsent,
    Outcome::kBlockedPaywall, Outcome::kMalformed, Outcome::kDeadLettered, Outcome::kUnreachable,
};

// The stable name on screen, in JSON and in metrics: "stored", "blocked-bot", …
std::string_view OutcomeName(Outcome outcome);
std::optional<Outcome> OutcomeFromName(std::string_view name);

}  // namespace stratwatch
