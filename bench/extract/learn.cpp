// bench_extract_learn GOLD.jsonl OUT_DIR [--pages N] [OTHER.jsonl …]
//
// Learns which blocks of a page are body text from pages with gold text, and writes the two
// forests of parsers/internal/{first,final}_block_forest.cpp into OUT_DIR, with failures.tsv, the
// blocks that cost most (cost, label, score, file, text). Prints the body F1 that cross-validation
// by registered domain gives: no page is judged by a model that saw its publisher.
// unseen.jsonl ({file,text} a line) has the body that the whole of ChooseBody makes of each page of
// GOLD and of the other manifests with the model of its fold: `evaluate --predictions` scores it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "bench/extract/gbdt.h"
#include "bench/extract/labels.h"
#include "bench/extract/manifest.h"
#include "parsers/charset.h"
#include "parsers/internal/block_features.h"
#include "parsers/internal/body.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/slim.h"
#include "parsers/internal/title.h"

namespace stratwatch::bench {
namespace {

using parsers::internal::ContextFeatures;
using parsers::internal::FeatureRows;
using parsers::internal::HtmlDocument;
using parsers::internal::kContextFeatures;
using parsers::internal::kLocalFeatures;

constexpr std::size_t kFolds = 5;

struct LearnPage {
  explicit LearnPage(HtmlDocument parsed) : document(std::move(parsed)) {}
  parsers::internal::PageContext Context() const { return {title, description, article_body}; }

