#include "store/host_health_table.h"

#include <fmt/format.h>

#include <cmath>

#include "store/internal/codec.h"
#include "store/internal/database_impl.h"
#include "store/key_layout.h"

namespace stratwatch::store {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr double kMillionths = 1e6;

void AppendReal(std::string& out, double value) {
  AppendSigned(out, std::llround(value * kMillionths));
}

double ReadReal(Reader& reader) {
  return static_cast<double>(reader.Signed()) / kMillionths;
}

std::string Encode(const HostHealth& row) {
  std::string out(1, static_cast<char>(kVersion));
  AppendSigned(out, row.last_seen.time_since_epoch().count());
  AppendVarint(out, row.texts);
  AppendVarint(out, row.empties);
  AppendReal(out, row.empty_share);
  AppendReal(out, row.log_length);
  AppendReal(out, row.log_length_baseline);
  AppendVarint(out, row.outcomes.size());
  for (const std::uint64_t count : row.outcomes) AppendVarint(out, count);
  return out;
}

Result<HostHealth> Decode(std::string_view host, std::string_view bytes) {
  Reader reader(bytes);
  HostHealth row;
  row.host = host;
  const std::uint8_t version = reader.Byte();
  row.last_seen = std::chrono::sys_seconds(std::chrono::seconds(reader.Signed()));
  row.texts = reader.Varint();
  row.empties = reader.Varint();
  row.empty_share = ReadReal(reader);
  row.log_length = ReadReal(reader);
  row.log_length_baseline = ReadReal(reader);
  const std::uint64_t outcomes = reader.Varint();
  // Outcomes are only ever added at the end: a row written before lacks the newest.
  for (std::uint64_t i = 0; i < outcomes && reader.Ok(); ++i) {
    const std::uint64_t count = reader.Varint();
    if (i < row.outcomes.size()) row.outcomes[static_cast<std::size_t>(i)] = count;
  }
  if (!reader.Ok() || version != kVersion) {
    return Fail(ErrorCode::kCorrupt,
                fmt::format("table default: the health of host {} is damaged", host));
  }
  return row;
}

}  // namespace

Result<std::vector<HostHealth>> HostHealthTable::All() const {
  std::vector<HostHealth> rows;
  const std::string prefix = HostHealthKey("");
  Scan scan = database_.impl().NewScan(Table::kMeta, prefix, AfterPrefix(prefix));
  for (scan.ToFirst(); scan.Valid(); scan.Next()) {
    auto row = Decode(scan.Key().substr(prefix.size()), scan.Value());
    if (!row) return tl::unexpected(row.error());
    rows.push_back(std::move(*row));
  }
  if (auto finished = scan.Finish(); !finished) return tl::unexpected(finished.error());
  return rows;
}

void HostHealthTable::Put(WriteBatch& batch, const HostHealth& row) {
  batch.impl().Put(database_, Table::kMeta, HostHealthKey(row.host), Encode(row));
}

void HostHealthTable::Remove(WriteBatch& batch, std::string_view host) {
  batch.impl().Delete(database_, Table::kMeta, HostHealthKey(host));
}

}  // namespace stratwatch::store
