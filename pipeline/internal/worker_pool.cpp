#include "pipeline/internal/worker_pool.h"

namespace stratwatch::pipeline {

WorkerPool::WorkerPool(int workers) {
  for (int i = 1; i < workers; ++i) {
    threads_.emplace_back([this](std::stop_token stop) { Serve(stop); });
  }
}

WorkerPool::~WorkerPool() {
  for (auto& thread : threads_) thread.request_stop();
}

void WorkerPool::ForEach(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::unique_lock lock(mutex_);
  work_ = &work;
  count_ = count;
  next_ = 0;
  thrown_ = nullptr;
  begun_.notify_all();
  TakeTurns(lock);
  ended_.wait(lock, [this] { return next_ >= count_ && running_ == 0; });
  work_ = nullptr;
  if (thrown_) std::rethrow_exception(thrown_);
}

// Top function of a worker. What the work throws is kept for the caller, see TakeTurns.
void WorkerPool::Serve(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (begun_.wait(lock, stop, [this] { return work_ != nullptr && next_ < count_; })) {
    TakeTurns(lock);
  }
}

void WorkerPool::TakeTurns(std::unique_lock<std::mutex>& lock) {
  while (next_ < count_) {
    const std::size_t turn = next_++;
    const auto* work = work_;
    ++running_;
    lock.unlock();
    std::exception_ptr thrown;
    try {
      (*work)(turn);
    } catch (...) {
      thrown = std::current_exception();  // Given to the caller of ForEach.
    }
    lock.lock();
    --running_;
    if (thrown && !thrown_) {
      thrown_ = thrown;
      next_ = count_;  // The step is lost anyway; do not begin more of it.
    }
  }
  if (running_ == 0) ended_.notify_all();
}

}  // namespace stratwatch::pipeline
