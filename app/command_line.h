#pragma once

namespace stratwatch::app {

// Reads the arguments, runs the command and returns the process's exit code.
int RunCommandLine(int argc, char** argv);

}  // namespace stratwatch::app
