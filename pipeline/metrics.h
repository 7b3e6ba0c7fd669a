#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace stratwatch::pipeline {

// The service's counters, gauges and histograms, in Prometheus form. Names begin with
// "stratwatch_"; a counter's ends in "_total", a unit goes last ("_seconds", "_bytes").
// Threads: thread-safe; an update costs a hash look-up and an atomic.
class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  ~Metrics();

  void Count(std::string_view name, const Labels& labels = {}, double by = 1.0);
  void Set(std::string_view name, double value, const Labels& labels = {});
  // Histogram of seconds with fixed buckets from 1 ms to 60 s.
  void Observe(std::string_view name, double seconds, const Labels& labels = {});
  // The text exposition format, version 0.0.4.
  std::string Serialise() const;
  // A counter's or gauge's value; 0 when it was never touched. For status and tests.
  double Value(std::string_view name, const Labels& labels = {}) const;

 private:
  class Impl;  // Keeps prometheus-cpp out of this header.
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::pipeline
