#include "store/internal/index_writer.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "store/internal/article_record.h"
#include "store/internal/database_impl.h"

namespace stratwatch::store {

namespace {

// The first eight bytes as a number that sorts like them.
std::uint64_t FirstBytes(std::string_view key) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    bytes = (bytes << 8U) | (i < key.size() ? static_cast<std::uint8_t>(key[i]) : 0U);
  }
  return bytes;
}

}  // namespace

TermDictionary::TermDictionary() : slots_(1U << 12U, 0) {}

std::uint32_t TermDictionary::NumberOf(std::string_view key) {
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>{}(key));
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const Place& place = places_[slots_[slot] - 1];
    if (place.hash == hash && KeyOf(slots_[slot] - 1) == key) return slots_[slot] - 1;
  }
  places_.push_back({bytes_.size(), static_cast<std::uint32_t>(key.size()), hash});
  bytes_.append(key);
  slots_[slot] = static_cast<std::uint32_t>(places_.size());
  const auto number = static_cast<std::uint32_t>(places_.size() - 1);
  if (places_.size() * 2 > slots_.size()) Grow();
  return number;
}

std::string_view TermDictionary::KeyOf(std::uint32_t number) const {
  const Place& place = places_[number];
  return std::string_view(bytes_).substr(place.begin, place.size);
}

void TermDictionary::Grow() {
  std::vector<std::uint32_t> slots(slots_.size() * 2, 0);
  const std::size_t mask = slots.size() - 1;
  for (std::uint32_t number = 0; number < places_.size(); ++number) {
    std::size_t slot = places_[number].hash & mask;
    while (slots[slot] != 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }
  slots_ = std::move(slots);
}

void TermDictionary::Clear() {
  bytes_.clear();
  places_.clear();
  std::fill(slots_.begin(), slots_.end(), 0);
}

IndexWriter::IndexWriter(const Analyzer& analyzer, const Database& database, WriteBatch& batch)
    : analyzer_(analyzer), database_(database), batch_(batch) {}

void IndexWriter::AddTerm(TermField field, std::string_view term, std::uint16_t slot,
                          std::uint32_t position) {
  key_.assign(1, static_cast<char>(field));
  key_.append(term);
  occurrences_.push_back({terms_.NumberOf(key_), position, slot});
}

std::uint32_t IndexWriter::Add(const Article& article) {
  const std::uint32_t chunk = ChunkOf(article.sequence);
  if (chunk != chunk_) Finish();
  chunk_ = chunk;
  const auto slot = static_cast<std::uint16_t>(SlotOf(article.sequence));
  std::uint32_t title_words = 0;
  analyzer_.Analyze(article.title, Analyzer::Purpose::kIndex, [&](const Token& token) {
    if (token.position >= kTextPosition - 1) return false;
    AddTerm(TermField::kText, token.term, slot, token.position);
    title_words = token.position + 1;
    return true;
  });
  std::uint32_t text_words = 0;
  analyzer_.Analyze(article.text, Analyzer::Purpose::kIndex, [&](const Token& token) {
    AddTerm(TermField::kText, token.term, slot, kTextPosition + token.position);
    text_words = token.position + 1;
    return true;
  });
  for (const FilterTerm& filter : FilterTermsOf(article)) {
    AddTerm(filter.field, filter.value, slot, kNoPosition);
  }
  return std::max(kTitleWeight * title_words + text_words, 1U);
}

// Counting sort: occurrences of one term come together and keep their order.
std::vector<std::vector<IndexWriter::Occurrence>::const_iterator> IndexWriter::GroupByTerm() {
  std::vector<std::size_t> begins(terms_.Size() + 1, 0);
  for (const Occurrence& each : occurrences_) ++begins[each.term + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<Occurrence> grouped(occurrences_.size());
  std::vector<std::size_t> next(begins.begin(), begins.end() - 1);
  for (const Occurrence& each : occurrences_) grouped[next[each.term]++] = each;
  occurrences_ = std::move(grouped);
  std::vector<std::vector<Occurrence>::const_iterator> bounds;
  bounds.reserve(begins.size());
  for (const std::size_t begin : begins) {
    bounds.push_back(occurrences_.cbegin() + static_cast<std::ptrdiff_t>(begin));
  }
  return bounds;
}

void IndexWriter::WriteTerm(std::uint32_t term, std::vector<Occurrence>::const_iterator begin,
                            std::vector<Occurrence>::const_iterator end) {
  postings_.clear();
  encoded_.clear();
  // A varint of 32 bits has at most 5 bytes; views into the buffer must stay where they are.
  encoded_.reserve(5 * static_cast<std::size_t>(end - begin));
  while (begin != end) {
    PostingInput posting;
    posting.slot = begin->slot;
    posting.weight = 0;
    const std::size_t positions_begin = encoded_.size();
    std::uint32_t before = 0;
    for (; begin != end && begin->slot == posting.slot; ++begin) {
      posting.weight += begin->position < kTextPosition ? kTitleWeight : 1;
      if (begin->position == kNoPosition) continue;
      AppendPosition(encoded_, before, begin->position);
      before = begin->position;
    }
    posting.positions = std::string_view(encoded_).substr(positions_begin);
    postings_.push_back(posting);
  }
  const EncodedRun encoded = EncodeRun(postings_);
  key_ = terms_.KeyOf(term);
  key_.push_back('\0');
  AppendKey32(key_, chunk_);
  WriteBatch::Impl& writes = batch_.impl();
  writes.Merge(database_, Table::kPostings, key_, encoded.run);
  if (!encoded.positions.empty()) {
    writes.Merge(database_, Table::kPositions, key_, encoded.positions);
  }
}

void IndexWriter::Finish() {
  const auto bounds = GroupByTerm();
  // In key order RocksDB's memtable takes them twice as fast. Most keys differ in 8 bytes.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ordered(terms_.Size());
  for (std::uint32_t term = 0; term < ordered.size(); ++term) {
    ordered[term] = {FirstBytes(terms_.KeyOf(term)), term};
  }
  std::sort(ordered.begin(), ordered.end(), [&](const auto& left, const auto& right) {
    if (left.first != right.first) return left.first < right.first;
    return terms_.KeyOf(left.second) < terms_.KeyOf(right.second);
  });
  for (const auto& [bytes, term] : ordered) WriteTerm(term, bounds[term], bounds[term + 1]);
  terms_.Clear();
  occurrences_.clear();
}

}  // namespace stratwatch::store