  std::string file;
  std::size_t fold = 0;
  HtmlDocument document;
  std::unique_ptr<parsers::internal::SlimPage> slim;  // The document views it.
  parsers::internal::PageText text;
  std::string title;
  std::string description;
  std::string article_body;
  parsers::internal::BlockWords words;
  FeatureRows local{0, 1};
  std::vector<std::vector<std::uint64_t>> tokens;
  std::vector<std::uint64_t> gold;
  std::vector<float> labels;
  std::vector<float> weights;
  std::vector<float> first;  // Scores.
  std::vector<float> final_scores;
  std::vector<std::size_t> asked;  // The blocks of the samples at hand.
};

// Registered domain, roughly: enough to keep one publisher in one fold.
std::string DomainOf(std::string_view url, std::string_view file) {
  if (url.empty()) {
    // "set__host_hash.html": the host stands in the name.
    const std::size_t begin = file.find("__");
    std::string_view host = file.substr(begin == std::string_view::npos ? 0 : begin + 2);
    host = host.substr(0, host.find('_'));
    url = host;
  }
  const std::size_t scheme = url.find("://");
  std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  host = host.substr(0, host.find('/'));
  std::vector<std::string_view> parts;
  while (!host.empty()) {
    const std::size_t dot = host.find('.');
    parts.push_back(host.substr(0, dot));
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  std::size_t take = 2;
  if (parts.size() > 2 && parts[parts.size() - 2].size() <= 3) take = 3;
  std::string domain;
  for (std::size_t i = parts.size() > take ? parts.size() - take : 0; i < parts.size(); ++i) {
    domain += std::string(parts[i]) + ".";
  }
  return domain;
}

std::size_t FoldOf(const std::string& domain) {
  std::size_t hash = 1469598103934665603ULL;
  for (const char c : domain) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return (hash >> 20U) % kFolds;
}

// The page as extraction sees it; null when it is refused.
std::unique_ptr<LearnPage> Read(const ManifestPage& entry) {
  const auto decoded = parsers::DecodeMarkup(entry.bytes, "", parsers::MarkupKind::kHtml);
  auto slimmed = parsers::internal::Slim(decoded.utf8);
  if (!slimmed) return nullptr;
  auto slim = std::make_unique<parsers::internal::SlimPage>(*std::move(slimmed));
  auto document = HtmlDocument::Parse(*slim);
  if (!document) return nullptr;
  auto page = std::make_unique<LearnPage>(*std::move(document));
  page->file = entry.file;
  page->fold = FoldOf(DomainOf(entry.url.Text(), entry.file));
  page->slim = std::move(slim);
  page->text = parsers::internal::CollectBlocks(page->document);
  const auto facts = parsers::internal::CollectFacts(page->document);
  auto json_ld = parsers::internal::ReadJsonLd(page->slim->json_ld, entry.url.Text());
  page->title =
      parsers::internal::ChooseTitle(facts, json_ld, page->text, {"", entry.url.Host()}).text;
  page->description = facts.Meta("description");
  if (page->description.empty()) page->description = facts.Meta("og:description");
  page->article_body = std::move(json_ld.article_body);
  return page;
}

std::unique_ptr<LearnPage> Prepare(const ManifestPage& entry) {
  auto page = Read(entry);
  if (!page) return nullptr;
  page->words = parsers::internal::WordsOfBlocks(page->text);
  page->local = LocalFeatures(page->document, page->text, page->words, page->Context());
  page->gold = TokensOf(entry.gold_text);
  for (const auto& block : page->text.blocks) {
    page->tokens.push_back(TokensOf(page->text.Text(block)));
  }
  page->labels = LabelBlocks(page->tokens, page->gold);
  for (const auto& block : page->tokens) {
    // What a wrong judgement of this block costs in F1 of the page.
    const double cost =
        (static_cast<double>(block.size()) + 3) / (static_cast<double>(page->gold.size()) + 60);
    page->weights.push_back(static_cast<float>(std::min(cost, 0.3)));
  }
  return page;
}

using Pages = std::vector<std::unique_ptr<LearnPage>>;

Samples FirstSamples(const Pages& pages) {
  Samples samples;
  samples.width = kLocalFeatures;
  for (const auto& page : pages) {
    page->asked.resize(page->labels.size());
    std::iota(page->asked.begin(), page->asked.end(), 0);
    for (const std::size_t i : page->asked) {
      const auto row = page->local.Row(i);
      samples.values.insert(samples.values.end(), row.begin(), row.end());
      samples.labels.push_back(page->labels[i]);
      samples.weights.push_back(page->weights[i]);
    }
  }
  return samples;
}

Samples FinalSamples(const Pages& pages) {
  Samples samples;
  samples.width = kLocalFeatures + kContextFeatures;
  for (const auto& page : pages) {
    page->asked = parsers::internal::BlocksInDoubt(page->first);
    const FeatureRows rows = ContextFeatures(page->document, page->text, page->words, page->local,
                                             page->first, page->asked);
    for (std::size_t i = 0; i < page->asked.size(); ++i) {
      const auto row = rows.Row(i);
      samples.values.insert(samples.values.end(), row.begin(), row.end());
      samples.labels.push_back(page->labels[page->asked[i]]);
      samples.weights.push_back(page->weights[page->asked[i]]);
    }
  }
  return samples;
}

// Learns on the other folds and predicts each fold: out-of-fold scores for every block of the
// samples; the other blocks keep what stands in `scores`. Returns the forest for each fold.
std::vector<LearnedForest> CrossValidate(const Samples& samples, const Pages& pages,
                                         const LearnOptions& options,
                                         std::vector<float> LearnPage::*scores) {
  std::vector<LearnedForest> forests;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::uint32_t> rows;
    std::uint32_t at = 0;
    for (const auto& page : pages) {
      for (std::size_t i = 0; i < page->asked.size(); ++i, ++at) {
        if (page->fold != fold) rows.push_back(at);
      }
    }
    const LearnedForest& forest = forests.emplace_back(Learn(samples, rows, options));
    at = 0;
    for (const auto& page : pages) {
      for (const std::size_t block : page->asked) {
        if (page->fold == fold) ((*page).*scores)[block] = forest.View().Predict(samples.Row(at));
        ++at;
      }
    }
  }
  return forests;
}

LearnedForest LearnAll(const Samples& samples, const LearnOptions& options) {
  std::vector<std::uint32_t> rows(samples.Rows());
  std::iota(rows.begin(), rows.end(), 0);
  return Learn(samples, rows, options);
}

void Report(const Pages& pages, std::vector<float> LearnPage::*scores, std::string_view name) {
  for (const float threshold : {0.3F, 0.35F, 0.4F, 0.45F, 0.5F, 0.55F}) {
    double precision = 0;
    double recall = 0;
    double said_pages = 0;
    for (const auto& page : pages) {
      std::vector<std::uint64_t> said;
      for (std::size_t i = 0; i < page->labels.size(); ++i) {
        if (((*page).*scores)[i] < threshold) continue;
        said.insert(said.end(), page->tokens[i].begin(), page->tokens[i].end());
      }
      const Overlap overlap = ShingleOverlap(page->gold, said);
      recall += overlap.recall;
      if (!said.empty()) {
        precision += overlap.precision;
        said_pages += 1;
      }
    }
    const double p = precision / said_pages;
    const double r = recall / static_cast<double>(pages.size());
    fmt::print("{:6} threshold {:.2f}  precision {:.4f}  recall {:.4f}  F1 {:.4f}\n", name,
               threshold, p, r, 2 * p * r / (p + r));
  }
}

void WriteFailures(const Pages& pages, const std::filesystem::path& path) {
  struct Failure {
    float cost;
    const LearnPage* page;
    std::size_t block;
  };
  std::vector<Failure> failures;
  for (const auto& page : pages) {
    for (std::size_t i = 0; i < page->labels.size(); ++i) {
      const bool said = page->final_scores[i] >= 0.5F;
      if (said == (page->labels[i] >= 0.5F)) continue;
      failures.push_back({page->weights[i], page.get(), i});
    }
  }
  std::sort(failures.begin(), failures.end(),
            [](const Failure& a, const Failure& b) { return a.cost > b.cost; });
  std::ofstream out(path);
  for (const Failure& failure : failures) {
    const auto& text = failure.page->text;
    out << fmt::format("{:.4f}\t{:.2f}\t{:.2f}\t{}\t{}\n", failure.cost,
                       failure.page->labels[failure.block],
                       failure.page->final_scores[failure.block], failure.page->file,
                       text.Text(text.blocks[failure.block]).substr(0, 300));
  }
}

void Oracle(const Pages& pages) {
  for (const auto& page : pages) page->first = page->labels;
  Report(pages, &LearnPage::first, "oracle");
}

Pages LoadPages(const std::filesystem::path& gold_path, std::size_t pages_max) {
  Pages pages;
  for (const ManifestPage& entry : LoadManifest(gold_path)) {
    if (entry.gold_text.empty() || pages.size() >= pages_max) continue;
    if (auto page = Prepare(entry)) pages.push_back(std::move(page));
  }
  return pages;
}

struct FoldForests {
  std::vector<LearnedForest> first;
  std::vector<LearnedForest> final;
};

// What extraction makes of pages whose publishers its model never saw.
void WriteUnseen(const std::vector<std::filesystem::path>& manifests, const FoldForests& forests,
                 const std::filesystem::path& path) {
  std::ofstream out(path);
  std::set<std::string> written;
  for (const std::filesystem::path& manifest : manifests) {
    for (const ManifestPage& entry : LoadManifest(manifest)) {
      if (!written.insert(entry.file).second) continue;
      const auto page = Read(entry);
      if (!page) continue;
      const auto body = parsers::internal::ChooseBody(
          page->document, page->text, page->Context(),
          {forests.first[page->fold].View(), forests.final[page->fold].View()});
      const nlohmann::json json = {{"file", entry.file}, {"text", body.text}};
      out << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }
  }
}

void WriteSources(const std::vector<std::string>& sources, const std::string& stem) {
  std::ofstream(stem + ".cpp") << sources.front();
  if (sources.size() > 1) std::ofstream(stem + "_rest.cpp") << sources[1];
}

struct Arguments {
  std::filesystem::path gold;
  std::filesystem::path out;
  std::size_t pages_max = SIZE_MAX;
  std::vector<std::filesystem::path> manifests;  // The gold pages' and the others.
};

int Run(const Arguments& arguments) {
  const Pages pages = LoadPages(arguments.gold, arguments.pages_max);
  fmt::print("{} pages\n", pages.size());
  Oracle(pages);
  const Samples first = FirstSamples(pages);
  fmt::print("{} blocks\n", first.Rows());
  const LearnOptions first_options{.trees = 60, .rate = 0.15};
  const LearnOptions final_options{.trees = 240, .rate = 0.055, .features_share = 0.3};
  FoldForests forests;
  for (const auto& page : pages) page->first = std::vector<float>(page->labels.size());
  forests.first = CrossValidate(first, pages, first_options, &LearnPage::first);
  Report(pages, &LearnPage::first, "first");
  const Samples final_samples = FinalSamples(pages);
  for (const auto& page : pages) page->final_scores = page->first;
  forests.final = CrossValidate(final_samples, pages, final_options, &LearnPage::final_scores);
  Report(pages, &LearnPage::final_scores, "final");
  WriteFailures(pages, arguments.out / "failures.tsv");
  WriteUnseen(arguments.manifests, forests, arguments.out / "unseen.jsonl");
  WriteSources(AsSources(LearnAll(first, first_options), "FirstBlockForest"),
               arguments.out / "first_block_forest");
  WriteSources(AsSources(LearnAll(final_samples, final_options), "FinalBlockForest"),
               arguments.out / "final_block_forest");
  return 0;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr,
               "usage: bench_extract_learn GOLD.jsonl OUT_DIR [--pages N] [OTHER.jsonl …]\n");
    return 2;
  }
  stratwatch::bench::Arguments arguments{argv[1], argv[2], SIZE_MAX, {argv[1]}};
  for (int i = 3; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--pages" && i + 1 < argc) {
      arguments.pages_max = std::stoul(argv[++i]);
    } else {
      arguments.manifests.emplace_back(argv[i]);
    }
  }
  return stratwatch::bench::Run(arguments);
}
