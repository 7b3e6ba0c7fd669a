// Speed and latency of the pipeline on a Kafka broker of its own, with the release binary.
//
//   bench_kafka speed --pages 5000             pages/s from `pages-backfill` to searchable, with
//   one
//                                              normalise process and with two
//   bench_kafka latency --rate 50 --seconds 60  from a page's append to its article's being
//                                              searchable, at that rate: alone, then with a
//                                              back-fill at full speed beside it
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <stdexcept>
#include <thread>

#include "model/wire/digest.h"
#include "pipeline/internal/log_records.h"
#include "pipeline/kafka_log.h"
#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/kafka_worker.h"
#include "tests/e2e/many_pages.h"
#include "tests/newsweb/web.h"

namespace stratwatch::bench {
namespace {

using pipeline::Topic;
using testing::KafkaWorker;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Options {
  std::size_t pages = 5'000;
  double rate = 50;
  int seconds = 60;
  std::size_t backfill = 20'000;
  bool steps = false;  // Also how long each task's thread was in each step.
};

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

Page PageOf(const testing::ManyPage& many, std::uint64_t seed) {
  Page page;
  page.url = *Url::Parse(fmt::format("{}?set={}", many.url, seed));
  page.id = wire::ArticleIdOf(page.url);
  page.source.value = "bench";
  page.exchange.requested = page.exchange.final_url = page.url;
  page.exchange.status = 200;
  page.exchange.content_type = "text/html; charset=" + many.charset;
  page.exchange.fetched_at =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  page.body = many.html;
  return page;
}

std::vector<Page> MakePages(std::size_t count, std::uint64_t seed) {
  const auto web = newsweb::LoadWeb(STRATWATCH_ROOT "/tests/newsweb/web");
  if (!web) throw std::runtime_error(web.error().message);
  std::vector<Page> pages;
  testing::ForManyPages(*web, count, seed, [&](const testing::ManyPage& each) {
    pages.push_back(PageOf(each, seed));
  });
  return pages;
}

// CPU seconds of a process's threads: {librdkafka's, all}.
std::pair<double, double> CpuOf(int pid) {
  const double tick = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::pair<double, double> cpu;
  for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid))) {
    std::ifstream stat(task.path() / "stat");
    std::string line;
    std::getline(stat, line);
    const std::size_t open = line.find('(');
    const std::size_t close = line.rfind(')');
    if (close == std::string::npos) continue;
    std::istringstream fields(line.substr(close + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    const double used = (user + system) / tick;
    cpu.second += used;
    if (line.substr(open + 1, close - open - 1).starts_with("rdk:")) cpu.first += used;
  }
  return cpu;
}

// A broker, its topics under a prefix of their own, and the processes of one measurement.
class Setting {
 public:
  Setting(testing::KafkaCluster& cluster, std::string prefix) : prefix_(std::move(prefix)) {
    options_.brokers = cluster.Addresses();
    options_.topic_prefix = prefix_;
    auto log = pipeline::OpenKafkaLog(options_, nullptr, events_);
    if (!log) throw std::runtime_error(log.error().message);
    log_ = std::move(*log);
    if (const auto ensured = log_->EnsureTopics(); !ensured) {
      throw std::runtime_error(ensured.error().message);
    }
  }

  void Add(const std::string& name, const std::string& tasks) {
    const std::vector<std::string> flags{"--set", "log.engine=kafka",
                                         "--set", "kafka.brokers=" + options_.brokers,
                                         "--set", "kafka.topic_prefix=" + prefix_};
    workers_.push_back(std::make_unique<KafkaWorker>(
        run_, name, flags, std::vector<std::string>{"run", "--tasks", tasks}));
    workers_.back()->Start();
  }
  KafkaWorker& Last() { return *workers_.back(); }
  const std::vector<std::unique_ptr<KafkaWorker>>& workers() const { return workers_; }

  // `rate` 0: as fast as the broker takes them. Until `stop` or the end.
  void Publish(Topic topic, const std::vector<Page>& pages, double rate,
               const std::atomic<bool>& stop) const {
    auto session = log_->OpenSession({"bench", {}, ""});
    if (!session) throw std::runtime_error(session.error().message);
    const auto begin = Clock::now();
    const std::size_t together = rate > 0 ? 1 : 100;
    for (std::size_t i = 0; i < pages.size() && !stop; i += together) {
      pipeline::LogStep step;
      for (std::size_t k = i; k < std::min(i + together, pages.size()); ++k) {
        const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
        pipeline::FetchedAt fetched;
        if (rate > 0) fetched = now;
        step.outputs.push_back({topic, pipeline::PageRecord(pages[k], fetched)});
      }
      if (const auto done = (*session)->Commit(std::move(step)); !done) {
        throw std::runtime_error(done.error().message);
      }
      if (rate > 0) {
        std::this_thread::sleep_until(
            begin + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(i + 1) / rate)));
      }
    }
  }

  // Until each process has its share.
  void AwaitPartitions() const {
    for (const auto& each : workers_) {
      if (!each->AwaitMetric("stratwatch_kafka_partitions", "", 1, seconds(60))) {
        throw std::runtime_error(each->Name() + " gets no partition: " + each->Err());
      }
    }
    std::this_thread::sleep_for(seconds(3));  // For those that are given away again.
  }

  void Stop() {
    for (auto& each : workers_) each->Stop();
    for (auto& each : workers_) each->Wait(seconds(60));
  }

 private:
  std::string prefix_;
  pipeline::KafkaLogOptions options_;
  NullEventSink events_;
  testing::SampleRun run_;
  std::unique_ptr<pipeline::Log> log_;
  std::vector<std::unique_ptr<KafkaWorker>> workers_;
};

