#include <csignal>
#include <cstdio>
#include <exception>

#include "app/command_line.h"
#include "app/exit_code.h"

int main(int argc, char** argv) {
  // A reader that goes away must show as a failed write, not end the process.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return stratwatch::app::RunCommandLine(argc, argv);
  } catch (const std::exception& error) {  // Out of memory, or a bug: say so, do not abort.
    std::fprintf(stderr, "stratwatch: unexpected: %s\n", error.what());
    return static_cast<int>(stratwatch::app::ExitCode::kFailed);
  }
}
