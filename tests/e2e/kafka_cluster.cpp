#include "tests/e2e/kafka_cluster.h"

#include <unistd.h>

#include <regex>
#include <thread>

namespace stratwatch::testing {
namespace {

// Three nodes start in 13 s on an idle machine.
constexpr std::chrono::minutes kBrokerWait{4};
// Between two questions to a service; nothing tells when its answer changes.
constexpr std::chrono::milliseconds kHttpPause{100};

}  // namespace

KafkaCluster::KafkaCluster(int nodes, Access access, std::string version)
    : nodes_(nodes), access_(access), version_(std::move(version)) {}

KafkaCluster::~KafkaCluster() {
  Stop();
}

Finished KafkaCluster::Broker(const std::string& verb, std::vector<std::string> more) const {
  std::vector<std::string> arguments{STRATWATCH_KAFKA_BROKER, verb, "--folder",
                                     folder_.Path().string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunCommand({arguments}, kBrokerWait);
}

bool KafkaCluster::Start() {
  std::vector<std::string> more{"--nodes", std::to_string(nodes_), "--with",
                                std::to_string(getpid())};
  if (access_ == Access::kSecure) more.emplace_back("--secure");
  if (!version_.empty()) more.insert(more.end(), {"--version", version_});
  if (proxy_ != nullptr) more.insert(more.end(), {"--behind", std::to_string(proxy_->Port())});
  const Finished started = Broker("start", more);
  if (started.exit_code != 0) {
    why_not_ = "no broker of our own starts: " + started.err;
    return false;
  }
  const std::size_t end = started.out.find('\n');
  addresses_ = started.out.substr(0, end);
  if (proxy_ != nullptr) proxy_->SetTarget(std::stoi(started.out.substr(end + 1)));
  return true;
}

void KafkaCluster::Stop() {
  Broker("stop");
}

void KafkaCluster::ToNode(const std::string& verb, int node) const {
  std::vector<std::string> more;
  if (node > 0) more = {"--node", std::to_string(node)};
  Broker(verb, more);
}

void KafkaCluster::Kill(int node) {
  ToNode("kill", node);
}

void KafkaCluster::Freeze(int node) {
  ToNode("freeze", node);
}

void KafkaCluster::Thaw(int node) {
  ToNode("thaw", node);
}

int HttpPortOf(const std::string& events) {
  std::smatch match;
  const std::regex address("127\\.0\\.0\\.1[^0-9]+([0-9]+)|\"port\":\"?([0-9]+)");
  for (std::size_t at = 0; (at = events.find("http.listening", at)) != std::string::npos; ++at) {
    const std::string line = events.substr(at, events.find('\n', at) - at);
    if (std::regex_search(line, match, address)) {
      return std::stoi(match[1].matched ? match[1] : match[2]);
    }
  }
  return 0;
}

std::string HttpGet(int port, const std::string& path) {
  return RunCommand({{"curl", "-sS", "-m", "10", "-w", "\n%{http_code}",
                      "http://127.0.0.1:" + std::to_string(port) + path}})
      .out;
}

std::string AwaitHttp(int port, const std::string& path, const std::string& text,
                      std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  for (;;) {
    std::string answer = HttpGet(port, path);
    if (answer.find(text) != std::string::npos) return answer;
    if (std::chrono::steady_clock::now() >= deadline) return answer;
    std::this_thread::sleep_for(kHttpPause);
  }
}

}  // namespace stratwatch::testing
