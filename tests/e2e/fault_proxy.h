#pragma once

#include <atomic>
#include <list>
#include <string>
#include <thread>

namespace stratwatch::testing {

// A TCP proxy on loopback between a test's clients and its broker, which does to the connections
// what networks do. The broker has to name the proxy's address as its own
// (ops/kafka/broker --behind), or clients go past it.
// Threads: SetFault may be called from any thread; it holds soon after, for old connections too.
class FaultProxy {
 public:
  enum class Fault {
    kNone,
    kCut,   // Every connection is reset, and each new one as well.
    kHang,  // Connections stay open and are taken, but no byte passes either way: half-open.
    kSlow,  // Each direction of a connection passes some 20 KiB a second.
  };

  FaultProxy();  // On a port that the system chooses.
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  int Port() const { return port_; }
  // Where connections go from now on; until then they are reset.
  void SetTarget(int port) { target_ = port; }
  void SetFault(Fault fault) { fault_ = fault; }

 private:
  // One direction of a connection.
  struct Flow {
    int from = -1;
    int to = -1;
    std::string waiting;
  };
  struct Connection {
    Flow up;
    Flow down;
  };

  void Run();
  void Accept();
  // Moves what is there, at most what one turn allows. False when its end is reached.
  static bool Pass(Flow& flow, bool readable, std::size_t bytes_max);
  static void Reset(const Connection& connection);

  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> target_{0};
  std::atomic<Fault> fault_{Fault::kNone};
  std::atomic<bool> stopping_{false};
  std::list<Connection> connections_;  // Of the thread only.
  std::thread thread_;
};

}  // namespace stratwatch::testing
