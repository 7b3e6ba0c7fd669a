#pragma once

#include <functional>
#include <memory>

namespace stratwatch::app {

// Turns SIGTERM and SIGINT into a call on a thread of its own: the first asks to stop, the second
// ends the process at once with 130. SIGHUP calls `on_hangup`, each time, where one is given. Must
// be made before any other thread, because it blocks the signals for all threads that are started
// later.
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_first, std::function<void()> on_hangup = {});
  ~StopSignals();
  // Whether a signal has come.
  bool Received() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::app
