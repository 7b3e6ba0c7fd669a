#include "store/sharded_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "store/internal/codec.h"
#include "store/internal/cursor.h"
#include "store/internal/token.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

// The first byte of each token, unlike those of the cursors of one database.
constexpr std::uint8_t kCursorKind = 0x51;
constexpr std::uint8_t kStatisticsKind = 0x52;
constexpr std::uint8_t kPartKind = 0x53;
// A query of kQueryBytesMax has no more words; bounds what a broken token makes us allocate.
constexpr std::uint64_t kFrequenciesMax = 64 * 1024;
constexpr std::uint64_t kShardsMax = 4096;

void AppendStatistics(std::string& bytes, const SearchStatistics& statistics) {
  AppendVarint(bytes, statistics.bound);
  AppendVarint(bytes, statistics.documents);
  AppendVarint(bytes, statistics.tokens);
  AppendVarint(bytes, statistics.frequencies.size());
  for (const std::uint64_t each : statistics.frequencies) AppendVarint(bytes, each);
}

SearchStatistics ReadStatistics(Reader& reader) {
  SearchStatistics statistics;
  statistics.bound = reader.Varint();
  statistics.documents = reader.Varint();
  statistics.tokens = reader.Varint();
  const std::uint64_t count = std::min(reader.Varint(), kFrequenciesMax);
  for (std::uint64_t i = 0; i < count && reader.Ok(); ++i) {
    statistics.frequencies.push_back(reader.Varint());
  }
  return statistics;
}

void AppendPlace(std::string& bytes, const HitPlace& place) {
  AppendKey32(bytes, std::bit_cast<std::uint32_t>(place.score));
  AppendSigned(bytes, place.time);
  AppendVarint(bytes, place.sequence);
}

HitPlace ReadPlace(Reader& reader) {
  HitPlace place;
  place.score = std::bit_cast<float>(ReadKey32(reader.Fixed(4)).value_or(0));
  place.time = reader.Signed();
  place.sequence = reader.Varint();
  return place;
}

std::uint8_t ByteOf(SearchOrder order) {
  return order == SearchOrder::kScore ? 0 : 1;
}

SearchOrder OrderOf(std::uint8_t byte) {
  return byte == 0 ? SearchOrder::kScore : SearchOrder::kNewest;
}

tl::unexpected<Error> BadToken(std::string_view what, std::string_view why) {
  return Fail(ErrorCode::kInvalid, fmt::format("{}: {}", what, why));
}

tl::unexpected<Error> BadCursor(std::string_view why) {
  return BadToken("cursor", fmt::format("{}; give the next_cursor of the page before, with the "
                                        "same query and order",
                                        why));
}

}  // namespace

Result<ShardedQuery> ShardedQuery::Begin(const SearchRequest& request) {
  if (request.hits_max > kHitsMax) {
    return Fail(ErrorCode::kInvalid, fmt::format("search: {} hits at once; at most {} are expected",
                                                 request.hits_max, kHitsMax));
  }
  ShardedQuery query(request);
  if (!request.cursor.empty()) {
    if (auto read = query.ReadCursor(); !read) return tl::unexpected(read.error());
  }
  return query;
}

Result<void> ShardedQuery::AddStatistics(int shard, const SearchStatistics& statistics) {
  if (bounds_.empty()) {
    statistics_.frequencies.resize(statistics.frequencies.size());
  } else if (statistics.frequencies.size() != statistics_.frequencies.size()) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("shard {} reads the query otherwise: its rules differ", shard));
  }
  bounds_[shard] = statistics.bound;
  statistics_.bound += statistics.bound;
  statistics_.documents += statistics.documents;
  statistics_.tokens += statistics.tokens;
  for (std::size_t i = 0; i < statistics.frequencies.size(); ++i) {
    statistics_.frequencies[i] += statistics.frequencies[i];
  }
  return {};
}

std::set<int> ShardedQuery::Shards() const {
  std::set<int> shards;
  for (const auto& [shard, bound] : bounds_) shards.insert(shard);
  return shards;
}

PartRequest ShardedQuery::PartOf(int shard) const {
  PartRequest part;
  part.query = request_.query;
  part.order = request_.order;
  part.hits_max = request_.hits_max;
  part.bound = bounds_.at(shard);
  part.statistics = statistics_;
  if (!last_) return part;
  part.after = last_->place;
  // Of the hits that are equal to the last one, earlier shards have shown all, later ones none.
  if (shard < last_->shard) part.after->sequence = 0;
  if (shard > last_->shard) part.after->sequence = std::numeric_limits<std::uint64_t>::max();
  return part;
}

MergedPage ShardedQuery::Merge(std::span<const ShardPlaces> answers) const {
  MergedPage page;
  std::vector<MergedHit> all;
  bool more = false;
  for (std::size_t answer = 0; answer < answers.size(); ++answer) {
    page.total += answers[answer].total;
    more = more || answers[answer].more;
    for (std::size_t i = 0; i < answers[answer].places.size(); ++i) all.push_back({answer, i});
  }
  const auto place_of = [&](const MergedHit& hit) -> const HitPlace& {
    return answers[hit.answer].places[hit.place];
  };
  std::sort(all.begin(), all.end(), [&](const MergedHit& left, const MergedHit& right) {
    const HitPlace& a = place_of(left);
    const HitPlace& b = place_of(right);
    if (request_.order == SearchOrder::kScore && a.score != b.score) return a.score > b.score;
    if (request_.order == SearchOrder::kNewest && a.time != b.time) return a.time > b.time;
    const int left_shard = answers[left.answer].shard;
    const int right_shard = answers[right.answer].shard;
    if (left_shard != right_shard) return left_shard < right_shard;
    return a.sequence > b.sequence;
  });
  if (all.size() > request_.hits_max) {
    more = true;
    all.resize(request_.hits_max);
  }
  page.hits = std::move(all);
  if (more && !page.hits.empty()) {
    const MergedHit& last = page.hits.back();
    page.next_cursor = CursorAfter({place_of(last), answers[last.answer].shard});
  }
  return page;
}

