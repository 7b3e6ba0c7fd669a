// Runs one fuzz entry without libFuzzer: first the stored inputs, then inputs made from them by a
// fixed seed, so that every run tries the same ones in the same order, until the time is up.
//
//   date_fuzz --seeds FOLDER [--seconds N] [--runs N] [--file FILE]
//
// An input that kills the program, or that takes longer than a second, is left in
// <program>.input in the working folder; --file runs it alone.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kInputBytesMax = std::size_t{16} << 10U;
// Unoptimised and sanitized builds run the same inputs; the entries answer in milliseconds.
constexpr std::chrono::seconds kSlow{1};

// What the signal handler writes: set before each run, read only while it lasts.
const char* g_input = nullptr;
std::size_t g_input_bytes = 0;
std::string g_input_file;

void KeepInput() {
  // Only calls that POSIX allows in a signal handler.
  const int file = open(g_input_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return;
  std::size_t written = 0;
  while (written < g_input_bytes) {
    const ssize_t count = write(file, g_input + written, g_input_bytes - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  close(file);
}

void OnCrash(int signal_number) {
  KeepInput();
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

// Pieces of all the syntaxes that are read here; a mutation may put one in.
constexpr std::array<std::string_view, 44> kPieces = {"<",
                                                      ">",
                                                      "&",
                                                      ";",
                                                      "\"",
                                                      "'",
                                                      "</",
                                                      "/>",
                                                      "<!--",
                                                      "-->",
                                                      "<![CDATA[",
                                                      "]]>",
                                                      "<?xml ",
                                                      "&#x",
                                                      "&amp;",
                                                      "&#0;",
                                                      "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                                                      "<item>",
                                                      "</item>",
                                                      "<entry>",
                                                      "<a href=",
                                                      "xmlns:x=\"y\"",
                                                      "{\"items\":[",
                                                      "]}",
                                                      "http://",
                                                      "//",
                                                      "..",
                                                      "%2e",
                                                      "@",
                                                      ":",
                                                      "[::1]",
                                                      "xn--",
                                                      "\r\n",
                                                      "\t",
                                                      "*",
                                                      "$",
                                                      "Disallow: ",
                                                      "User-agent: ",
                                                      "AND ",
                                                      "title:\"",
                                                      "(",
                                                      "17 March 2026",
                                                      "\xEF\xBB\xBF",
                                                      "\xE2\x80\x8F"};

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string Next() {
    std::string input = seeds_[Below(seeds_.size())];
    const std::size_t steps = 1 + Below(8);
    for (std::size_t i = 0; i < steps; ++i) Step(&input);
    input.resize(std::min(input.size(), kInputBytesMax));
    return input;
  }

 private:
  std::size_t Below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

  void Step(std::string* input) {
    const std::size_t at = Below(input->size() + 1);
    const std::size_t length = std::min(1 + Below(32), input->size() - at);
    switch (Below(8)) {
      case 0:
        if (at < input->size()) (*input)[at] = static_cast<char>((*input)[at] ^ (1 << Below(8)));
        break;
      case 1:
        if (at < input->size()) (*input)[at] = static_cast<char>(random_() & 0xFFU);
        break;
      case 2:
        input->erase(at, length);
        break;
      case 3:
        input->insert(at, input->substr(at, length));
        break;
      case 4:
        input->insert(at, kPieces[Below(kPieces.size())]);
        break;
      case 5:
        input->resize(at);
        break;
      case 6: {
        const std::string& other = seeds_[Below(seeds_.size())];
        const std::size_t from = Below(other.size());
        input->insert(at, other.substr(from, 1 + Below(200)));
        break;
      }
      default:
        Repeat(at, length, input);
    }
  }

  // Nesting and length are what bounds are for.
  void Repeat(std::size_t at, std::size_t length, std::string* input) {
    const std::string piece =
        length > 0 ? input->substr(at, length) : std::string(kPieces[Below(kPieces.size())]);
    const std::size_t times = std::size_t{1} << Below(10);
    std::string repeated;
    for (std::size_t i = 0; i < times && repeated.size() < kInputBytesMax; ++i) repeated += piece;
    input->insert(at, repeated);
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 random_{20260317};
};

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// False when the input was slow.
bool Run(const std::string& input, std::string_view name) {
  // A copy of exactly its size, so that a sanitizer sees a read past its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  g_input = input.data();
  g_input_bytes = input.size();
  const auto start = Clock::now();
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  const auto took = Clock::now() - start;
  if (took < kSlow) return true;
  KeepInput();
  std::cerr << "slow: " << name << " took "
            << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
            << " ms; kept in " << g_input_file << "\n";
  return false;
}

struct Options {
  std::filesystem::path seeds;
  std::filesystem::path file;
  std::chrono::seconds seconds{5};
  std::uint64_t runs_max = std::numeric_limits<std::uint64_t>::max();
};

bool ReadOptions(int count, char** values, Options* options) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view flag = values[i];
    const char* value = values[i + 1];
    if (flag == "--seeds") {
      options->seeds = value;
    } else if (flag == "--file") {
      options->file = value;
    } else if (flag == "--seconds") {
      options->seconds = std::chrono::seconds{std::strtoll(value, nullptr, 10)};
    } else if (flag == "--runs") {
      options->runs_max = std::strtoull(value, nullptr, 10);
    } else {
      return false;
    }
  }
  return count % 2 == 1 && (!options->seeds.empty() || !options->file.empty());
}

}  // namespace

int main(int count, char** values) {
  Options options;
  if (!ReadOptions(count, values, &options)) {
    std::cerr << "usage: " << values[0] << " --seeds FOLDER [--seconds N] [--runs N] | --file F\n";
    return 2;
  }
  g_input_file = std::filesystem::path(values[0]).filename().string() + ".input";
  for (const int signal_number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS}) {
    std::signal(signal_number, OnCrash);
  }
  if (!options.file.empty()) {
    return Run(ReadFile(options.file), options.file.string()) ? 0 : 1;
  }

  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(options.seeds)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::cerr << "no inputs in " << options.seeds << "\n";
    return 2;
  }
  bool fast = true;
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    seeds.push_back(ReadFile(file));
    fast = Run(seeds.back(), file.filename().string()) && fast;
  }
  Mutator mutator(seeds);
  std::uint64_t runs = 0;
  const auto end = Clock::now() + options.seconds;
  while (fast && runs < options.runs_max && Clock::now() < end) {
    fast = Run(mutator.Next(), "mutation " + std::to_string(runs++));
  }
  std::cout << files.size() << " stored inputs, " << runs << " made from them\n";
  return fast ? 0 : 1;
}
