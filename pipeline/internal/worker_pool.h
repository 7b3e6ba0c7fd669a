#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace stratwatch::pipeline {

// Runs one loop's iterations on several threads and waits for all of them.
// Threads: not thread-safe; one caller. The caller works too, so `workers` threads in all.
class WorkerPool {
 public:
  explicit WorkerPool(int workers);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Calls work(0) … work(count - 1), each once, in any order, and returns when all are done.
  // What `work` throws first is thrown again here, after the rest has ended.
  void ForEach(std::size_t count, const std::function<void(std::size_t)>& work);

 private:
  void Serve(std::stop_token stop);
  void TakeTurns(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;  // Guards everything below but the threads.
  std::condition_variable_any begun_;
  std::condition_variable ended_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  std::exception_ptr thrown_;
  std::vector<std::jthread> threads_;
};

}  // namespace stratwatch::pipeline
