#include "app/event_writer.h"

#include <fmt/chrono.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <unistd.h>

#include <chrono>

#include "app/json.h"

namespace stratwatch::app {
namespace {

spdlog::level::level_enum LevelOf(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return spdlog::level::debug;
    case Severity::kInfo:
      return spdlog::level::info;
    case Severity::kWarning:
      return spdlog::level::warn;
    case Severity::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "debug";
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "info";
}

bool NeedsQuotes(const std::string& value) {
  return value.empty() || value.find_first_of(" \"=\n\t\\") != std::string::npos;
}

}  // namespace

class EventWriter::Impl {
 public:
  explicit Impl(const config::LoggingOptions& options)
      : json_(options.format == config::EventFormat::kJson ||
              (options.format == config::EventFormat::kAuto && isatty(STDERR_FILENO) != 1)),
        logger_("stratwatch", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>()) {
    logger_.set_level(LevelOf(options.level));
    logger_.flush_on(spdlog::level::trace);  // An event that is not seen is no event.
    logger_.set_pattern(json_ ? "%v" : "%H:%M:%S %^%-7l%$ %v");
  }

  void Write(Severity severity, std::string_view event, std::initializer_list<EventField> fields) {
    const auto level = LevelOf(severity);
    if (!logger_.should_log(level)) return;
    // The format string is ours and the text is an argument: braces in a URL stay braces.
    logger_.log(level, "{}", json_ ? JsonLine(severity, event, fields) : TextLine(event, fields));
  }

 private:
  static std::string JsonLine(Severity severity, std::string_view event,
                              std::initializer_list<EventField> fields) {
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto millis = now.time_since_epoch().count() % 1000;
    std::string line = fmt::format(
        R"({{"time":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","event":"{}")",
        fmt::gmtime(std::chrono::system_clock::to_time_t(now)), millis, NameOf(severity), event);
    for (const EventField& field : fields) {
      line += fmt::format(",{}:{}", QuoteJson(field.key), QuoteJson(field.value));
    }
    return line + "}";
  }

  static std::string TextLine(std::string_view event, std::initializer_list<EventField> fields) {
    std::string line(event);
    for (const EventField& field : fields) {
      line += fmt::format(" {}={}", field.key,
                          NeedsQuotes(field.value) ? QuoteJson(field.value) : field.value);
    }
    return line;
  }

  bool json_;
  spdlog::logger logger_;
};

EventWriter::EventWriter(const config::LoggingOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
EventWriter::~EventWriter() = default;

void EventWriter::Write(Severity severity, std::string_view event,
                        std::initializer_list<EventField> fields) {
  impl_->Write(severity, event, fields);
}

}  // namespace stratwatch::app
