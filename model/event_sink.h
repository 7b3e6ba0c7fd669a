#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace stratwatch {

enum class Severity { kDebug, kInfo, kWarning, kError };

// One key of an event. Strings are escaped by the sink, never by the caller.
struct EventField {
  std::string_view key;
  std::string value;

  EventField(std::string_view name, std::string_view text) : key(name), value(text) {}
  EventField(std::string_view name, const char* text) : key(name), value(text) {}
  EventField(std::string_view name, std::string text) : key(name), value(std::move(text)) {}
  EventField(std::string_view name, std::int64_t number)
      : key(name), value(std::to_string(number)) {}
  EventField(std::string_view name, int number) : key(name), value(std::to_string(number)) {}
  EventField(std::string_view name, std::size_t number)
      : key(name), value(std::to_string(number)) {}
  EventField(std::string_view name, double number) : key(name), value(std::to_string(number)) {}
};

// Where a layer reports what an operator should see: one event, one line, keys instead of prose.
// The layers know only this; app/ decides on format and destination.
// Threads: implementations are thread-safe and do not throw.
class EventSink {
 public:
  virtual ~EventSink() = default;
  // `event` is a stable dotted name such as "source.poll-failed" or "service.started".
  virtual void Write(Severity severity, std::string_view event,
                     std::initializer_list<EventField> fields) = 0;
};

// Drops everything; for tests and one-shot commands.
class NullEventSink final : public EventSink {
 public:
  void Write(Severity, std::string_view, std::initializer_list<EventField>) override {}
};

}  // namespace stratwatch
