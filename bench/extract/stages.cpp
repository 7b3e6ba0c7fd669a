// bench_extract_stages MANIFEST.jsonl
//
// CPU seconds of each stage of extraction over all pages of a manifest, beside what gumbo alone
// needs for the raw pages. One thread; pages are read beforehand.
#include <fmt/format.h>
#include <gumbo.h>

#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "bench/extract/manifest.h"
#include "parsers/article_extractor.h"
#include "parsers/charset.h"
#include "parsers/internal/authors.h"
#include "parsers/internal/block_features.h"
#include "parsers/internal/body.h"
#include "parsers/internal/forest.h"
#include "parsers/internal/html_document.h"
#include "parsers/internal/json_ld.h"
#include "parsers/internal/page_facts.h"
#include "parsers/internal/published_date.h"
#include "parsers/internal/slim.h"
#include "parsers/internal/text_blocks.h"
#include "parsers/internal/title.h"
#include "parsers/language.h"

namespace stratwatch::bench {
namespace {

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Adds up what each stage takes.
class StageClock {
 public:
  // Runs `work` and books its time under `stage`.
  template <typename Work>
  auto Time(const char* stage, Work work) {
    const double begin = CpuSeconds();
    auto result = work();
    seconds_[stage] += CpuSeconds() - begin;
    return result;
  }
  const std::map<std::string, double>& Seconds() const { return seconds_; }

 private:
  std::map<std::string, double> seconds_;
};

void RunStages(const ManifestPage& page, StageClock& clock) {
  using namespace parsers::internal;  // NOLINT: one stage after the other of that namespace.
  const auto decoded = clock.Time("1 charset", [&] {
    return parsers::DecodeMarkup(page.bytes, "", parsers::MarkupKind::kHtml);
  });
  const auto slim = clock.Time("2 slimming scan", [&] { return Slim(decoded.utf8); });
  if (!slim) return;
  const auto document = clock.Time("3 gumbo", [&] { return HtmlDocument::Parse(*slim); });
  if (!document) return;
  const auto facts = clock.Time("4 facts", [&] { return CollectFacts(*document); });
  const auto json_ld =
      clock.Time("5 json-ld", [&] { return ReadJsonLd(slim->json_ld, page.url.Text()); });
  const auto text = clock.Time("6 blocks", [&] { return CollectBlocks(*document); });
  const auto title = clock.Time("7 title", [&] {
    return ChooseTitle(facts, json_ld, text, {"", page.url.Host()});
  });
  const PageContext context{title.text, facts.Meta("description"), json_ld.article_body};
  const BlockWords words = clock.Time("8a words (part of 8)", [&] { return WordsOfBlocks(text); });
  const FeatureRows local = clock.Time("8b local features (part of 8)", [&] {
    return LocalFeatures(*document, text, words, context);
  });
  const auto first = clock.Time("8c first forest (part of 8)", [&] {
    std::vector<float> scores(text.blocks.size());
    FirstBlockForest().Predict(local.Values(), local.Width(), scores);
    return scores;
  });
  clock.Time("8d context features (part of 8)", [&] {
    const auto asked = BlocksInDoubt(first);
    return ContextFeatures(*document, text, words, local, first, asked).Rows();
  });
  const auto body = clock.Time("8 body", [&] { return ChooseBody(*document, text, context); });
  const auto language =
      clock.Time("9 language", [&] { return parsers::DetectLanguage(body.text); });
  const std::size_t title_block = TitleBlock(text, title.text);
  clock.Time("10 authors", [&] {
    return ChooseAuthors(*document, facts, json_ld, text, {"", "", title_block}).names.size();
  });
  clock.Time("11 date", [&] {
    const std::string_view path = page.url.Text().empty() ? "" : page.url.Path();
    return ChoosePublishedDate(*document, facts, json_ld, text,
                               {path, language.tag, title_block, decoded.utf8, std::nullopt})
        .has_value();
  });
}

int Run(const char* manifest) {
  const std::vector<ManifestPage> pages = LoadManifest(manifest);
  StageClock clock;
  for (const ManifestPage& page : pages) RunStages(page, clock);
  const parsers::ArticleExtractor extractor;
  for (const ManifestPage& page : pages) {
    clock.Time("all of Extract", [&] {
      parsers::PageHints hints;
      hints.url = page.url;
      return extractor.Extract(page.bytes, hints).has_value();
    });
    clock.Time("gumbo alone, raw page", [&] {
      GumboOutput* output =
          gumbo_parse_with_options(&kGumboDefaultOptions, page.bytes.data(), page.bytes.size());
      gumbo_destroy_output(&kGumboDefaultOptions, output);
      return true;
    });
  }
  const double raw = clock.Seconds().at("gumbo alone, raw page");
  for (const auto& [stage, seconds] : clock.Seconds()) {
    fmt::print("{:32} {:7.2f} s CPU  {:5.3f} of raw gumbo\n", stage, seconds, seconds / raw);
  }
  return 0;
}

}  // namespace
}  // namespace stratwatch::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: bench_extract_stages MANIFEST.jsonl\n");
    return 2;
  }
  return stratwatch::bench::Run(argv[1]);
}
