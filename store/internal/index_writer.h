#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/article.h"
#include "store/database.h"
#include "store/internal/analyzer.h"
#include "store/internal/postings.h"
#include "store/key_layout.h"

namespace stratwatch::store {

// A title says what an article is about: its words count three times, as is common for news.
inline constexpr std::uint32_t kTitleWeight = 3;
// Title words stand before this position, words of the text from it on: so a phrase cannot run
// from one into the other, and title: looks at positions. Longer titles are cut.
inline constexpr std::uint32_t kTextPosition = 2048;

// The terms of one batch, each with a small number. Threads: not thread-safe.
class TermDictionary {
 public:
  TermDictionary();
  // The number of a key (field and term, without the zero byte), given when first seen.
  std::uint32_t NumberOf(std::string_view key);
  std::string_view KeyOf(std::uint32_t number) const;
  std::size_t Size() const { return places_.size(); }
  void Clear();

 private:
  struct Place {
    std::size_t begin = 0;
    std::uint32_t size = 0;
    std::uint32_t hash = 0;
  };
  void Grow();

  std::string bytes_;
  std::vector<Place> places_;         // By number.
  std::vector<std::uint32_t> slots_;  // Open addressing: number + 1, 0 when free.
};

// Inverts the articles of one batch: one run a term and chunk, however many articles have it.
// Threads: not thread-safe; one per ArticleStore::Add.
class IndexWriter {
 public:
  // Borrows all three until Finish.
  IndexWriter(const Analyzer& analyzer, const Database& database, WriteBatch& batch);

  // Adds the article's words and filters under its sequence, which must be above that of the
  // article before. Returns its length: weighted tokens, at least 1.
  std::uint32_t Add(const Article& article);
  // Adds what is still held to the batch. Called at the end.
  void Finish();

 private:
  // One occurrence of a term, in the order they were met.
  struct Occurrence {
    std::uint32_t term = 0;
    std::uint32_t position = 0;  // kNoPosition for a filter.
    std::uint16_t slot = 0;
  };
  static constexpr std::uint32_t kNoPosition = UINT32_MAX;

  void AddTerm(TermField field, std::string_view term, std::uint16_t slot, std::uint32_t position);
  std::vector<std::vector<Occurrence>::const_iterator> GroupByTerm();
  void WriteTerm(std::uint32_t term, std::vector<Occurrence>::const_iterator begin,
                 std::vector<Occurrence>::const_iterator end);

  const Analyzer& analyzer_;
  const Database& database_;
  WriteBatch& batch_;
  std::uint32_t chunk_ = 0;
  TermDictionary terms_;
  std::vector<Occurrence> occurrences_;
  // Kept between terms for their memory.
  std::string key_;
  std::string encoded_;
  std::vector<PostingInput> postings_;
};

}  // namespace stratwatch::store
