#include "store/internal/index_writer.h"

#include <algorithm>

#include "store/internal/article_record.h"
#include "store/internal/database_impl.h"

namespace stratwatch::store {

IndexWriter::IndexWriter(const Analyzer& analyzer, const Database& database, WriteBatch& batch)
    : analyzer_(analyzer), database_(database), batch_(batch) {}

IndexWriter::Term& IndexWriter::TermOf(TermField field, std::string_view term) {
  key_.assign(1, static_cast<char>(field));
  key_.append(term);
  key_.push_back('\0');
  const auto found = terms_.find(std::string_view(key_));
  if (found != terms_.end()) return found->second;
  return terms_.try_emplace(key_).first->second;
}

void IndexWriter::AddWord(TermField field, std::string_view term, std::uint32_t position,
                          std::uint32_t weight) {
  Term& entry = TermOf(field, term);
  if (entry.weight == 0) open_.push_back(&entry);
  entry.weight += weight;
  entry.positions.push_back(position);
}

std::uint32_t IndexWriter::AddTitle(std::string_view title) {
  std::uint32_t words = 0;
  analyzer_.Analyze(title, Analyzer::Purpose::kIndex, [&](const Token& token) {
    AddWord(TermField::kText, token.term, token.position, kTitleWeight);
    AddWord(TermField::kTitle, token.term, token.position, 1);
    words = token.position + 1;
    return true;
  });
  return words;
}

std::uint32_t IndexWriter::AddText(std::string_view text, std::uint32_t first_position) {
  std::uint32_t words = 0;
  analyzer_.Analyze(text, Analyzer::Purpose::kIndex, [&](const Token& token) {
    AddWord(TermField::kText, token.term, first_position + token.position, 1);
    words = token.position + 1;
    return true;
  });
  return words;
}

std::uint32_t IndexWriter::Add(const Article& article) {
  const std::uint32_t chunk = ChunkOf(article.sequence);
  if (chunk != chunk_) Finish();
  chunk_ = chunk;
  const std::uint32_t title_words = AddTitle(article.title);
  const std::uint32_t text_words = AddText(article.text, title_words + kTitleGap);
  const std::uint32_t slot = SlotOf(article.sequence);
  CloseDocument(slot);
  for (const FilterTerm& filter : FilterTermsOf(article)) {
    TermOf(filter.field, filter.value).run.Add(static_cast<std::uint16_t>(slot));
  }
  return std::max(kTitleWeight * title_words + text_words, 1U);
}

void IndexWriter::CloseDocument(std::uint32_t slot) {
  for (Term* const term : open_) {
    term->run.Add(static_cast<std::uint16_t>(slot), term->weight, term->positions);
    term->weight = 0;
    term->positions.clear();
  }
  open_.clear();
}

void IndexWriter::Finish() {
  // In key order, RocksDB's memtable takes them twice as fast.
  std::vector<std::pair<const std::string, Term>*> ordered;
  ordered.reserve(terms_.size());
  for (auto& entry : terms_) ordered.push_back(&entry);
  std::sort(ordered.begin(), ordered.end(),
            [](const auto* left, const auto* right) { return left->first < right->first; });
  WriteBatch::Impl& writes = batch_.impl();
  for (const auto* const entry : ordered) {
    key_ = entry->first;
    AppendKey32(key_, chunk_);
    writes.Merge(database_, Table::kPostings, key_, entry->second.run.Run());
    const std::string& positions = entry->second.run.Positions();
    if (!positions.empty()) writes.Merge(database_, Table::kPositions, key_, positions);
  }
  terms_.clear();
}

}  // namespace stratwatch::store
