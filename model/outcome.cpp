#include "model/outcome.h"

namespace stratwatch {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPending:
      return "pending";
    case Outcome::kStored:
      return "stored";
    case Outcome::kDuplicate:
      return "duplicate";
    case Outcome::kIrrelevant:
      return "irrelevant";
    case Outcome::kDisallowed:
      return "disallowed";
    case Outcome::kGone:
      return "gone";
    case Outcome::kBlockedBot:
      return "blocked-bot";
    case Outcome::kBlockedConsent:
      return "blocked-consent";
    case Outcome::kBlockedPaywall:
      return "blocked-paywall";
    case Outcome::kMalformed:
      return "malformed";
    case Outcome::kDeadLettered:
      return "dead-lettered";
    case Outcome::kUnreachable:
      return "unreachable";
  }
  return "pending";
}

std::optional<Outcome> OutcomeFromName(std::string_view name) {
  for (const Outcome outcome : kAllOutcomes) {
    if (OutcomeName(outcome) == name) return outcome;
  }
  return std::nullopt;
}

}  // namespace stratwatch
