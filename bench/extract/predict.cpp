// bench_extract MANIFEST.jsonl PREDICTIONS.jsonl [--gumbo] [--rounds N] [--blocks]
//
// Reads each page of a manifest (lines {file,url}, paths relative to it, .gz or plain), extracts it
// on one thread and writes {file,title,authors,published,language,text,class,method} a line. Prints
// pages/s and MB/s of the thread's CPU time, which other programs on the machine disturb least;
// with --gumbo also what gumbo alone needs for the same raw pages, and the ratio; with --rounds N
// both N times in turn. With --blocks a line also has
// {blocks:[{text,tag,score,links,verdict,hints}]}.
#include <fmt/format.h>
#include <gumbo.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/extract/manifest.h"
#include "parsers/article_extractor.h"

namespace stratwatch::bench {
namespace {

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

nlohmann::json AsJson(const ManifestPage& page, const Result<parsers::ExtractedArticle>& result,
                      const parsers::ExtractionTrace& trace) {
  if (!result) return {{"file", page.file}, {"error", result.error().message}};
  nlohmann::json json = {{"file", page.file},
                         {"title", result->title},
                         {"authors", result->authors},
                         {"published", nullptr},
                         {"language", result->language},
                         {"text", result->text},
                         {"class", parsers::PageClassName(result->page_class)},
                         {"method", result->extraction.method},
                         {"author_evidence", trace.EvidenceOf("authors")}};
  if (result->published) {
    json["published"] = result->published->Text();
    json["date_evidence"] = result->published->evidence;
  }
  return json;
}

double GumboSeconds(const std::vector<ManifestPage>& pages) {
  const double begin = CpuSeconds();
  for (const ManifestPage& page : pages) {
    GumboOutput* output =
        gumbo_parse_with_options(&kGumboDefaultOptions, page.bytes.data(), page.bytes.size());
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
  return CpuSeconds() - begin;
}

nlohmann::json BlocksJson(const parsers::ExtractionTrace& trace) {
  nlohmann::json blocks = nlohmann::json::array();
  for (const parsers::TracedBlock& block : trace.blocks) {
    blocks.push_back({{"text", block.text},
                      {"tag", block.tag},
                      {"score", block.score},
                      {"links", block.link_density},
                      {"verdict", block.verdict},
                      {"hints", block.hints}});
  }
  return blocks;
}

struct Wanted {
  bool gumbo = false;
  bool blocks = false;
  int rounds = 1;
};

// What came of one pass over all pages.
struct Pass {
  std::vector<Result<parsers::ExtractedArticle>> results;
  std::vector<parsers::ExtractionTrace> traces;
  std::vector<double> milliseconds;  // Of each page.
  double seconds = 0;
};

Pass ExtractAll(const std::vector<ManifestPage>& pages, bool blocks) {
  const parsers::ArticleExtractor extractor;
  Pass pass;
  pass.results.reserve(pages.size());
  pass.traces.resize(pages.size());
  for (const ManifestPage& page : pages) {
    const double begin = CpuSeconds();
    parsers::PageHints hints;
    hints.url = page.url;
    parsers::ExtractionTrace* trace = blocks ? &pass.traces[pass.results.size()] : nullptr;
    pass.results.push_back(extractor.Extract(page.bytes, hints, trace));
    const double seconds = CpuSeconds() - begin;
    pass.milliseconds.push_back(1000 * seconds);
    pass.seconds += seconds;
  }
  return pass;
}

void PrintSpeed(const std::vector<ManifestPage>& pages, Pass pass) {
  double megabytes = 0;
  for (const ManifestPage& page : pages) megabytes += static_cast<double>(page.bytes.size()) / 1e6;
  const auto refused = std::count_if(pass.results.begin(), pass.results.end(),
                                     [](const auto& result) { return !result; });
  std::vector<double>& milliseconds = pass.milliseconds;
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto count = static_cast<double>(pages.size());
  fmt::print(
      "{} pages, {:.0f} MB: {:.2f} s CPU, {:.0f} pages/s, {:.1f} MB/s, p50 {:.2f} ms, p99 {:.2f} "
      "ms, {} refused\n",
      pages.size(), megabytes, pass.seconds, count / pass.seconds, megabytes / pass.seconds,
      milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 99 / 100], refused);
}

int Run(const std::filesystem::path& manifest, const std::filesystem::path& predictions,
        const Wanted& wanted) {
  const std::vector<ManifestPage> pages = LoadManifest(manifest);
  if (pages.empty()) {
    fmt::print(stderr, "bench_extract: no pages in {}\n", manifest.string());
    return 1;
  }
  Pass pass;
  for (int round = 0; round < wanted.rounds; ++round) {
    pass = ExtractAll(pages, wanted.blocks);
    PrintSpeed(pages, pass);
    if (!wanted.gumbo) continue;
    const double gumbo = GumboSeconds(pages);
    fmt::print("gumbo alone on the raw pages: {:.2f} s CPU; extraction takes {:.3f} of that\n",
               gumbo, pass.seconds / gumbo);
  }
  std::ofstream out(predictions);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    nlohmann::json json = AsJson(pages[i], pass.results[i], pass.traces[i]);
    if (wanted.blocks) json["blocks"] = BlocksJson(pass.traces[i]);
    out << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr,
               "usage: bench_extract MANIFEST.jsonl OUT.jsonl [--gumbo] [--rounds N] [--blocks]\n");
    return 2;
  }
  stratwatch::bench::Wanted wanted;
  for (int i = 3; i < argc; ++i) {
    const std::string_view argument = argv[i];
    wanted.gumbo = wanted.gumbo || argument == "--gumbo";
    wanted.blocks = wanted.blocks || argument == "--blocks";
    if (argument == "--rounds" && i + 1 < argc) {
      wanted.rounds = std::max(1, std::atoi(argv[++i]));
    }
  }
  return stratwatch::bench::Run(argv[1], argv[2], wanted);
}
