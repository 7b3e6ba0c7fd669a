#include "pipeline/internal/request_queue.h"

#include <iterator>

namespace stratwatch::pipeline {

void RequestQueue::Push(CrawlRequest request, TimePoint now) {
  const std::string host = request.HostKey();
  Line& line = lines_[host];
  if (request.kind == RequestKind::kRobots) {
    line.requests.push_front(std::move(request));
  } else {
    line.requests.push_back(std::move(request));
  }
  ++size_;
  if (!line.turn) Retime(host, line, now);
}

std::optional<CrawlRequest> RequestQueue::Pop(TimePoint now) {
  if (turns_.empty() || turns_.begin()->first > now) return std::nullopt;
  const std::string host = turns_.begin()->second;
  const auto found = lines_.find(host);
  Line& line = found->second;
  CrawlRequest request = std::move(line.requests.front());
  line.requests.pop_front();
  --size_;
  schedule_.Started(host, now);
  Retime(host, line, now);
  if (line.requests.empty()) lines_.erase(found);
  return request;
}

void RequestQueue::Finished(const std::string& host, TimePoint now,
                            const crawlers::HostSchedule::Ending& ending) {
  schedule_.Finished(host, now, ending);
  if (const auto found = lines_.find(host); found != lines_.end()) {
    Retime(host, found->second, now);
  }
}

std::optional<RequestQueue::TimePoint> RequestQueue::NextStart() const {
  if (turns_.empty()) return std::nullopt;
  return turns_.begin()->first;
}

std::vector<CrawlRequest> RequestQueue::TakeLaterThan(TimePoint deadline) {
  std::vector<CrawlRequest> taken;
  while (!turns_.empty() && turns_.rbegin()->first > deadline) {
    const auto last = std::prev(turns_.end());
    const auto found = lines_.find(last->second);
    for (auto& request : found->second.requests) taken.push_back(std::move(request));
    size_ -= found->second.requests.size();
    lines_.erase(found);
    turns_.erase(last);
  }
  return taken;
}

std::size_t RequestQueue::SizeOf(const std::string& host) const {
  const auto found = lines_.find(host);
  return found == lines_.end() ? 0 : found->second.requests.size();
}

void RequestQueue::Retime(const std::string& host, Line& line, TimePoint now) {
  if (line.turn) turns_.erase({*line.turn, host});
  line.turn.reset();
  if (line.requests.empty()) return;
  line.turn = schedule_.NextStart(host, now);  // nullopt: Finished asks again.
  if (line.turn) turns_.emplace(*line.turn, host);
}

}  // namespace stratwatch::pipeline
