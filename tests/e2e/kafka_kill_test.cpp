// kill -9 of our processes and of brokers at random moments, on Kafka: the store must equal that of
// an undisturbed run on the embedded log, in articles, texts, tags, copies and stories.
//
// usage: kafka_kill_test [--pages N] [--kills N] [--broker-kills N] [--nodes 1|3] [--spread S]
//                        [--seed N]
//   One process publishes the pages, two normalise, two resolve and index (one stands by), each
//   with a store of its own. ctest runs the short form; the long one is
//   `kafka_kill_test --pages 20000 --kills 30 --broker-kills 3 --nodes 3 --spread 400`.
#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <random>
#include <thread>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/kafka_worker.h"
#include "tests/e2e/many_pages.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

struct Options {
  std::size_t pages = 300;
  int kills = 6;
  int broker_kills = 1;
  int nodes = 1;
  int spread_s = 0;  // The kills' time in all; 0: 1.4 s for each.
  std::uint64_t seed = 0;
  seconds wait{900};  // For all of it to arrive after the last kill.
};

double Seconds(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Trial {
 public:
  explicit Trial(const Options& options)
      : options_(options), random_(options.seed), cluster_(options.nodes) {}

  // What is wrong; empty when nothing is.
  std::string Run() {
    WriteManyPages(run_.web().web(), options_.pages, options_.seed, Pages());
    const auto begin = Clock::now();
    const Finished embedded = run_.Stratwatch({"ingest", Pages().string()}, std::chrono::hours(1));
    if (embedded.exit_code != 0) return "the embedded run failed: " + embedded.err;
    std::cout << "embedded, undisturbed: " << options_.pages << " pages in " << Seconds(begin)
              << " s" << std::endl;
    if (!cluster_.Start()) {
      std::cout << "skipped: " << cluster_.WhyNot() << std::endl;
      return "";
    }
    MakeWorkers();
    const auto start = Clock::now();
    for (auto& worker : workers_) worker->Start();
    KillAtRandom();
    std::cout << "last kill after " << Seconds(start) << " s" << std::endl;
    if (auto wrong = AwaitAll(); !wrong.empty()) return wrong;
    std::cout << "all there after " << Seconds(start) << " s" << std::endl;
    for (auto& worker : workers_) worker->Stop();
    for (auto& worker : workers_) {
      if (!worker->Wait(seconds(60))) return worker->Name() + " does not end: " + worker->Err();
    }
    return Compare();
  }

 private:
  std::filesystem::path Pages() const { return run_.Folder() / "pages.warc"; }

  void MakeWorkers() {
    // One partition: the order of the pages is then the embedded log's, and who copies whom is told
    // alike.
    const std::vector<std::string> flags{
        "--set", "log.engine=kafka",
        "--set", "kafka.brokers=" + cluster_.Addresses(),
        "--set", "kafka.partitions=1",
        "--set", "kafka.replication=" + std::to_string(options_.nodes),
        "--set", "kafka.session_timeout_ms=6000",
        "--set", "log.batch_records_max=50"};
    const auto add = [&](const std::string& name, std::vector<std::string> command) {
      workers_.push_back(std::make_unique<KafkaWorker>(run_, name, flags, std::move(command)));
    };
    add("ingest", {"ingest", "--publish-only", Pages().string()});
    add("normalise-1", {"run", "--tasks", "normalise"});
    add("normalise-2", {"run", "--tasks", "normalise"});
    add("resolve-1", {"run", "--tasks", "resolve,index"});
    add("resolve-2", {"run", "--tasks", "resolve,index"});
  }

  void KillAtRandom() {
    const int all = options_.kills + options_.broker_kills;
    const int mean_ms =
        options_.spread_s > 0 ? options_.spread_s * 1'000 / std::max(all, 1) : 1'400;
    std::uniform_int_distribution<int> pause_ms(mean_ms / 5, mean_ms * 9 / 5);
    std::uniform_int_distribution<std::size_t> any(0, workers_.size() - 1);
    std::uniform_int_distribution<int> node(1, options_.nodes);
    for (int i = 1; i <= all; ++i) {
      std::this_thread::sleep_for(milliseconds(pause_ms(random_)));
      // Brokers at even distances among the others.
      const bool broker = i * options_.broker_kills / all != (i - 1) * options_.broker_kills / all;
      if (broker) {
        const int which = node(random_);
        std::cout << "kill " << i << ": broker " << which << std::endl;
        cluster_.Kill(which);
        if (!cluster_.Start()) throw std::runtime_error(cluster_.WhyNot());
        continue;
      }
      KafkaWorker& worker = *workers_[any(random_)];
      std::cout << "kill " << i << ": " << worker.Name() << std::endl;
      worker.Kill();
      std::this_thread::sleep_for(milliseconds(std::min(pause_ms(random_) / 4, 2'000)));
      worker.Start();
    }
  }

  // Until the publisher has ended well and a store has all articles. Returns why not.
  std::string AwaitAll() {
    const auto deadline = Clock::now() + options_.wait;
    for (;;) {
      const auto published = workers_.front()->Wait(milliseconds(0));
      if (published && published->exit_code != 0) {
        return "ingest: exit " + std::to_string(published->exit_code) + ": " + published->err;
      }
      double most = 0;
      for (std::size_t i = 3; i < workers_.size(); ++i) {
        most = std::max(most, workers_[i]->Metric("stratwatch_urls"));
      }
      if (published && most >= static_cast<double>(options_.pages)) return "";
      if (Clock::now() > deadline) {
        return "only " + std::to_string(most) + " articles have arrived; " + workers_[3]->Err();
      }
      std::this_thread::sleep_for(milliseconds(500));
    }
  }

  std::string Compare() {
    std::string wrong;
    int equal = 0;
    for (std::size_t i = 3; i < workers_.size(); ++i) {
      const Finished compared =
          run_.Stratwatch({"store", "digest", "--against", workers_[i]->Store().string()},
                          std::chrono::minutes(10));
      std::cout << workers_[i]->Name() << ":\n" << compared.out << std::flush;
      if (compared.exit_code == 0) ++equal;
      wrong += compared.exit_code == 0 ? "" : workers_[i]->Name() + ": " + compared.err;
    }
    std::cout << equal << " of 2 stores equal the embedded one" << std::endl;
    // The one that stood by at the end may lack the last step.
    return equal > 0 ? "" : wrong;
  }

  const Options options_;
  std::mt19937_64 random_;
  SampleRun run_;
  KafkaCluster cluster_;
  std::vector<std::unique_ptr<KafkaWorker>> workers_;
};

}  // namespace
}  // namespace stratwatch::testing

int main(int argc, char** argv) {
  CLI::App app{"Kills stratwatch and brokers at random moments on Kafka, and compares the stores."};
  stratwatch::testing::Options options;
  options.seed = std::random_device{}();
  app.add_option("--pages", options.pages, "Pages")->check(CLI::Range(10, 1'000'000));
  app.add_option("--kills", options.kills, "Kills of our processes")->check(CLI::Range(0, 10'000));
  app.add_option("--broker-kills", options.broker_kills, "Kills of brokers");
  app.add_option("--nodes", options.nodes, "Brokers: 1 or 3")->check(CLI::IsMember({1, 3}));
  app.add_option("--spread", options.spread_s, "Seconds over which the kills are spread");
  app.add_option("--seed", options.seed, "Of pages and moments; printed, to repeat a failure");
  CLI11_PARSE(app, argc, argv);
  std::cout << "seed " << options.seed << std::endl;
  try {
    const std::string wrong = stratwatch::testing::Trial(options).Run();
    if (!wrong.empty()) std::cout << "WRONG\n" << wrong << std::endl;
    return wrong.empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "kafka_kill_test: " << error.what() << "\n";
    return 1;
  }
}
