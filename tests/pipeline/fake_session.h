#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/log.h"

namespace stratwatch::pipeline::testing {

// A session over records in memory, whose commits may be refused. What it took is kept, so that a
// test can look at it. Thread-safe where LogSession is: Interrupt only.
class FakeSession final : public LogSession {
 public:
  struct Journal {
    std::vector<OutgoingRecord> outputs;
    std::size_t position = 0;  // Of the next record after the last commit.
    int commits = 0;
    int rewinds = 0;
  };
  // Asked before each commit; an error is the commit's answer and nothing happens.
  using Judge = std::function<std::optional<Error>(const LogStep&)>;

  FakeSession(std::vector<LogRecord> records, Journal& journal, Judge judge = {})
      : records_(std::move(records)), journal_(journal), judge_(std::move(judge)) {}

  Result<Batch> Poll(const PollLimits& limits) override {
    if (!poll_errors.empty()) {
      Error error = poll_errors.front();
      poll_errors.pop_front();
      return tl::unexpected(error);
    }
    Batch batch;
    const std::size_t end = limits.first_input_only ? records_.size() - later : records_.size();
    while (polled_ < end && batch.records.size() < limits.records_max) {
      PolledRecord record;
      record.topic = Topic::kPages;
      record.offset = static_cast<std::int64_t>(polled_);
      record.record = records_[polled_++];
      batch.records.push_back(std::move(record));
    }
    return batch;
  }

  Result<void> Commit(LogStep step) override {
    ++journal_.commits;
    if (judge_) {
      if (auto error = judge_(step)) return tl::unexpected(*error);
    }
    journal_.outputs.insert(journal_.outputs.end(), step.outputs.begin(), step.outputs.end());
    journal_.position = polled_;
    return {};
  }

  Result<void> Rewind() override {
    ++journal_.rewinds;
    polled_ = journal_.position;
    return {};
  }
  Result<std::uint64_t> Lag() override { return records_.size() - polled_; }
  void Interrupt() override {}

  std::deque<Error> poll_errors;
  std::size_t later = 0;  // So many of the records, the last, are of a second input.

 private:
  std::vector<LogRecord> records_;
  Journal& journal_;
  Judge judge_;
  std::size_t polled_ = 0;
};

}  // namespace stratwatch::pipeline::testing
