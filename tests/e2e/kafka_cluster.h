#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/fault_proxy.h"
#include "tests/e2e/process.h"
#include "tests/support/temporary_folder.h"

namespace stratwatch::testing {

// Brokers of a test's own on loopback, through ops/kafka/broker: one, or a cluster of three. They
// end with this object, and at the latest with this process.
// Threads: not thread-safe.
class KafkaCluster {
 public:
  enum class Access { kOpen, kSecure };  // Secure: TLS, SCRAM and ACLs (ops/kafka/broker).
  // `version` of Kafka; empty: the one that the tests run on.
  explicit KafkaCluster(int nodes = 1, Access access = Access::kOpen, std::string version = "");
  ~KafkaCluster();
  KafkaCluster(const KafkaCluster&) = delete;
  KafkaCluster& operator=(const KafkaCluster&) = delete;

  // Before the first Start, of one node: clients come through this proxy. Borrowed.
  void PutBehind(FaultProxy& proxy) { proxy_ = &proxy; }
  // Starts every node that does not run, waits until they answer. False: WhyNot says why.
  bool Start();
  void Stop();
  // SIGKILL of one node, from 1, or of all (0).
  void Kill(int node = 0);
  // Of one node or of all: connections stay open and nobody answers, until Thaw.
  void Freeze(int node = 0);
  void Thaw(int node = 0);

  // All nodes', as kafka.brokers takes it; the same each time.
  const std::string& Addresses() const { return addresses_; }
  // Of a secure one.
  std::filesystem::path PasswordFile() const { return folder_ / "password"; }
  std::filesystem::path AuthorityFile() const { return folder_ / "ca.pem"; }
  const std::string& WhyNot() const { return why_not_; }

 private:
  Finished Broker(const std::string& verb, std::vector<std::string> more = {}) const;
  void ToNode(const std::string& verb, int node) const;

  TemporaryFolder folder_;
  int nodes_;
  Access access_;
  std::string version_;
  FaultProxy* proxy_ = nullptr;
  std::string addresses_;
  std::string why_not_;
};

// The port of the event `http.listening`; 0 when it is not there.
int HttpPortOf(const std::string& events);
// The answer's body, and behind it a line with its status.
std::string HttpGet(int port, const std::string& path);
// Asks until the answer contains `text`; the last answer. Fails nothing by itself.
std::string AwaitHttp(int port, const std::string& path, const std::string& text,
                      std::chrono::milliseconds wait);

}  // namespace stratwatch::testing
