#include "store/internal/index_view.h"

#include <fmt/format.h>

#include <utility>

namespace stratwatch::store {
namespace {

constexpr std::size_t kRowBytes = 18;

template <typename Integer>
void AppendBigEndian(std::string& out, Integer number) {
  for (unsigned shift = 8 * sizeof(Integer); shift > 0; shift -= 8) {
    out.push_back(static_cast<char>((number >> (shift - 8)) & 0xFFU));
  }
}

template <typename Integer>
Integer ReadBigEndian(const char* at) {
  Integer number = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    number = static_cast<Integer>((number << 8U) | static_cast<std::uint8_t>(at[i]));
  }
  return number;
}

}  // namespace

void AppendRow(std::string& rows, const DocumentRow& row) {
  AppendBigEndian(rows, static_cast<std::uint16_t>(SlotOf(row.document)));
  AppendBigEndian(rows, row.length);
  AppendBigEndian(rows, static_cast<std::uint32_t>(row.day));
  AppendBigEndian(rows, static_cast<std::uint64_t>(row.time));
}

DocumentChunk::DocumentChunk()
    : lengths(kChunkSize, 0), days(kChunkSize, kNoDay), times(kChunkSize, 0) {}

void DocumentChunk::Set(std::uint32_t slot, const DocumentRow& row) {
  lengths[slot] = row.length;
  days[slot] = row.day;
  times[slot] = row.time;
  row.length != 0 ? live.Set(slot) : live.Clear(slot);
}

bool DocumentChunk::Read(std::string_view rows) {
  if (rows.size() % kRowBytes != 0) return false;
  for (std::size_t at = 0; at < rows.size(); at += kRowBytes) {
    const char* const bytes = rows.data() + at;
    DocumentRow row;
    row.length = ReadBigEndian<std::uint32_t>(bytes + 2);
    row.day = static_cast<std::int32_t>(ReadBigEndian<std::uint32_t>(bytes + 6));
    row.time = static_cast<std::int64_t>(ReadBigEndian<std::uint64_t>(bytes + 10));
    Set(ReadBigEndian<std::uint16_t>(bytes), row);
  }
  return true;
}

IndexView::IndexView(const Database::Impl& database, std::unique_ptr<Snapshot> snapshot)
    : database_(database), snapshot_(std::move(snapshot)) {}

Result<std::shared_ptr<const DocumentChunk>> IndexView::Chunk(std::uint32_t chunk) const {
  const std::lock_guard lock(mutex_);
  if (chunk < chunks_.size() && chunks_[chunk]) {
    return std::shared_ptr<const DocumentChunk>(chunks_[chunk]);
  }
  auto rows = database_.Get(Table::kDocuments, Key32(chunk), snapshot_.get());
  if (!rows) return tl::unexpected(rows.error());
  auto loaded = std::make_shared<DocumentChunk>();
  if (*rows && !loaded->Read(**rows)) {
    return Fail(ErrorCode::kCorrupt, fmt::format("table documents: chunk {} is damaged", chunk));
  }
  if (chunk >= chunks_.size()) chunks_.resize(chunk + 1);
  chunks_[chunk] = loaded;
  return std::shared_ptr<const DocumentChunk>(std::move(loaded));
}

Result<std::uint64_t> IndexView::LastDocument() const {
  auto stored = database_.Get(Table::kMeta, kSequenceKey, snapshot_.get());
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return 0;
  const auto sequence = ReadKey64(**stored);
  if (!sequence) return Fail(ErrorCode::kCorrupt, "the last sequence number is damaged");
  return *sequence;
}

std::shared_ptr<const IndexView> IndexViews::Current() {
  const std::lock_guard lock(mutex_);
  if (!current_) current_ = std::make_shared<IndexView>(database_, database_.TakeSnapshot());
  return current_;
}

void IndexViews::Publish(const PendingArticles& articles) {
  const std::lock_guard lock(mutex_);
  if (!current_) return;  // The first reader will take its own snapshot.
  auto snapshot = database_.TakeSnapshot();
  std::vector<std::shared_ptr<DocumentChunk>> chunks;
  {
    const std::lock_guard view_lock(current_->mutex_);
    chunks = current_->chunks_;
  }
  // A chunk that only the old view and this function hold can be changed in place, if no reader
  // holds that view; new readers wait for mutex_.
  const bool unread = current_.use_count() == 1;
  if (unread) current_->chunks_.clear();
  for (const DocumentRow& row : articles.rows) {
    const std::uint32_t number = ChunkOf(row.document);
    if (number >= chunks.size() || !chunks[number]) continue;  // Read from the store when needed.
    std::shared_ptr<DocumentChunk>& chunk = chunks[number];
    if (chunk.use_count() > 1) chunk = std::make_shared<DocumentChunk>(*chunk);
    chunk->Set(SlotOf(row.document), row);
  }
  auto next = std::make_shared<IndexView>(database_, std::move(snapshot));
  next->chunks_ = std::move(chunks);
  current_ = std::move(next);
}

}  // namespace stratwatch::store
