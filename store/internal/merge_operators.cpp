#include "store/internal/merge_operators.h"

#include <rocksdb/merge_operator.h>
#include <rocksdb/slice.h>

#include <optional>

#include "store/internal/codec.h"
#include "store/internal/postings.h"

namespace stratwatch::store {
namespace {

using Combine = std::optional<std::string> (*)(const std::vector<std::string_view>&);

std::string_view View(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// All our combinations are associative: joining neighbours first gives the same bytes' meaning.
class CombiningOperator final : public rocksdb::MergeOperator {
 public:
  CombiningOperator(const char* name, Combine combine) : name_(name), combine_(combine) {}

  const char* Name() const override { return name_; }

  bool FullMergeV2(const MergeOperationInput& input, MergeOperationOutput* output) const override {
    std::vector<std::string_view> pieces;
    pieces.reserve(input.operand_list.size() + 1);
    if (input.existing_value != nullptr) pieces.push_back(View(*input.existing_value));
    for (const rocksdb::Slice& operand : input.operand_list) pieces.push_back(View(operand));
    return Assign(pieces, &output->new_value);
  }

  bool PartialMergeMulti(const rocksdb::Slice& /*key*/, const std::deque<rocksdb::Slice>& operands,
                         std::string* joined, rocksdb::Logger* /*logger*/) const override {
    std::vector<std::string_view> pieces;
    pieces.reserve(operands.size());
    for (const rocksdb::Slice& operand : operands) pieces.push_back(View(operand));
    return Assign(pieces, joined);
  }

 private:
  bool Assign(const std::vector<std::string_view>& pieces, std::string* out) const {
    auto combined = combine_(pieces);
    if (!combined) return false;  // RocksDB reports Corruption.
    *out = std::move(*combined);
    return true;
  }

  const char* name_;
  Combine combine_;
};

std::optional<std::string> Appended(const std::vector<std::string_view>& pieces) {
  return CombineAppended(pieces);
}

}  // namespace

std::optional<std::string> CombineCounters(const std::vector<std::string_view>& pieces) {
  std::int64_t sum = 0;
  for (const std::string_view piece : pieces) {
    Reader reader(piece);
    sum += reader.Signed();
    if (!reader.Ok() || !reader.AtEnd()) return std::nullopt;
  }
  std::string total;
  AppendSigned(total, sum);
  return total;
}

std::optional<std::string> CombinePostings(const std::vector<std::string_view>& pieces) {
  if (pieces.size() == 1) return std::string(pieces.front());
  RunHeader joined;
  std::string body;
  for (const std::string_view piece : pieces) {
    const auto run = ReadRunHeader(piece);
    if (!run) return std::nullopt;
    if (joined.count == 0) {
      joined.first = run->first;
      body.append(run->body);
    } else {
      if (run->first <= joined.last) return std::nullopt;
      const auto gap = static_cast<std::uint32_t>(run->first - joined.last);
      AppendJoinedCode(body, gap, run->body.front());
      body.append(run->body.substr(1));
    }
    joined.last = run->last;
    joined.count += run->count;
  }
  joined.body = body;
  return WriteRun(joined);
}

std::string CombineAppended(const std::vector<std::string_view>& pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string joined;
  joined.reserve(size);
  for (const std::string_view piece : pieces) joined.append(piece);
  return joined;
}

std::shared_ptr<rocksdb::MergeOperator> MergeOperatorOf(Table table) {
  switch (table) {
    case Table::kCounters:
      return std::make_shared<CombiningOperator>("stratwatch.counters", &CombineCounters);
    case Table::kPostings:
      return std::make_shared<CombiningOperator>("stratwatch.postings", &CombinePostings);
    case Table::kPositions:
    case Table::kDocuments:
      return std::make_shared<CombiningOperator>("stratwatch.appended", &Appended);
    default:
      return nullptr;
  }
}

}  // namespace stratwatch::store