std::string ShardedQuery::CursorAfter(const LastHit& last) const {
  std::string bytes(1, static_cast<char>(kCursorKind));
  bytes.push_back(static_cast<char>(ByteOf(request_.order)));
  AppendKey64(bytes, QueryDigest(request_.query));
  AppendStatistics(bytes, statistics_);
  AppendVarint(bytes, bounds_.size());
  for (const auto& [shard, bound] : bounds_) {
    AppendVarint(bytes, static_cast<std::uint64_t>(shard));
    AppendVarint(bytes, bound);
  }
  AppendPlace(bytes, last.place);
  AppendVarint(bytes, static_cast<std::uint64_t>(last.shard));
  return SealToken(bytes);
}

Result<void> ShardedQuery::ReadCursor() {
  const auto bytes = OpenToken(request_.cursor);
  if (!bytes) return BadCursor("it is none of this program's");
  Reader reader(*bytes);
  if (reader.Byte() != kCursorKind) {
    return BadCursor("another version made it, or a search over another number of shards");
  }
  const SearchOrder order = OrderOf(reader.Byte());
  const std::uint64_t digest = ReadKey64(reader.Fixed(8)).value_or(0);
  statistics_ = ReadStatistics(reader);
  const std::uint64_t shards = std::min(reader.Varint(), kShardsMax);
  for (std::uint64_t i = 0; i < shards && reader.Ok(); ++i) {
    const auto shard = static_cast<int>(reader.Varint());
    bounds_[shard] = reader.Varint();
  }
  LastHit last;
  last.place = ReadPlace(reader);
  last.shard = static_cast<int>(reader.Varint());
  if (!reader.Ok()) return BadCursor("another version made it");
  if (digest != QueryDigest(request_.query) || order != request_.order) {
    return BadCursor("it belongs to another query or order");
  }
  last_ = last;
  return {};
}

Result<SearchResult> FindInShards(std::span<const ShardSearch> shards,
                                  const SearchRequest& request) {
  auto query = ShardedQuery::Begin(request);
  if (!query) return tl::unexpected(query.error());
  for (const ShardSearch& each : shards) {
    if (!query->IsFirstPage()) break;
    const auto statistics = each.search->Statistics(request.query);
    if (!statistics) return tl::unexpected(statistics.error());
    if (auto added = query->AddStatistics(each.shard, *statistics); !added) {
      return tl::unexpected(added.error());
    }
  }
  const std::set<int> taking_part = query->Shards();
  std::vector<PartResult> parts;
  std::vector<ShardPlaces> answers;
  for (const ShardSearch& each : shards) {
    if (!taking_part.contains(each.shard)) continue;
    auto part = each.search->FindPart(query->PartOf(each.shard));
    if (!part) return tl::unexpected(part.error());
    ShardPlaces answer{each.shard, {}, part->total, part->more};
    for (const SearchHit& hit : part->hits) answer.places.push_back(PlaceOf(hit));
    answers.push_back(std::move(answer));
    parts.push_back(std::move(*part));
  }
  MergedPage page = query->Merge(answers);
  SearchResult result{{}, page.total, std::move(page.next_cursor)};
  for (const MergedHit& hit : page.hits) {
    result.hits.push_back(std::move(parts[hit.answer].hits[hit.place]));
  }
  return result;
}

std::string EncodeStatistics(const SearchStatistics& statistics) {
  std::string bytes(1, static_cast<char>(kStatisticsKind));
  AppendStatistics(bytes, statistics);
  return SealToken(bytes);
}

Result<SearchStatistics> DecodeStatistics(std::string_view token) {
  const auto bytes = OpenToken(token);
  if (!bytes) return BadToken("statistics", "they came to harm");
  Reader reader(*bytes);
  const std::uint8_t kind = reader.Byte();
  SearchStatistics statistics = ReadStatistics(reader);
  if (kind != kStatisticsKind || !reader.Ok()) {
    return BadToken("statistics", "another version made them");
  }
  return statistics;
}

std::string EncodePart(const PartRequest& request) {
  std::string bytes(1, static_cast<char>(kPartKind));
  bytes.push_back(static_cast<char>(ByteOf(request.order)));
  AppendKey64(bytes, QueryDigest(request.query));
  AppendVarint(bytes, request.hits_max);
  AppendVarint(bytes, request.bound);
  AppendStatistics(bytes, request.statistics);
  bytes.push_back(request.after ? '\1' : '\0');
  if (request.after) AppendPlace(bytes, *request.after);
  return SealToken(bytes);
}

Result<PartRequest> DecodePart(std::string_view token, std::string_view query) {
  const auto bytes = OpenToken(token);
  if (!bytes) return BadToken("part", "it came to harm");
  Reader reader(*bytes);
  const std::uint8_t kind = reader.Byte();
  PartRequest request;
  request.query = query;
  request.order = OrderOf(reader.Byte());
  const std::uint64_t digest = ReadKey64(reader.Fixed(8)).value_or(0);
  request.hits_max = static_cast<std::size_t>(reader.Varint());
  request.bound = reader.Varint();
  request.statistics = ReadStatistics(reader);
  if (reader.Byte() != 0) request.after = ReadPlace(reader);
  if (kind != kPartKind || !reader.Ok()) return BadToken("part", "another version made it");
  if (digest != QueryDigest(query)) return BadToken("part", "it belongs to another query");
  return request;
}

}  // namespace stratwatch::store
