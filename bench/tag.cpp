// Tags a set of texts and says how fast: the figures of docs/benchmarks.md on tagging.
//
//   bench_tag config/gazetteer gold.jsonl predictions.jsonl [rounds]
//
// Reads lines {"id","lang","title","text"} and writes lines {"id","lang","relevant","countries",
// "subject_countries","strategies","organisations","topics","score","reasons","tags"}, the form of
// the stories scorer. Prints load times and MB/s of one core (processor time), over `rounds` passes
// (20 unless told), in all and by language.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "pipeline/gazetteer.h"
#include "pipeline/relevance.h"
#include "pipeline/tagging.h"

namespace {

using stratwatch::Tag;
using stratwatch::TagType;

struct Text {
  std::string id;
  std::string language;
  std::string title;
  std::string body;
  int year = 0;  // Of its date.
};

// Processor time of this thread: other work on the machine must not change the figures.
double NowMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}
double Milliseconds(double since) {
  return NowMs() - since;
}

std::vector<Text> ReadTexts(const std::string& path) {
  std::vector<Text> texts;
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) continue;
    const auto json = nlohmann::json::parse(line);
    const std::string date = json.value("date", "");
    const int year = date.size() < 4 ? 0 : std::stoi(date.substr(0, 4));
    texts.push_back({json.at("id"), json.at("lang"), json.at("title"), json.at("text"), year});
  }
  return texts;
}

nlohmann::json Predict(const Text& text, const stratwatch::pipeline::Tagger& tagger,
                       const stratwatch::pipeline::RelevanceJudge& judge) {
  const auto findings = tagger.Read(text.title, text.body, text.language, text.year);
  const std::vector<Tag>& tags = findings.tags;
  const auto relevance = judge.Judge(text.title, text.body, text.language, tags);
  std::set<std::string> countries;
  std::set<std::string> subjects;
  std::set<std::string> strategies;
  std::set<std::string> organisations;
  std::set<std::string> topics;
  nlohmann::json evidence = nlohmann::json::array();
  for (const Tag& tag : tags) {
    if (tag.type == TagType::kCountry) countries.insert(tag.canonical_id);
    if (tag.type == TagType::kCountry && tag.subject) subjects.insert(tag.canonical_id);
    if (tag.type == TagType::kStrategy) strategies.insert(tag.canonical_id);
    if (tag.type == TagType::kOrganisation) organisations.insert(tag.canonical_id);
    if (tag.type == TagType::kTopic) topics.insert(tag.canonical_id);
    evidence.push_back(tag.canonical_id + "=" + tag.surface);
  }
  nlohmann::json claims = nlohmann::json::array();
  for (const stratwatch::Claim& claim : findings.claims) {
    claims.push_back({{"type", stratwatch::ClaimTypeName(claim.type)},
                      {"surface", claim.surface},
                      {"value", claim.value},
                      {"unit", claim.unit},
                      {"target_year", claim.target_year == 0 ? nlohmann::json(nullptr)
                                                             : nlohmann::json(claim.target_year)}});
  }
  return {{"id", text.id},
          {"lang", text.language},
          {"relevant", relevance.relevant},
          {"score", relevance.score},
          {"reasons", relevance.reasons},
          {"countries", countries},
          {"subject_countries", subjects},
          {"strategies", strategies},
          {"organisations", organisations},
          {"topics", topics},
          {"claims", claims},
          {"tags", evidence}};
}

struct Speed {
  std::size_t bytes = 0;
  double ms = 0.0;
  double MegabytesPerSecond() const { return ms > 0.0 ? static_cast<double>(bytes) / ms / 1e3 : 0; }
};

