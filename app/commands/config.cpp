#include "config/config.h"

#include <fmt/format.h>

#include "app/commands/commands.h"
#include "app/json.h"

namespace stratwatch::app {

ExitCode CheckConfig(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  const auto sources = LoadSources(*config);
  if (!sources) return Report(context, sources.error());
  const auto gazetteer = pipeline::Gazetteer::Load(config->gazetteer_folder);
  if (!gazetteer) {
    return Report(context, CommandFailure{ExitCode::kUsage, gazetteer.error().message});
  }
  context.terminal.PrintLine(
      fmt::format("ok: {}, {} sources, {} strategies (gazetteer {}), site rules for {} hosts",
                  config->file.empty() ? "no file, defaults" : config->file.string(),
                  sources->size(), (*gazetteer)->Strategies().size(), (*gazetteer)->Version(),
                  config->service.normalise.extractor.rules.Hosts()));
  return ExitCode::kOk;
}

ExitCode ShowConfig(CommandContext& context) {
  const auto config = LoadConfig(context);
  if (!config) return Report(context, config.error());
  std::string section;
  for (const config::OptionValue& option : config::Options(*config, context.load)) {
    if (context.json) {
      context.terminal.PrintLine(OptionJson(option));
      continue;
    }
    const std::size_t dot = option.key.find('.');
    if (option.key.substr(0, dot) != section) {
      if (!section.empty()) context.terminal.PrintLine("");
      section = option.key.substr(0, dot);
      context.terminal.PrintLine("[" + section + "]");
    }
    const std::string line = option.key.substr(dot + 1) + " = " + option.value;
    context.terminal.PrintLine(
        option.value == option.fallback ? line : line + "  # default: " + option.fallback);
  }
  return ExitCode::kOk;
}

ExitCode ShowVersion(CommandContext& context) {
  context.terminal.PrintLine(context.json ? fmt::format(R"({{"version":"{}"}})", kVersion)
                                          : fmt::format("stratwatch {}", kVersion));
  return ExitCode::kOk;
}

}  // namespace stratwatch::app
