#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/article.h"
#include "store/database.h"
#include "store/internal/analyzer.h"
#include "store/internal/postings.h"
#include "store/key_layout.h"

namespace stratwatch::store {

// A title says what an article is about: its words count three times, as is common for news.
inline constexpr std::uint32_t kTitleWeight = 3;
// Keeps a phrase from running out of the title into the text.
inline constexpr std::uint32_t kTitleGap = 16;

// Inverts the articles of one batch: one run a term and chunk, however many articles have it.
// Threads: not thread-safe; one per ArticleStore::Add.
class IndexWriter {
 public:
  // Borrows all three until Finish.
  IndexWriter(const Analyzer& analyzer, const Database& database, WriteBatch& batch);

  // Adds the article's words and filters under its sequence, which must be above that of the
  // article before. Returns its length: weighted tokens, at least 1.
  std::uint32_t Add(const Article& article);
  // Adds what is still held to the batch. Called once, at the end.
  void Finish();

 private:
  struct Term {
    RunBuilder run;
    // Of the document being added.
    std::uint32_t weight = 0;
    std::vector<std::uint32_t> positions;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept {
      return std::hash<std::string_view>{}(key);
    }
  };

  Term& TermOf(TermField field, std::string_view term);
  void AddWord(TermField field, std::string_view term, std::uint32_t position,
               std::uint32_t weight);
  std::uint32_t AddTitle(std::string_view title);
  std::uint32_t AddText(std::string_view text, std::uint32_t first_position);
  void CloseDocument(std::uint32_t slot);

  const Analyzer& analyzer_;
  const Database& database_;
  WriteBatch& batch_;
  std::uint32_t chunk_ = 0;
  // By key without chunk number. Pointers into it stay valid until Finish.
  std::unordered_map<std::string, Term, Hash, std::equal_to<>> terms_;
  std::vector<Term*> open_;  // Those of the document being added.
  std::string key_;
};

}  // namespace stratwatch::store
