// stratwatch-newsweb: serves the sample web until SIGTERM or SIGINT.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "tests/newsweb/newsweb.h"

namespace {

using stratwatch::newsweb::NewsWeb;
using stratwatch::newsweb::NewsWebOptions;

// Blocks SIGTERM and SIGINT in every thread; AwaitEnd takes them one at a time.
sigset_t BlockedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Renamed into place, so that whoever waits for the file never reads half of it.
bool WritePortFile(const std::string& path, std::uint16_t port) {
  const std::string draft = path + ".draft";
  std::ofstream file(draft);
  file << port << "\n";
  file.close();
  return static_cast<bool>(file) && std::rename(draft.c_str(), path.c_str()) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Serves the sample web: many publishers on one loopback port."};
  NewsWebOptions options;
  std::string port_file;
  std::string config;
  bool with_trouble = false;
  app.add_option("--folder", options.folder, "Folder of outlets.jsonl and articles.jsonl")
      ->required();
  app.add_option("--port", options.port, "Port to listen on; 0 takes a free one");
  app.add_option("--port-file", port_file, "Written with the port once everything answers");
  app.add_option("--write-config", config, "A stratwatch.toml that reads this web, to be written");
  app.add_option("--access-log", options.access_log, "Appended to, a line a request");
  app.add_flag("--trouble", with_trouble, "Make trouble.example's feed one of the sources");
  CLI11_PARSE(app, argc, argv);

  const sigset_t signals = BlockedSignals();
  const auto web = NewsWeb::Start(options);
  if (!web) {
    std::cerr << "stratwatch-newsweb: " << web.error().message << "\n";
    return 1;
  }
  if (!config.empty()) {
    const auto written = (*web)->WriteConfig(config, with_trouble);
    if (!written) {
      std::cerr << "stratwatch-newsweb: " << written.error().message << "\n";
      return 1;
    }
  }
  if (!port_file.empty() && !WritePortFile(port_file, (*web)->Port())) {
    std::cerr << "stratwatch-newsweb: " << port_file << ": cannot be written\n";
    return 1;
  }
  std::cerr << "stratwatch-newsweb: " << (*web)->web().pieces.size() << " articles of "
            << (*web)->web().outlets.size() << " outlets on 127.0.0.1:" << (*web)->Port() << "\n";
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}
