#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "model/article.h"
#include "pipeline/tagging.h"

namespace stratwatch::pipeline {

// A plan that articles speak of and the register lacks, with what an operator needs to judge it.
struct NewStrategy {
  std::string country;
  int year = 0;  // Its horizon.
  std::uint64_t articles = 0;
  std::set<std::string> languages;
  std::set<std::string> sources;
  std::chrono::sys_seconds first{};  // When the first of these articles appeared, or was fetched.
  struct Evidence {
    ArticleId article;
    std::string url;
    std::string language;
    std::string surface;   // What it is called there.
    std::string sentence;  // What stands around it, at most some 240 bytes.
  };
  std::vector<Evidence> evidence;  // Of the first articles, one of each.
};

// Gathers candidates over articles: those of one country with one horizon are one plan.
// Threads: not thread-safe.
class StrategyCandidates {
 public:
  // Borrows `tagger`. `evidence_max`: of each plan.
  StrategyCandidates(const Tagger& tagger, std::size_t evidence_max)
      : tagger_(tagger), evidence_max_(evidence_max) {}

  void Add(const Article& article);
  // Most articles first.
  std::vector<NewStrategy> Found() const;

 private:
  const Tagger& tagger_;
  std::size_t evidence_max_;
  std::map<std::pair<std::string, int>, NewStrategy> plans_;
};

}  // namespace stratwatch::pipeline
