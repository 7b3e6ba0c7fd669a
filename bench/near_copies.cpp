// Near copies: quality on texts with known copies, and speed and memory with a full window.
//
//   bench_near_copies texts.jsonl [predictions.jsonl]   lines {"id","text"}: writes the lines
//                                        {"id","duplicate_of"} of the near-duplicate scorer
//   bench_near_copies --window N         a window of N drawn fingerprints, then 100,000 more
//
// Drawn fingerprints stand for texts: marks are hashes, so those of unrelated texts are random.
// Lengths are log-normal as those of news (median 480 words, mean 610); one text in five is a copy
// of an earlier one in which one 5-gram in eight changed; each has two marks of a boilerplate that
// it shares with one text in a hundred. Processor time of one thread.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "pipeline/fingerprint.h"
#include "pipeline/near_copies.h"

namespace {

using stratwatch::ArticleId;
using stratwatch::pipeline::Fingerprint;
using stratwatch::pipeline::Fingerprinter;
using stratwatch::pipeline::kLevelUsual;
using stratwatch::pipeline::kMarksMax;
using stratwatch::pipeline::kMarksWanted;
using stratwatch::pipeline::NearCopies;
using stratwatch::pipeline::NearCopiesOptions;

double NowSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

ArticleId IdOf(std::uint64_t number) {
  std::uint64_t spread = number * 0x9E3779B97F4A7C15U;
  ArticleId id;
  std::memcpy(id.bytes.data(), &spread, sizeof spread);
  std::memcpy(id.bytes.data() + 8, &number, sizeof number);
  return id;
}

int Judge(const char* texts, const char* predictions) {
  std::ifstream in(texts);
  std::ofstream out(predictions);
  if (!in || !out) {
    std::fprintf(stderr, "cannot read %s or write %s\n", texts, predictions);
    return 1;
  }
  const Fingerprinter fingerprinter;
  NearCopies copies({});
  std::vector<std::string> ids;
  std::size_t marks = 0;
  double bytes = 0;
  double fingerprinting = 0;
  for (std::string line; std::getline(in, line);) {
    const auto json = nlohmann::json::parse(line);
    const std::string text = json.at("text");
    const double begun = NowSeconds();
    const Fingerprint fingerprint = fingerprinter.Of(text);
    fingerprinting += NowSeconds() - begun;
    bytes += static_cast<double>(text.size());
    const ArticleId id = IdOf(ids.size());
    const auto copy = copies.Find(id, fingerprint, 1);
    if (const auto record = copies.Add(id, fingerprint, copy, 1)) marks += record->marks.size();
    copies.Keep();
    ids.push_back(json.at("id").is_string() ? json.at("id").get<std::string>()
                                            : json.at("id").dump());
    nlohmann::json prediction = {{"id", ids.back()}, {"duplicate_of", nullptr}};
    if (copy) {
      std::uint64_t original = 0;
      std::memcpy(&original, copy->original.bytes.data() + 8, sizeof original);
      prediction["duplicate_of"] = ids[original];
      prediction["relation"] = stratwatch::pipeline::CopyRelationName(copy->relation);
      prediction["of_this"] = copy->of_new;
      prediction["of_original"] = copy->of_original;
    }
    out << prediction.dump() << '\n';
  }
  std::printf("%zu texts, %.1f marks each, fingerprints at %.1f MB/s\n", ids.size(),
              static_cast<double>(marks) / static_cast<double>(ids.size()),
              bytes / fingerprinting / 1e6);
  return 0;
}

class Drawer {
 public:
  Fingerprint Next() {
    if (texts_.size() > 1'000 && random_() % 5 == 0)
      return Changed(texts_[random_() % texts_.size()]);
    const auto grams = static_cast<std::size_t>(std::max(6.0, length_(random_)));
    Fingerprint text;
    while (text.level < kLevelUsual &&
           (grams >> static_cast<unsigned>(text.level + 1)) >= kMarksWanted)
      ++text.level;
    while ((grams >> static_cast<unsigned>(text.level)) > kMarksMax) ++text.level;
    for (std::size_t i = 0; i < grams >> static_cast<unsigned>(text.level); ++i) {
      text.marks.push_back(Mark(random_(), text.level));
    }
    for (int i = 0; i < 2; ++i)
      text.marks.push_back(Mark((random_() % 100) * 0x9E3779B97F4A7C15U, text.level));
    Order(text);
    if (texts_.size() < 50'000) {
      texts_.push_back(text);
    } else {
      texts_[random_() % texts_.size()] = text;
    }
    return text;
  }

 private:
  static std::uint64_t Mark(std::uint64_t hash, int level) {
    return hash >> static_cast<unsigned>(level) << static_cast<unsigned>(level);
  }
  static void Order(Fingerprint& text) {
    std::sort(text.marks.begin(), text.marks.end());
    text.marks.erase(std::unique(text.marks.begin(), text.marks.end()), text.marks.end());
  }
  Fingerprint Changed(Fingerprint text) {
    for (std::uint64_t& mark : text.marks) {
      if (random_() % 8 == 0) mark = Mark(random_(), text.level);
    }
    Order(text);
    return text;
  }

  std::mt19937_64 random_{5};
  std::lognormal_distribution<double> length_{std::log(480.0), 0.69};
  std::vector<Fingerprint> texts_;  // To be copied.
};

int Fill(std::size_t window) {
  constexpr std::size_t kMeasured = 100'000;
  NearCopies copies(NearCopiesOptions{.window_hours = 30 * 24, .articles_max = window});
  Drawer drawer;
  std::uint64_t number = 0;
  std::size_t found = 0;
  const auto take = [&](const Fingerprint& text) {
    const ArticleId id = IdOf(number++);
    const auto copy = copies.Find(id, text, 1);
    found += copy ? 1 : 0;
    copies.Add(id, text, copy, 1);
    copies.Keep();
  };
  while (copies.Texts() < window) take(drawer.Next());
  std::printf("%zu articles, %zu texts in the window, %.0f bytes a text, %.0f an article\n",
              static_cast<std::size_t>(number), copies.Texts(),
              static_cast<double>(copies.MemoryBytes()) / static_cast<double>(copies.Texts()),
              static_cast<double>(copies.MemoryBytes()) / static_cast<double>(number));
  std::vector<Fingerprint> texts;
  for (std::size_t i = 0; i < kMeasured; ++i) texts.push_back(drawer.Next());
  found = 0;
  const double begun = NowSeconds();
  for (const Fingerprint& text : texts) take(text);
  const double seconds = NowSeconds() - begun;
  std::printf("%.0f articles/s (found and added), %.1f %% of them copies\n",
              static_cast<double>(kMeasured) / seconds,
              100.0 * static_cast<double>(found) / static_cast<double>(kMeasured));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--window") == 0) {
    return Fill(std::strtoull(argv[2], nullptr, 10));
  }
  if (argc == 2 || argc == 3) return Judge(argv[1], argc == 3 ? argv[2] : "/dev/null");
  std::fprintf(stderr,
               "usage: bench_near_copies TEXTS.jsonl [PREDICTIONS.jsonl]\n"
               "       bench_near_copies --window TEXTS\n");
  return 2;
}
