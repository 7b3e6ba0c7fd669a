// bench_extract MANIFEST.jsonl PREDICTIONS.jsonl [--gumbo] [--blocks]
//
// Reads each page of a manifest (lines {file,url}, paths relative to it, .gz or plain), extracts it
// on one thread and writes {file,title,authors,published,language,text,class,method} a line. Prints
// pages/s and MB/s; with --blocks a line also has {blocks:[{text,tag,score,links,verdict,hints}]};
// with --gumbo also what gumbo alone needs for the same raw pages in this run.
#include <fmt/format.h>
#include <gumbo.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/extract/manifest.h"
#include "parsers/article_extractor.h"

namespace stratwatch::bench {
namespace {

using Seconds = std::chrono::duration<double>;
using SteadyClock = std::chrono::steady_clock;

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
  const auto begin = SteadyClock::now();
  for (const ManifestPage& page : pages) {
    GumboOutput* output =
        gumbo_parse_with_options(&kGumboDefaultOptions, page.bytes.data(), page.bytes.size());
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
  return Seconds(SteadyClock::now() - begin).count();
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
};

int Run(const std::filesystem::path& manifest, const std::filesystem::path& predictions,
        const Wanted& wanted) {
  const std::vector<ManifestPage> pages = LoadManifest(manifest);
  double megabytes = 0;
  for (const ManifestPage& page : pages) megabytes += static_cast<double>(page.bytes.size()) / 1e6;
  const parsers::ArticleExtractor extractor;
  std::vector<Result<parsers::ExtractedArticle>> results;
  results.reserve(pages.size());
  std::vector<parsers::ExtractionTrace> traces(pages.size());
  std::vector<double> milliseconds;
  const auto begin = SteadyClock::now();
  for (const ManifestPage& page : pages) {
    const auto page_begin = SteadyClock::now();
    parsers::PageHints hints;
    hints.url = page.url;
    results.push_back(
        extractor.Extract(page.bytes, hints, wanted.blocks ? &traces[results.size()] : nullptr));
    milliseconds.push_back(1000 * Seconds(SteadyClock::now() - page_begin).count());
  }
  const double seconds = Seconds(SteadyClock::now() - begin).count();
  std::ofstream out(predictions);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    refused += results[i] ? 0 : 1;
    nlohmann::json json = AsJson(pages[i], results[i], traces[i]);
    if (wanted.blocks) json["blocks"] = BlocksJson(traces[i]);
    out << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  const double count = static_cast<double>(pages.size());
  fmt::print(
      "{} pages, {:.0f} MB: {:.2f} s, {:.0f} pages/s, {:.1f} MB/s, p50 {:.2f} ms, p99 {:.2f} ms, "
      "{} refused\n",
      pages.size(), megabytes, seconds, count / seconds, megabytes / seconds,
      milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 99 / 100], refused);
  if (wanted.gumbo) {
    const double gumbo = GumboSeconds(pages);
    fmt::print("gumbo alone on the raw pages: {:.2f} s; extraction takes {:.2f} of that\n", gumbo,
               seconds / gumbo);
  }
  return 0;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: bench_extract MANIFEST.jsonl OUT.jsonl [--gumbo] [--blocks]\n");
    return 2;
  }
  stratwatch::bench::Wanted wanted;
  for (int i = 3; i < argc; ++i) {
    wanted.gumbo = wanted.gumbo || std::string_view(argv[i]) == "--gumbo";
    wanted.blocks = wanted.blocks || std::string_view(argv[i]) == "--blocks";
  }
  return stratwatch::bench::Run(argv[1], argv[2], wanted);
}
