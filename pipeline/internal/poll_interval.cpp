#include "pipeline/internal/poll_interval.h"

#include <algorithm>

namespace stratwatch::pipeline {
namespace {

using std::chrono::seconds;

// How hard a failure weighs on the next interval, in intervals: a busy source is soon asked again.
double WeightOf(PollFinding::Ending ending) {
  switch (ending) {
    case PollFinding::Ending::kTemporary:
      return 0.25;
    case PollFinding::Ending::kSoft:
      return 0.5;
    default:
      return 1.0;
  }
}

seconds Scaled(seconds interval, double factor) {
  return seconds(static_cast<std::int64_t>(static_cast<double>(interval.count()) * factor));
}

double NextFactor(const PollFinding& finding) {
  // Nothing there counts as nothing new.
  const double seen = finding.entries == 0 ? 1.0
                                           : 1.0 - static_cast<double>(finding.fresh) /
                                                       static_cast<double>(finding.entries);
  if (seen < 0.33) return 0.5;
  if (seen > 0.67) return 1.5;
  return 1.0;
}

}  // namespace

void NotePoll(store::SourceState& state, const PollFinding& finding, const PollIntervals& intervals,
              std::chrono::sys_seconds now, double jitter) {
  const bool first = state.polls == 0;
  ++state.polls;
  state.last_polled = now;
  state.last_status = finding.status;
  if (state.interval.count() <= 0) state.interval = intervals.first;

  seconds delay{0};
  if (finding.ending == PollFinding::Ending::kRead ||
      finding.ending == PollFinding::Ending::kUnchanged) {
    state.failures_in_a_row = 0;
    state.last_failure.clear();
    state.entries_seen += finding.entries;
    state.entries_new += finding.fresh;
    // At the first poll everything is new, which says nothing of the source's pace.
    if (!first) state.interval = Scaled(state.interval, NextFactor(finding));
    state.interval = std::clamp(state.interval, intervals.min, intervals.max);
    delay = state.interval;
  } else {
    ++state.failures_in_a_row;
    state.last_failure = finding.failure;
    state.interval = std::clamp(state.interval, intervals.min, intervals.max);
    delay = Scaled(state.interval, 1.0 + WeightOf(finding.ending) * state.failures_in_a_row);
    delay = std::min(delay, intervals.max);
  }
  state.next_poll = now + Scaled(delay, 1.0 + 0.1 * jitter);
}

}  // namespace stratwatch::pipeline