// Tags all texts in their order, `rounds` times: languages meet in one flow, as in the service.
std::map<std::string, Speed> MeasureTagging(const stratwatch::pipeline::Tagger& tagger,
                                            const std::vector<Text>& texts, int rounds) {
  std::map<std::string, Speed> speeds;
  for (int round = 0; round < rounds; ++round) {
    for (const Text& text : texts) {
      Speed& speed = speeds[text.language];
      const double start = NowMs();
      const auto findings = tagger.Read(text.title, text.body, text.language, text.year);
      speed.ms += Milliseconds(start);
      speed.bytes += text.title.size() + text.body.size();
      if (findings.tags.size() > text.title.size() + text.body.size()) std::abort();  // Used.
    }
  }
  return speeds;
}

// The first text of a language makes its index.
double MeasureFirstTexts(const stratwatch::pipeline::Tagger& tagger,
                         const std::vector<Text>& texts) {
  std::set<std::string> languages;
  for (const Text& text : texts) languages.insert(text.language);
  const double start = NowMs();
  for (const std::string& language : languages) (void)tagger.Find("", "", language);
  return Milliseconds(start) / static_cast<double>(languages.size());
}

int Run(const std::vector<std::string>& arguments) {
  const double loading = NowMs();
  const auto gazetteer = stratwatch::pipeline::Gazetteer::Load(arguments[0]);
  if (!gazetteer) {
    std::cerr << gazetteer.error().message << '\n';
    return 1;
  }
  const double load_ms = Milliseconds(loading);
  const auto tagger = stratwatch::pipeline::Tagger::Create(**gazetteer);
  const double tagger_ms = Milliseconds(loading) - load_ms;
  const auto judge = stratwatch::pipeline::RelevanceJudge::Create(**gazetteer);
  const double judge_ms = Milliseconds(loading) - load_ms - tagger_ms;
  if (!tagger || !judge) {
    std::cerr << (tagger ? judge.error() : tagger.error()).message << '\n';
    return 1;
  }
  const std::vector<Text> texts = ReadTexts(arguments[1]);
  if (texts.empty()) {
    std::cerr << arguments[1] << ": no texts\n";
    return 1;
  }
  const double first_ms = MeasureFirstTexts(**tagger, texts);
  std::ofstream predictions(arguments[2]);
  std::size_t bytes = 0;
  for (const Text& text : texts) {
    bytes += text.title.size() + text.body.size();
    predictions << Predict(text, **tagger, **judge).dump() << '\n';
  }
  const int rounds = arguments.size() > 3 ? std::stoi(arguments[3]) : 20;
  const auto speeds = MeasureTagging(**tagger, texts, rounds);
  Speed all;
  for (const auto& [language, speed] : speeds) {
    all.bytes += speed.bytes;
    all.ms += speed.ms;
  }
  std::size_t relevant = 0;
  const double judging = NowMs();
  for (int round = 0; round < rounds; ++round) {
    for (const Text& text : texts) {
      relevant += (*judge)->Judge(text.title, text.body, text.language, {}).relevant ? 1 : 0;
    }
  }
  const double judging_ms = Milliseconds(judging);
  const double megabytes = static_cast<double>(bytes) * rounds / 1e6;
  std::printf("load %.0f ms, tagger %.0f ms, judge %.0f ms; first text of a language %.1f ms\n",
              load_ms, tagger_ms, judge_ms, first_ms);
  std::printf("tag %.1f MB/s, judge %.1f MB/s (%zu texts, %.0f KB, %zu relevant)\n",
              all.MegabytesPerSecond(), megabytes / judging_ms * 1e3, texts.size(),
              static_cast<double>(bytes) / 1e3, relevant / static_cast<std::size_t>(rounds));
  for (const auto& [language, speed] : speeds) {
    std::printf("  %-8s %6.1f MB/s\n", language.c_str(), speed.MegabytesPerSecond());
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() < 3) {
    std::cerr << "usage: bench_tag GAZETTEER_FOLDER TEXTS.jsonl PREDICTIONS.jsonl [ROUNDS]\n";
    return 2;
  }
  try {
    return Run(arguments);
  } catch (const std::exception& failure) {  // JSON that is not in the expected form.
    std::cerr << arguments[1] << ": " << failure.what() << '\n';
    return 1;
  }
}
