#include "tests/e2e/kafka_worker.h"

#include <regex>
#include <thread>

#include "tests/e2e/kafka_cluster.h"

namespace stratwatch::testing {
namespace {

// Between two looks at a metric; nothing tells when it changes.
constexpr std::chrono::milliseconds kLookPause{100};

}  // namespace

KafkaWorker::KafkaWorker(const SampleRun& run, std::string name, std::vector<std::string> flags,
                         std::vector<std::string> command)
    : run_(run), name_(std::move(name)), arguments_(std::move(flags)) {
  for (const std::string& each :
       {"store.path=" + Store().string(), "kafka.member=" + name_, std::string("http.port=0")}) {
    arguments_.push_back("--set");
    arguments_.push_back(each);
  }
  arguments_.insert(arguments_.end(), command.begin(), command.end());
}

void KafkaWorker::Kill() {
  process_->Signal(SIGKILL);
  process_->Wait(std::chrono::seconds(10));
}

std::string KafkaWorker::Metrics() const {
  const int port = HttpPortOf(process_->Err());
  return port == 0 ? std::string() : HttpGet(port, "/metrics");
}

double KafkaWorker::Metric(const std::string& name, const std::string& label) const {
  const std::string metrics = Metrics();
  const std::regex line("\n" + name + "(\\{[^}]*\\})? ([0-9.e+]+)");
  double sum = 0;
  for (std::sregex_iterator each(metrics.begin(), metrics.end(), line), end; each != end; ++each) {
    if ((*each)[1].str().find(label) != std::string::npos) sum += std::stod((*each)[2]);
  }
  return sum;
}

bool KafkaWorker::AwaitMetric(const std::string& name, const std::string& label, double value,
                              std::chrono::milliseconds wait) const {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (Metric(name, label) < value) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(kLookPause);
  }
  return true;
}

}  // namespace stratwatch::testing
