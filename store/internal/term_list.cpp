#include "store/internal/term_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/internal/query_lexer.h"

namespace stratwatch::store {

tl::unexpected<Error> DamagedRun(std::string_view key) {
  const std::string_view term = key.substr(0, key.find('\0'));
  return Fail(
      ErrorCode::kCorrupt,
      fmt::format("tables postings and positions: the entry of term '{}' is damaged", term));
}

Result<TermList> TermList::Load(const Database::Impl& database, const IndexView& view,
                                const TermPattern& pattern, std::size_t column,
                                DocumentNumber bound) {
  TermList list;
  std::string lower = TermPrefix(pattern.field, pattern.text);
  if (pattern.prefix) lower.pop_back();  // The zero byte that ends the term.
  std::string upper = AfterPrefix(lower);
  if (!pattern.prefix) {
    upper = lower;
    AppendKey32(upper, ChunkOf(bound) + 1);
  }
  Scan scan = database.NewScan(Table::kPostings, std::move(lower), std::move(upper), view.At());
  const std::size_t bytes_max = pattern.prefix ? kRunBytesMax : std::size_t{UINT32_MAX};
  if (auto read = list.Read(scan, bytes_max, column); !read) return tl::unexpected(read.error());
  if (auto counted = list.CountUpTo(bound); !counted) return tl::unexpected(counted.error());
  return list;
}

Result<std::string> TermList::ReadApart(const Database::Impl& database, const IndexView& view,
                                        const Run& run,
                                        const std::vector<PostingPositions>& postings) const {
  const bool any = std::any_of(postings.begin(), postings.end(),
                               [](const PostingPositions& each) { return each.apart; });
  if (!any) return std::string();
  auto stored = database.Get(Table::kPositions, KeyOf(run), view.At());
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return DamagedRun(KeyOf(run));
  return std::move(**stored);
}

Result<void> TermList::Read(Scan& scan, std::size_t bytes_max, std::size_t column) {
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    const std::string_view key = scan.Key();
    const std::string_view value = scan.Value();
    const std::size_t end = key.find('\0');
    const auto number =
        end == std::string_view::npos ? std::nullopt : ReadKey32(key.substr(end + 1));
    if (!number) return DamagedRun(key);
    if (bytes_.size() + key.size() + value.size() > bytes_max) {
      return QueryError(column, "this beginning of a word matches too many words",
                        "more letters before the *");
    }
    ChunkFor(*number).runs.push_back({bytes_.size(), static_cast<std::uint32_t>(key.size()),
                                      static_cast<std::uint32_t>(value.size())});
    bytes_.append(key);
    bytes_.append(value);
  }
  return scan.Finish();
}

Result<void> TermList::CountUpTo(DocumentNumber bound) {
  for (const Chunk& chunk : chunks_) {
    for (const Run& run : chunk.runs) {
      const auto header = ReadRunHeader(BytesOf(run));
      if (!header) return DamagedRun(KeyOf(run));
      const DocumentNumber base = DocumentNumber{chunk.number} << kChunkBits;
      if (base + header->last <= bound) {
        documents_ += header->count;
      } else if (base + header->first <= bound) {
        Postings postings;
        if (!DecodeRun(BytesOf(run), postings)) return DamagedRun(KeyOf(run));
        const auto past = std::upper_bound(postings.slots.begin(), postings.slots.end(),
                                           static_cast<std::uint16_t>(bound - base));
        documents_ += static_cast<std::uint64_t>(past - postings.slots.begin());
      }
    }
  }
  return {};
}

TermList::Chunk& TermList::ChunkFor(std::uint32_t number) {
  const auto place = std::lower_bound(
      chunks_.begin(), chunks_.end(), number,
      [](const Chunk& each, std::uint32_t wanted) { return each.number < wanted; });
  if (place != chunks_.end() && place->number == number) return *place;
  return *chunks_.insert(place, Chunk{number, {}});
}

const TermList::Chunk* TermList::Find(std::uint32_t chunk) const {
  const auto place = std::lower_bound(
      chunks_.begin(), chunks_.end(), chunk,
      [](const Chunk& each, std::uint32_t wanted) { return each.number < wanted; });
  return place != chunks_.end() && place->number == chunk ? &*place : nullptr;
}

Result<const Postings*> TermList::Decode(std::uint32_t chunk) {
  if (decoded_chunk_ == chunk) return &decoded_;
  decoded_.slots.clear();
  decoded_.weights.clear();
  decoded_chunk_ = chunk;
  if (const Chunk* const found = Find(chunk); found != nullptr) {
    for (const Run& run : found->runs) {
      if (!DecodeRun(BytesOf(run), decoded_)) return DamagedRun(KeyOf(run));
    }
  }
  return &decoded_;
}

Result<void> TermList::AddTo(std::uint32_t chunk, Bitmap& slots) {
  const auto postings = Decode(chunk);
  if (!postings) return tl::unexpected(postings.error());
  for (const std::uint16_t slot : (*postings)->slots) slots.Set(slot);
  return {};
}

}  // namespace stratwatch::store
