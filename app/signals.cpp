#include "app/signals.h"

#include <csignal>
#include <ctime>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "app/exit_code.h"

namespace stratwatch::app {

class StopSignals::Impl {
 public:
  Impl(std::function<void()> on_first, std::function<void()> on_hangup)
      : on_first_(std::move(on_first)), on_hangup_(std::move(on_hangup)) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    if (on_hangup_) sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::jthread([this](const std::stop_token& stop) { Watch(stop); });
  }

  bool Received() const { return received_ > 0; }

 private:
  void Watch(const std::stop_token& stop) {
    // Looks up this often whether it should end; a signal itself is taken at once.
    const timespec look_up{0, 100'000'000};
    while (!stop.stop_requested()) {
      const int signal = sigtimedwait(&signals_, nullptr, &look_up);
      if (signal < 0) continue;
      if (signal == SIGHUP) {
        on_hangup_();
        continue;
      }
      if (++received_ > 1) std::_Exit(static_cast<int>(ExitCode::kInterrupted));
      on_first_();
    }
  }

  std::function<void()> on_first_;
  std::function<void()> on_hangup_;
  sigset_t signals_{};
  std::atomic<int> received_{0};
  std::jthread thread_;  // Last: it uses all of the above.
};

StopSignals::StopSignals(std::function<void()> on_first, std::function<void()> on_hangup)
    : impl_(std::make_unique<Impl>(std::move(on_first), std::move(on_hangup))) {}
StopSignals::~StopSignals() = default;
bool StopSignals::Received() const {
  return impl_->Received();
}

}  // namespace stratwatch::app
