#include "app/commands/commands.h"

namespace stratwatch::app {

ExitCode Report(const CommandContext& context, const CommandFailure& failure) {
  context.terminal.Complain(failure.message);
  return failure.code;
}

ExitCode Report(const CommandContext& context, const Error& error) {
  return Report(context, CommandFailure{ExitCodeOf(error.code), error.message});
}

}  // namespace stratwatch::app