void AwaitArticles(KafkaWorker& index, std::size_t count) {
  if (!index.AwaitMetric("stratwatch_urls", "", static_cast<double>(count),
                         std::chrono::minutes(20))) {
    throw std::runtime_error("only " + std::to_string(index.Metric("stratwatch_urls")) +
                             " articles came: " + index.Err());
  }
}

void PrintSteps(const KafkaWorker& worker) {
  std::istringstream lines(worker.Metrics());
  for (std::string line; std::getline(lines, line);) {
    for (const char* const name : {"stratwatch_task_busy_seconds_total{", "stratwatch_task_batches",
                                   "stratwatch_normalise_seconds"}) {
      if (line.starts_with(name)) std::cout << worker.Name() << " " << line << "\n";
    }
  }
}

void MeasureSpeed(testing::KafkaCluster& cluster, const Options& options) {
  const auto pages = MakePages(options.pages, 1);
  int round = 0;
  for (const int processes : {1, 2, 1, 2}) {  // The first two also warm the broker up.
    Setting setting(cluster, fmt::format("speed{}.", ++round));
    for (int i = 1; i <= processes; ++i) setting.Add(fmt::format("normalise-{}", i), "normalise");
    setting.Add("index", "resolve,index");
    setting.AwaitPartitions();
    const auto begin = Clock::now();
    setting.Publish(Topic::kPagesBackfill, pages, 0, false);
    const double published = SecondsSince(begin);
    AwaitArticles(setting.Last(), options.pages);
    const double took = SecondsSince(begin);
    std::pair<double, double> cpu;
    for (const auto& each : setting.workers()) {
      if (options.steps) PrintSteps(*each);
      const auto one = CpuOf(each->Pid());
      cpu.first += one.first;
      cpu.second += one.second;
    }
    std::cout << fmt::format(
        "{} normalise process(es): {} pages in {:.1f} s (published in {:.1f}), {:.0f} pages/s; "
        "{:.1f} s of CPU, {:.1f} % "
        "of "
        "it librdkafka's\n",
        processes, options.pages, took, published, static_cast<double>(options.pages) / took,
        cpu.second, 100 * cpu.first / cpu.second);
    setting.Stop();
  }
}

// Of the histogram of times to searchable: the bound below which `share` of them are, between two
// bounds by their share.
double Quantile(const std::string& metrics, double share) {
  std::map<double, double> below;
  const std::regex line("stratwatch_searchable_seconds_bucket\\{le=\"([^\"]+)\"\\} ([0-9.e+]+)");
  for (std::sregex_iterator each(metrics.begin(), metrics.end(), line), end; each != end; ++each) {
    const std::string bound = (*each)[1];
    below[bound == "+Inf" ? INFINITY : std::stod(bound)] = std::stod((*each)[2]);
  }
  if (below.empty()) return NAN;
  const double wanted = share * below.rbegin()->second;
  double from = 0;
  double before = 0;
  for (const auto& [bound, count] : below) {
    if (count >= wanted) {
      return std::isinf(bound) ? from
                               : from + (bound - from) * (wanted - before) / (count - before);
    }
    from = bound;
    before = count;
  }
  return NAN;
}

void MeasureLatency(testing::KafkaCluster& cluster, const Options& options) {
  const auto count = static_cast<std::size_t>(options.rate * options.seconds);
  const auto live = MakePages(count, 2);
  const auto old = MakePages(options.backfill, 3);
  for (const bool beside : {false, true}) {
    Setting setting(cluster, beside ? "beside." : "alone.");
    setting.Add("all", "normalise,resolve,index");
    KafkaWorker& worker = setting.Last();
    setting.AwaitPartitions();
    std::atomic<bool> stop{false};
    std::thread backfill;
    if (beside) {
      backfill = std::thread([&] { setting.Publish(Topic::kPagesBackfill, old, 0, stop); });
      worker.AwaitMetric("stratwatch_urls", "", 200, seconds(60));
    }
    setting.Publish(Topic::kPages, live, options.rate, stop);
    worker.AwaitMetric("stratwatch_task_records_total", "task=\"index\"",
                       static_cast<double>(count), seconds(120));
    std::this_thread::sleep_for(seconds(5));
    stop = true;
    if (backfill.joinable()) backfill.join();
    const std::string metrics = worker.Metrics();
    std::cout << fmt::format(
        "{} a second{}: p50 {:.2f} s, p99 {:.2f} s; {:.0f} articles in the store\n", options.rate,
        beside ? ", beside a back-fill" : "", Quantile(metrics, .5), Quantile(metrics, .99),
        worker.Metric("stratwatch_urls"));
    setting.Stop();
  }
}

int Main(int argc, char** argv) {
  CLI::App app("Speed and latency on Kafka");
  app.require_subcommand(1);
  Options options;
  CLI::App* const speed = app.add_subcommand("speed");
  speed->add_option("--pages", options.pages);
  speed->add_flag("--steps", options.steps, "Also each task's time in each step");
  CLI::App* const latency = app.add_subcommand("latency");
  latency->add_option("--rate", options.rate, "Pages a second");
  latency->add_option("--seconds", options.seconds);
  latency->add_option("--backfill", options.backfill, "Pages of the back-fill");
  CLI11_PARSE(app, argc, argv);
  try {
    testing::KafkaCluster cluster;
    if (!cluster.Start()) throw std::runtime_error(cluster.WhyNot());
    if (speed->parsed()) MeasureSpeed(cluster, options);
    if (latency->parsed()) MeasureLatency(cluster, options);
  } catch (const std::exception& thrown) {
    std::cerr << thrown.what() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int argc, char** argv) {
  return stratwatch::bench::Main(argc, argv);
}
