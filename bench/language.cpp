// bench_language TEXTS.tsv PREDICTIONS.txt
//
// Detects the language of the last tab-separated field of each line and writes one tag a line, as
// the scorer of a language set expects; prints texts/s and MB/s on one thread. Without hints: what
// a page's markup or domain says is not in such sets.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/language.h"

namespace stratwatch::bench {
namespace {

int Run(const char* texts_path, const char* predictions_path) {
  std::ifstream texts(texts_path);
  std::ofstream predictions(predictions_path);
  if (!texts || !predictions) {
    fmt::print(stderr, "bench_language: cannot open {} or {}\n", texts_path, predictions_path);
    return 1;
  }
  std::vector<std::string> lines;
  for (std::string line; std::getline(texts, line);) lines.push_back(std::move(line));
  double megabytes = 0;
  std::vector<std::string> tags;
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& line : lines) {
    const std::size_t tab = line.rfind('\t');
    const std::string_view text = std::string_view(line).substr(tab == line.npos ? 0 : tab + 1);
    megabytes += static_cast<double>(text.size()) / 1e6;
    tags.push_back(parsers::DetectLanguage(text).tag);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  for (const std::string& tag : tags) predictions << tag << '\n';
  fmt::print("{} texts, {:.1f} MB: {:.2f} s, {:.1f} MB/s\n", lines.size(), megabytes,
             seconds.count(), megabytes / seconds.count());
  return predictions.flush() ? 0 : 1;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: bench_language TEXTS.tsv PREDICTIONS.txt\n");
    return 2;
  }
  return stratwatch::bench::Run(argv[1], argv[2]);
}
