#include "pipeline/host_health.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace stratwatch::pipeline {
namespace {

// Twenty pages are a day of a small outlet. With a spread of .7 in ln(length), that of news, the
// recent mean strays by .11 and the bound below, ln 2, is six of these; two hundred pages make a
// baseline that takes some weeks to get used to a new layout.
constexpr double kRecentWeight = 1.0 / 20;
constexpr double kBaselineWeight = 1.0 / 200;
constexpr std::uint64_t kPagesMin = 30;
constexpr double kEmptyShareMax = 0.3;
constexpr double kLengthRatioMin = 0.5;

void Average(double& mean, double value, double weight, std::uint64_t count) {
  mean += (value - mean) * std::max(weight, 1.0 / static_cast<double>(count));
}

std::string HostOf(const Article& article) {
  const Url& last = article.exchange.final_url;
  std::string_view host = last.Text().empty() ? article.url.Host() : last.Host();
  if (host.starts_with("www.")) host.remove_prefix(4);
  return std::string(host);
}

bool IsText(Outcome outcome) {
  return outcome == Outcome::kStored || outcome == Outcome::kDuplicate ||
         outcome == Outcome::kIrrelevant;
}

}  // namespace

std::string_view HostVerdictName(HostVerdict verdict) {
  constexpr std::array<std::string_view, 4> kNames = {"young", "ok", "empty", "shorter"};
  return kNames[static_cast<std::size_t>(verdict)];
}

double LengthRatio(const store::HostHealth& row) {
  return row.texts == 0 ? 1.0 : std::exp(row.log_length - row.log_length_baseline);
}

HostVerdict VerdictOf(const store::HostHealth& row) {
  if (row.host == kOtherHosts || row.texts + row.empties < kPagesMin) return HostVerdict::kYoung;
  if (row.empty_share >= kEmptyShareMax) return HostVerdict::kEmpty;
  if (LengthRatio(row) <= kLengthRatioMin) return HostVerdict::kShorter;
  return HostVerdict::kOk;
}

void Observe(store::HostHealth& row, const Article& article) {
  ++row.outcomes[static_cast<std::size_t>(article.outcome)];
  if (article.extraction.page_bytes == 0) return;  // No body reached the extraction.
  const bool text = IsText(article.outcome) && article.extraction.text_bytes > 0;
  const bool empty = article.outcome == Outcome::kMalformed;
  if (!text && !empty) return;
  ++(text ? row.texts : row.empties);
  Average(row.empty_share, empty ? 1.0 : 0.0, kRecentWeight, row.texts + row.empties);
  if (!text) return;
  const double length = std::log(static_cast<double>(article.extraction.text_bytes));
  Average(row.log_length, length, kRecentWeight, row.texts);
  Average(row.log_length_baseline, length, kBaselineWeight, row.texts);
}

Result<void> HostHealthLedger::Stage(store::WriteBatch& batch, std::span<const Article> articles,
                                     std::chrono::sys_seconds now) {
  if (!loaded_) {
    auto stored = table_.All();
    if (!stored) return tl::unexpected(stored.error());
    for (store::HostHealth& row : *stored) rows_.emplace(row.host, std::move(row));
    loaded_ = true;
  }
  staged_.clear();
  retired_.clear();
  for (const Article& article : articles) {
    store::HostHealth& row = RowFor(HostOf(article), now);
    if (row.host == kOtherHosts) {
      // Of many hosts together a mean says nothing.
      ++row.outcomes[static_cast<std::size_t>(article.outcome)];
    } else {
      Observe(row, article);
    }
    row.last_seen = now;
  }
  for (const std::string& host : retired_) table_.Remove(batch, host);
  for (const auto& [host, row] : staged_) table_.Put(batch, row);
  return {};
}

void HostHealthLedger::Written() {
  for (const std::string& host : retired_) rows_.erase(host);
  for (auto& [host, row] : staged_) rows_[host] = std::move(row);
  staged_.clear();
  retired_.clear();
}

store::HostHealth& HostHealthLedger::Staged(const std::string& host) {
  const auto [place, fresh] = staged_.try_emplace(host);
  if (fresh) {
    const auto known = rows_.find(host);
    if (known != rows_.end()) place->second = known->second;
    place->second.host = host;
  }
  return place->second;
}

store::HostHealth& HostHealthLedger::RowFor(const std::string& host, std::chrono::sys_seconds now) {
  if (staged_.contains(host)) return Staged(host);
  const bool retired = std::find(retired_.begin(), retired_.end(), host) != retired_.end();
  if (rows_.contains(host) && !retired) return Staged(host);
  const auto fresh =
      static_cast<std::size_t>(std::count_if(staged_.begin(), staged_.end(), [&](const auto& each) {
        return !rows_.contains(each.first);
      }));
  const bool full = rows_.size() + fresh >= limits_.hosts_max + retired_.size();
  if (retired || host.empty() || (full && !Retire(now))) return Staged(std::string(kOtherHosts));
  return Staged(host);
}

// Gives up the row that saw no page for the longest time; its counts go to the others'.
bool HostHealthLedger::Retire(std::chrono::sys_seconds now) {
  const store::HostHealth* oldest = nullptr;
  for (const auto& [host, row] : rows_) {
    const bool gone = std::find(retired_.begin(), retired_.end(), host) != retired_.end();
    if (gone || host == kOtherHosts || staged_.contains(host)) continue;
    if (oldest == nullptr || row.last_seen < oldest->last_seen) oldest = &row;
  }
  if (oldest == nullptr || oldest->last_seen + limits_.retire_after > now) return false;
  store::HostHealth& others = Staged(std::string(kOtherHosts));
  for (std::size_t i = 0; i < others.outcomes.size(); ++i) {
    others.outcomes[i] += oldest->outcomes[i];
  }
  retired_.push_back(oldest->host);
  return true;
}

}  // namespace stratwatch::pipeline
