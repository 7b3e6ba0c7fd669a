#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/article.h"

namespace stratwatch::pipeline {

// What an article can be recognised by as being of a story, in any language.
struct StoryAnchors {
  // Canonical ids of tags, ascending.
  std::vector<std::string> subjects;  // Countries whose policy it is about.
  std::vector<std::string> strategies;
  std::vector<std::string> topics;
  // Claims that are more than a small round number, by unit and three significant digits:
  // "USD:15000000", "percent:7.7", "2000". The unit of a count is left out: languages and writers
  // name what is counted in different ways.
  std::vector<std::string> figures;
  // Capitalised words of four letters or more in Latin script, folded: the names that languages
  // with this script share.
  std::vector<std::string> names;
  // Hashes of the words of title and lead; of character pairs in scripts without spaces.
  std::vector<std::uint32_t> words;
  std::string language;  // Primary subtag, "pt"; words are compared inside a language only.
  std::chrono::sys_seconds time{};  // Publication, or the fetch where that is not known.
};

// Reads the anchors of articles that were tagged.
// Threads: thread-safe once built.
class StoryAnchorReader {
 public:
  StoryAnchorReader();
  ~StoryAnchorReader();
  StoryAnchors Read(const Article& article) const;

 private:
  class Impl;  // Keeps the folding tables out of this header.
  std::unique_ptr<const Impl> impl_;
};

}  // namespace stratwatch::pipeline
