#include "tests/e2e/fault_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <vector>

namespace stratwatch::testing {
namespace {

constexpr int kTurnMilliseconds = 50;
constexpr std::size_t kTurnBytes = 1U << 18U;
constexpr std::size_t kSlowTurnBytes = 1024;

sockaddr_in LoopbackAt(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void MakeNonBlocking(int socket) {
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

// Closes it so that the other side sees a reset.
void ResetSocket(int socket) {
  const linger at_once{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(socket);
}

bool WouldBlock() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

FaultProxy::FaultProxy() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = LoopbackAt(0);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, raw, &size) != 0) {
    throw std::runtime_error("no port for a proxy");
  }
  port_ = ntohs(address.sin_port);
  MakeNonBlocking(listener_);
  thread_ = std::thread([this] { Run(); });
}

FaultProxy::~FaultProxy() {
  stopping_ = true;
  thread_.join();
  for (const Connection& each : connections_) Reset(each);
  close(listener_);
}

void FaultProxy::Reset(const Connection& connection) {
  ResetSocket(connection.up.from);
  ResetSocket(connection.up.to);
}

void FaultProxy::Accept() {
  for (;;) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0) return;
    const int broker = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = LoopbackAt(target_);
    if (fault_ == Fault::kCut || target_ == 0 ||
        connect(broker, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      close(broker);
      ResetSocket(client);
      continue;
    }
    MakeNonBlocking(broker);
    connections_.push_back({{client, broker, {}}, {broker, client, {}}});
  }
}

bool FaultProxy::Pass(Flow& flow, bool readable, std::size_t bytes_max) {
  if (readable && flow.waiting.empty()) {
    std::vector<char> bytes(bytes_max);
    const ssize_t read = recv(flow.from, bytes.data(), bytes.size(), 0);
    if (read == 0 || (read < 0 && !WouldBlock())) return false;
    if (read > 0) flow.waiting.assign(bytes.data(), static_cast<std::size_t>(read));
  }
  if (flow.waiting.empty()) return true;
  const ssize_t sent = send(flow.to, flow.waiting.data(), flow.waiting.size(), MSG_NOSIGNAL);
  if (sent < 0) return WouldBlock();
  flow.waiting.erase(0, static_cast<std::size_t>(sent));
  return true;
}

void FaultProxy::Run() {
  while (!stopping_) {
    const Fault fault = fault_;
    std::vector<pollfd> watched{{listener_, POLLIN, 0}};
    if (fault != Fault::kHang) {
      for (const Connection& each : connections_) {
        watched.push_back({each.up.from, POLLIN, 0});
        watched.push_back({each.down.from, POLLIN, 0});
      }
    }
    poll(watched.data(), watched.size(), kTurnMilliseconds);
    if (fault == Fault::kCut) {
      for (const Connection& each : connections_) Reset(each);
      connections_.clear();
    } else if (fault != Fault::kHang) {
      const std::size_t bytes_max = fault == Fault::kSlow ? kSlowTurnBytes : kTurnBytes;
      std::size_t at = 1;
      for (auto each = connections_.begin(); each != connections_.end(); at += 2) {
        const bool alive = Pass(each->up, watched[at].revents != 0, bytes_max) &&
                           Pass(each->down, watched[at + 1].revents != 0, bytes_max);
        if (!alive) Reset(*each);
        each = alive ? std::next(each) : connections_.erase(each);
      }
      if (fault == Fault::kSlow) {
        std::this_thread::sleep_for(std::chrono::milliseconds(kTurnMilliseconds));
      }
    }
    Accept();
  }
}

}  // namespace stratwatch::testing
