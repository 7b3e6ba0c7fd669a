#pragma once

#include <memory>

#include "config/config.h"
#include "model/event_sink.h"

namespace stratwatch::app {

// Writes events to stderr, one line each: on a terminal "15:04:05 info  source.polled id=ma-fr
// entries=20", elsewhere a JSON object with "time" (RFC 3339, UTC), "level", "event" and the
// event's keys, all values as strings.
// Threads: thread-safe.
class EventWriter final : public EventSink {
 public:
  explicit EventWriter(const config::LoggingOptions& options);
  ~EventWriter() override;
  void Write(Severity severity, std::string_view event,
             std::initializer_list<EventField> fields) override;

 private:
  class Impl;  // Keeps spdlog out of this header.
  std::unique_ptr<Impl> impl_;
};

}  // namespace stratwatch::app
