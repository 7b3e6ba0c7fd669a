#include "pipeline/internal/downstream.h"

namespace stratwatch::pipeline {
namespace {

// A question costs a broker some ten milliseconds.
constexpr std::chrono::milliseconds kAskEvery{200};
constexpr std::chrono::milliseconds kAskWhileBehind{50};
constexpr std::chrono::seconds kAskAfterError{5};

}  // namespace

bool Downstream::KeepsUp() {
  const auto now = clock_.Steady();
  if (ask_again_ && now < *ask_again_) return keeps_up_;
  const auto articles = log_.Backlog("resolve", Topic::kArticles);
  const auto resolved = articles ? log_.Backlog("index", Topic::kResolved) : articles;
  keeps_up_ = !articles || !resolved || *articles + *resolved <= waiting_max_;
  if (!articles || !resolved) {
    ask_again_ = now + kAskAfterError;
  } else {
    ask_again_ = now + (keeps_up_ ? kAskEvery : kAskWhileBehind);
  }
  return keeps_up_;
}

}  // namespace stratwatch::pipeline
