#include "pipeline/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cassert>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>

namespace stratwatch::pipeline {
namespace {

struct MetricHelp {
  std::string_view name;
  std::string_view help;
};

// What /metrics says of each name. A name that is missing here works, without a description.
constexpr MetricHelp kHelp[] = {
    {"stratwatch_task_records_total", "Records that a task finished with, by task."},
    {"stratwatch_task_batches_total", "Steps that a task committed, by task."},
    {"stratwatch_task_replayed_records_total",
     "Records read again after a crash, whose outputs had been published, by task."},
    {"stratwatch_task_commit_seconds", "How long a task's commit took, by task."},
    {"stratwatch_task_busy_seconds_total",
     "Time a task's own thread spent in each step (poll, prepare, conclude, commit), by task."},
    {"stratwatch_task_lag_records", "Records a task has yet to read, by task."},
    {"stratwatch_task_ready", "1 while the task works, 0 while it is paused or ended, by task."},
    {"stratwatch_task_pauses_total", "Pauses because our own store or log was unavailable."},
    {"stratwatch_dead_letters_total", "Records set aside, by task and error code."},
    {"stratwatch_normalise_seconds_total",
     "Worker time in each stage of normalise, summed over workers, by stage."},
    {"stratwatch_rules_reloads_total", "Times the gazetteer was read again, by result."},
    {"stratwatch_rules_broken",
     "1 while the gazetteer on disk cannot be used, and older rules are."},
    {"stratwatch_normalise_cache_hits_total", "Pages whose very bytes had been read before."},
    {"stratwatch_articles_total", "Articles that reached the store, by outcome."},
    {"stratwatch_searchable_seconds", "From page fetched to article searchable."},
    {"stratwatch_resolve_copies_total", "Articles told to be copies, by relation."},
    {"stratwatch_resolve_open_stories", "Stories that an article may join."},
    {"stratwatch_resolve_window_bytes", "Memory of the texts that near copies are told from."},
    {"stratwatch_resolve_window_texts", "Texts that near copies are told from."},
    {"stratwatch_resolve_kept_total",
     "Failed pages dropped because an article is already stored under their URL."},
    {"stratwatch_fetches_total", "Requests that ended, by kind and result."},
    {"stratwatch_fetch_seconds", "Duration of requests that got a response."},
    {"stratwatch_fetch_bytes_total", "Body bytes fetched, after decompression."},
    {"stratwatch_sources_polled_total", "Polls of a source that ended, by result."},
    {"stratwatch_source_entries_total", "Entries read from sources: new, seen or unusable."},
    {"stratwatch_urls_discovered_total", "URLs that were new to the frontier."},
    {"stratwatch_pages_emitted_total", "Pages given to the log by the crawl, by outcome."},
    {"stratwatch_page_retries_total", "Fetches of a page put off to a later attempt."},
    {"stratwatch_bounds_hit_total", "How often a configured bound was hit, by bound."},
    {"stratwatch_crawl_open_requests", "Requests under way."},
    {"stratwatch_crawl_queued_requests", "Requests waiting in memory for their host's turn."},
    {"stratwatch_crawl_commit_seconds", "How long the crawl's commit took."},
    {"stratwatch_ingest_pages_total", "Pages read from files, by result."},
    {"stratwatch_store_bytes", "Bytes of the store on disk."},
    {"stratwatch_store_memtable_bytes", "Bytes of the store's unflushed writes."},
};

std::string HelpOf(std::string_view name) {
  const auto* found = std::find_if(std::begin(kHelp), std::end(kHelp),
                                   [&](const MetricHelp& each) { return each.name == name; });
  return found == std::end(kHelp) ? std::string() : std::string(found->help);
}

// 1 ms to 60 s: a commit takes milliseconds, a page under a slow host most of a minute.
const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries kBuckets = {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 5, 10, 30, 60};
  return kBuckets;
}

std::string KeyOf(std::string_view name, const Metrics::Labels& labels) {
  std::string key(name);
  for (const auto& [label, value] : labels) {
    key += '\x1f';
    key += label;
    key += '\x1e';
    key += value;
  }
  return key;
}

}  // namespace

class Metrics::Impl {
 public:
  prometheus::Counter* CounterOf(std::string_view name, const Labels& labels) {
    return Touch(counters_, name, labels, [&]() -> prometheus::Counter& {
      return prometheus::BuildCounter()
          .Name(std::string(name))
          .Help(HelpOf(name))
          .Register(registry_)
          .Add(labels);
    });
  }

  prometheus::Gauge* GaugeOf(std::string_view name, const Labels& labels) {
    return Touch(gauges_, name, labels, [&]() -> prometheus::Gauge& {
      return prometheus::BuildGauge()
          .Name(std::string(name))
          .Help(HelpOf(name))
          .Register(registry_)
          .Add(labels);
    });
  }

  prometheus::Histogram* HistogramOf(std::string_view name, const Labels& labels) {
    return Touch(histograms_, name, labels, [&]() -> prometheus::Histogram& {
      return prometheus::BuildHistogram()
          .Name(std::string(name))
          .Help(HelpOf(name))
          .Register(registry_)
          .Add(labels, Buckets());
    });
  }

  std::string Serialise() const {
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

  double Value(std::string_view name, const Labels& labels) const {
    const std::string key = KeyOf(name, labels);
    const std::shared_lock lock(mutex_);
    if (const auto found = counters_.find(key); found != counters_.end()) {
      return found->second->Value();
    }
    if (const auto found = gauges_.find(key); found != gauges_.end()) {
      return found->second->Value();
    }
    return 0.0;
  }

 private:
  // The metric under this name and these labels, made by `make` when it is new; nullptr when the
  // name is no valid one or already names another type (our own mistake, see the assert).
  template <typename Metric, typename Make>
  Metric* Touch(std::unordered_map<std::string, Metric*>& known, std::string_view name,
                const Labels& labels, Make make) {
    const std::string key = KeyOf(name, labels);
    {
      const std::shared_lock lock(mutex_);
      if (const auto found = known.find(key); found != known.end()) return found->second;
    }
    const std::unique_lock lock(mutex_);
    try {
      return known.emplace(key, &make()).first->second;
    } catch (const std::invalid_argument&) {
      assert(false && "metric name or label invalid, or the name is in use for another type");
      return nullptr;
    }
  }

  prometheus::Registry registry_;
  mutable std::shared_mutex mutex_;  // Guards the three maps; the metrics guard themselves.
  std::unordered_map<std::string, prometheus::Counter*> counters_;
  std::unordered_map<std::string, prometheus::Gauge*> gauges_;
  std::unordered_map<std::string, prometheus::Histogram*> histograms_;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::Count(std::string_view name, const Labels& labels, double by) {
  if (auto* counter = impl_->CounterOf(name, labels); counter != nullptr) counter->Increment(by);
}

void Metrics::Set(std::string_view name, double value, const Labels& labels) {
  if (auto* gauge = impl_->GaugeOf(name, labels); gauge != nullptr) gauge->Set(value);
}

void Metrics::Observe(std::string_view name, double seconds, const Labels& labels) {
  if (auto* found = impl_->HistogramOf(name, labels); found != nullptr) found->Observe(seconds);
}

std::string Metrics::Serialise() const {
  return impl_->Serialise();
}

double Metrics::Value(std::string_view name, const Labels& labels) const {
  return impl_->Value(name, labels);
}

}  // namespace stratwatch::pipeline
