#include "pipeline/near_copies.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <map>
#include <utility>

#include "pipeline/internal/mark_index.h"

namespace stratwatch::pipeline {
namespace {

// Chosen on texts with known edits (docs/benchmarks.md), where nothing changes between .3 and .5
// or .4 and .6: a copy is a text that shares this much in both directions, or this much in one.
constexpr float kSharedBothWays = 0.38F;
constexpr float kSharedOneWay = 0.5F;
// A text that was found through a copy must be like the original too: what a round-up or an
// update added to its original is another text.
constexpr float kSharedWithOriginal = 0.2F;
// Fewer marks in common may be chance, or one quotation.
constexpr std::size_t kSharedMarksMin = 3;
// A copy is found by itself when one in so many of its marks is not its original's.
constexpr std::size_t kOwnPartMin = 5;
constexpr std::uint32_t kNoSlot = UINT32_MAX;
// As much as this in a direction is "nearly all".
constexpr float kNearlyAll = 0.8F;
// Unrelated texts under one mark.
constexpr int kTextsPerMark = 40;

std::uint32_t PlaceMark(const ArticleId& id) {
  std::uint32_t mark = 0;
  std::memcpy(&mark, id.bytes.data(), sizeof mark);
  return mark;
}

std::uint32_t Upper(std::uint64_t mark) {
  return static_cast<std::uint32_t>(mark >> 32U);
}

std::size_t MarksAt(const Fingerprint& text, int level) {
  return static_cast<std::size_t>(
      std::count_if(text.marks.begin(), text.marks.end(),
                    [&](std::uint64_t mark) { return LevelOfMark(mark) >= level; }));
}

std::array<std::uint8_t, 4> CountsOf(const Fingerprint& text) {
  std::array<std::uint8_t, 4> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::size_t marks = MarksAt(text, text.level + static_cast<int>(i));
    counts[i] = static_cast<std::uint8_t>(std::min<std::size_t>(marks, UINT8_MAX));
  }
  return counts;
}

CopyRelation RelationOf(float of_new, float of_original) {
  if (of_new >= kNearlyAll && of_original >= kNearlyAll) return CopyRelation::kSame;
  if (of_new >= kNearlyAll) return CopyRelation::kExcerpt;
  if (of_original >= kNearlyAll) return CopyRelation::kContains;
  return CopyRelation::kRewrite;
}

}  // namespace

std::string_view CopyRelationName(CopyRelation relation) {
  switch (relation) {
    case CopyRelation::kSame:
      return "same";
    case CopyRelation::kExcerpt:
      return "excerpt";
    case CopyRelation::kContains:
      return "contains";
    case CopyRelation::kRewrite:
      return "rewrite";
  }
  return "";
}

class NearCopies::Impl {
 public:
  explicit Impl(NearCopiesOptions options) : options_(options) {}
  void Load(const ArticleId& id, const store::FingerprintRecord& record);
  void FinishLoading();
  std::optional<NearCopy> Find(const ArticleId& id, const Fingerprint& text,
                               std::uint32_t hour) const;
  std::optional<store::FingerprintRecord> Add(const ArticleId& id, const Fingerprint& text,
                                              const std::optional<NearCopy>& copy,
                                              std::uint32_t hour,
                                              const store::FingerprintRecord* before = nullptr);
  std::optional<std::uint32_t> Sight(const ArticleId& original, std::uint32_t hour);
  std::vector<ArticleId> Expired(std::uint32_t hour, std::size_t texts_max);
  void Forget(const ArticleId& id, const store::FingerprintRecord& record);
  void Keep();
  void TakeBack();
  std::size_t Texts() const { return live_; }
  std::size_t MemoryBytes() const;

 private:
  using Slot = internal::MarkIndex::Text;  // A place in texts_.

  struct Text {
    ArticleId id;
    std::uint32_t number = 0;  // 0: a free place.
    std::uint32_t seen_hour = 0;
    Slot original = 0;                  // Its own place for an original.
    std::uint32_t original_number = 0;  // Tells whether that place was given to another since.
    std::array<std::uint8_t, 4> counts{};
    std::uint8_t level = 0;
  };
  struct Shared;  // What two texts share.
  struct Change;

  bool Live(const Text& text, std::uint32_t hour) const;
  Slot OriginalOf(Slot slot) const;
  Slot Place(const ArticleId& id, std::uint32_t number);
  void Remove(Slot slot);
  void SetHour(Text& text, std::uint32_t hour);
  void Uncount(const Text& text);
  std::uint32_t OldestBeyond(std::size_t excess) const;
  std::optional<Slot> SlotOf(const ArticleId& id) const;
  void Post(std::uint32_t mark, Slot slot);
  void Unpost(std::uint32_t mark, Slot slot);
  void CollectHits(const ArticleId& id, const Fingerprint& text, std::uint32_t hour) const;
  std::optional<Shared> Judge(const Fingerprint& text, Slot slot) const;

  NearCopiesOptions options_;
  internal::MarkIndex index_;  // By marks.
  std::vector<Text> texts_;
  internal::MarkIndex places_;  // By the first four bytes of an id.
  std::vector<Slot> free_;
  std::size_t live_ = 0;
  std::map<std::uint32_t, std::size_t> by_hour_;  // Texts by seen_hour.
  std::uint32_t last_number_ = 0;
  std::size_t hand_ = 0;                               // Where Expired looks next.
  std::vector<Change> changes_;                        // Since the last Keep, in order.
  std::vector<std::pair<Slot, ArticleId>> originals_;  // While loading.

  struct Hit {
    Slot slot;
    std::uint64_t mark;
  };
  mutable std::vector<Hit> hits_;  // Of the text that is asked for; kept for its memory.
};

struct NearCopies::Impl::Shared {
  float of_new = 0.0F;
  float of_old = 0.0F;
};

struct NearCopies::Impl::Change {
  enum Kind { kPlaced, kPosted, kUnposted, kText } kind = kPlaced;
  Slot slot = 0;
  std::uint32_t mark = 0;  // Posted and unposted.
  Text before;             // Of kText.
};

bool NearCopies::Impl::Live(const Text& text, std::uint32_t hour) const {
  return text.seen_hour + options_.window_hours >= hour;
}

std::optional<NearCopies::Impl::Slot> NearCopies::Impl::SlotOf(const ArticleId& id) const {
  std::optional<Slot> found;
  places_.ForEach(PlaceMark(id), [&](Slot slot) {
    if (texts_[slot].id == id) found = slot;
    return !found;
  });
  return found;
}

NearCopies::Impl::Slot NearCopies::Impl::Place(const ArticleId& id, std::uint32_t number) {
  Slot slot = 0;
  if (free_.empty()) {
    slot = static_cast<Slot>(texts_.size());
    texts_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Text& text = texts_[slot];
  text = Text();
  text.id = id;
  text.number = number;
  text.original = slot;
  text.original_number = number;
  places_.Insert(PlaceMark(id), slot);
  ++by_hour_[0];
  ++live_;
  return slot;
}

NearCopies::Impl::Slot NearCopies::Impl::OriginalOf(Slot slot) const {
  const Text& text = texts_[slot];
  const bool there = texts_[text.original].number == text.original_number;
  return there ? text.original : slot;
}

void NearCopies::Impl::Load(const ArticleId& id, const store::FingerprintRecord& record) {
  const Slot slot = Place(id, record.number);
  Text& text = texts_[slot];
  SetHour(text, record.seen_hour);
  text.level = static_cast<std::uint8_t>(record.level);
  text.counts = record.counts;
  last_number_ = std::max(last_number_, record.number);
  for (const std::uint32_t mark : record.marks) index_.Insert(mark, slot);
  if (record.original) originals_.emplace_back(slot, *record.original);
}

void NearCopies::Impl::FinishLoading() {
  for (const auto& [slot, id] : originals_) {
    if (const auto original = SlotOf(id)) {
      texts_[slot].original = *original;
      texts_[slot].original_number = texts_[*original].number;
    }
  }
  originals_ = {};
}

void NearCopies::Impl::CollectHits(const ArticleId& id, const Fingerprint& text,
                                   std::uint32_t hour) const {
  hits_.clear();
  for (const std::uint64_t mark : text.marks) index_.Prefetch(Upper(mark));
  for (const std::uint64_t mark : text.marks) {
    index_.ForEach(Upper(mark), [&](Slot slot) {
      hits_.push_back({slot, mark});
      return true;
    });
  }
  // Most marks are met nowhere, or once by chance.
  if (hits_.size() < 2 && text.level > 0) hits_.clear();
  hits_.erase(std::remove_if(hits_.begin(), hits_.end(),
                             [&](const Hit& hit) {
                               const Text& other = texts_[hit.slot];
                               return other.id == id || !Live(other, hour);
                             }),
              hits_.end());
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
    return a.slot != b.slot ? a.slot < b.slot : a.mark < b.mark;
  });
}

// Of what a copy shares with its original only the original is found under those marks, so what
// the new text shares with the original counts for the copy as well.
std::optional<NearCopies::Impl::Shared> NearCopies::Impl::Judge(const Fingerprint& text,
                                                                Slot slot) const {
  const Text& other = texts_[slot];
  const int level = std::max(text.level, static_cast<int>(other.level));
  const auto coarser = static_cast<std::size_t>(level - other.level);
  if (coarser >= other.counts.size()) return std::nullopt;
  const auto hits_of = [&](Slot wanted) {
    const auto first = std::lower_bound(hits_.begin(), hits_.end(), wanted,
                                        [](const Hit& a, Slot b) { return a.slot < b; });
    std::size_t count = 0;
    for (auto hit = first; hit != hits_.end() && hit->slot == wanted; ++hit) {
      count += LevelOfMark(hit->mark) >= level ? 1 : 0;
    }
    return count;
  };
  std::size_t shared = hits_of(slot);
  const Slot original = OriginalOf(slot);
  if (original != slot) shared += hits_of(original);

  const std::size_t of_new = MarksAt(text, level);
  const std::size_t of_old = other.counts[coarser];
  if (of_new == 0 || of_old == 0) return std::nullopt;
  // Of a short text that has few marks at the coarser level, all must be shared.
  const bool all = shared >= std::min(of_new, of_old) && (level == 0 || shared > 1);
  if (shared < kSharedMarksMin && !all) return std::nullopt;
  return Shared{std::min(1.0F, static_cast<float>(shared) / static_cast<float>(of_new)),
                std::min(1.0F, static_cast<float>(shared) / static_cast<float>(of_old))};
}

std::optional<NearCopy> NearCopies::Impl::Find(const ArticleId& id, const Fingerprint& text,
                                               std::uint32_t hour) const {
  CollectHits(id, text, hour);
  std::optional<Slot> best;
  Shared best_shared;
  for (std::size_t at = 0; at < hits_.size();) {
    const Slot slot = hits_[at].slot;
    while (at < hits_.size() && hits_[at].slot == slot) ++at;
    const auto shared = Judge(text, slot);
    if (!shared) continue;
    const auto [low, high] = std::minmax(shared->of_new, shared->of_old);
    if (low < kSharedBothWays && high < kSharedOneWay) continue;
    if (const Slot original = OriginalOf(slot); original != slot) {
      if (texts_[original].id == id) continue;  // A copy of an earlier version of this.
      const auto with_original = Judge(text, original);
      if (!with_original ||
          std::max(with_original->of_new, with_original->of_old) < kSharedWithOriginal) {
        continue;
      }
    }
    const float sum = shared->of_new + shared->of_old;
    const float best_sum = best_shared.of_new + best_shared.of_old;
    if (!best || sum > best_sum ||
        (sum == best_sum && texts_[slot].number < texts_[*best].number)) {
      best = slot;
      best_shared = *shared;
    }
  }
  if (!best) return std::nullopt;
  return NearCopy{texts_[OriginalOf(*best)].id, RelationOf(best_shared.of_new, best_shared.of_old),
                  best_shared.of_new, best_shared.of_old};
}

void NearCopies::Impl::Post(std::uint32_t mark, Slot slot) {
  index_.Insert(mark, slot);
  changes_.push_back({Change::kPosted, slot, mark, {}});
}

void NearCopies::Impl::Unpost(std::uint32_t mark, Slot slot) {
  index_.Erase(mark, slot);
  changes_.push_back({Change::kUnposted, slot, mark, {}});
}

std::optional<store::FingerprintRecord> NearCopies::Impl::Add(
    const ArticleId& id, const Fingerprint& text, const std::optional<NearCopy>& copy,
    std::uint32_t hour, const store::FingerprintRecord* before) {
  std::optional<Slot> slot = before == nullptr ? std::nullopt : SlotOf(id);
  if (slot) {
    for (const std::uint32_t mark : before->marks) Unpost(mark, *slot);
  }
  const auto original = copy ? SlotOf(copy->original) : std::nullopt;
  const Slot original_slot = original ? *original : kNoSlot;
  store::FingerprintRecord record;
  for (const std::uint64_t mark : text.marks) {
    int texts = 0;
    bool known = false;
    index_.ForEach(Upper(mark), [&](Slot other) {
      texts += Live(texts_[other], hour) ? 1 : 0;
      known = other == original_slot;
      return !known && texts < kTextsPerMark;
    });
    if (!known && texts < kTextsPerMark) record.marks.push_back(Upper(mark));
  }
  // With little of its own it is found through its original.
  if (original && record.marks.size() * kOwnPartMin < text.marks.size()) record.marks.clear();
  if (record.marks.empty() && !slot) return std::nullopt;

  if (slot) {
    changes_.push_back({Change::kText, *slot, 0, texts_[*slot]});
  } else {
    slot = Place(id, last_number_ + 1);
    ++last_number_;
    changes_.push_back({Change::kPlaced, *slot, 0, {}});
  }
  Text& own = texts_[*slot];
  SetHour(own, std::max(own.seen_hour, hour));
  own.level = static_cast<std::uint8_t>(text.level);
  own.counts = CountsOf(text);
  own.original = original ? original_slot : *slot;
  own.original_number = texts_[own.original].number;
  for (const std::uint32_t mark : record.marks) Post(mark, *slot);

  record.number = own.number;
  record.seen_hour = own.seen_hour;
  if (original) record.original = copy->original;
  record.level = text.level;
  record.counts = own.counts;
  return record;
}

std::optional<std::uint32_t> NearCopies::Impl::Sight(const ArticleId& original,
                                                     std::uint32_t hour) {
  const auto slot = SlotOf(original);
  if (!slot) return std::nullopt;
  Text& text = texts_[*slot];
  if (hour < text.seen_hour + std::max<std::uint32_t>(options_.window_hours / 16, 1)) {
    return std::nullopt;
  }
  changes_.push_back({Change::kText, *slot, 0, text});
  SetHour(text, hour);
  return hour;
}

std::vector<ArticleId> NearCopies::Impl::Expired(std::uint32_t hour, std::size_t texts_max) {
  std::vector<ArticleId> expired;
  const std::size_t looks = std::min(4 * texts_max, texts_.size());
  std::size_t excess = live_ - std::min(live_, options_.articles_max);
  const std::uint32_t oldest = OldestBeyond(excess);
  for (std::size_t looked = 0; looked < looks && expired.size() < texts_max; ++looked) {
    hand_ = hand_ + 1 < texts_.size() ? hand_ + 1 : 0;
    const Text& text = texts_[hand_];
    if (text.number == 0) continue;
    const bool too_many = excess > 0 && text.seen_hour <= oldest;
    if (Live(text, hour) && !too_many) continue;
    excess -= excess > 0 ? 1 : 0;
    expired.push_back(text.id);
  }
  return expired;
}

// The hour by which so many of the texts were last sighted.
std::uint32_t NearCopies::Impl::OldestBeyond(std::size_t excess) const {
  std::size_t texts = 0;
  for (const auto& [hour, count] : by_hour_) {
    texts += count;
    if (texts >= excess) return hour;
  }
  return 0;
}

void NearCopies::Impl::SetHour(Text& text, std::uint32_t hour) {
  Uncount(text);
  text.seen_hour = hour;
  ++by_hour_[hour];
}

void NearCopies::Impl::Uncount(const Text& text) {
  const auto found = by_hour_.find(text.seen_hour);
  if (found != by_hour_.end() && --found->second == 0) by_hour_.erase(found);
}

void NearCopies::Impl::Forget(const ArticleId& id, const store::FingerprintRecord& record) {
  const auto slot = SlotOf(id);
  if (!slot) return;
  for (const std::uint32_t mark : record.marks) index_.Erase(mark, *slot);
  Remove(*slot);
}

void NearCopies::Impl::Remove(Slot slot) {
  places_.Erase(PlaceMark(texts_[slot].id), slot);
  Uncount(texts_[slot]);
  texts_[slot] = Text();
  free_.push_back(slot);
  --live_;
}

void NearCopies::Impl::Keep() {
  changes_.clear();
}

void NearCopies::Impl::TakeBack() {
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    switch (change->kind) {
      case Change::kPosted:
        index_.Erase(change->mark, change->slot);
        break;
      case Change::kUnposted:
        index_.Insert(change->mark, change->slot);
        break;
      case Change::kText:
        SetHour(texts_[change->slot], change->before.seen_hour);
        texts_[change->slot] = change->before;
        break;
      case Change::kPlaced:
        last_number_ = texts_[change->slot].number - 1;
        Remove(change->slot);
        break;
    }
  }
  changes_.clear();
}

std::size_t NearCopies::Impl::MemoryBytes() const {
  return index_.MemoryBytes() + places_.MemoryBytes() + texts_.capacity() * sizeof(Text) +
         free_.capacity() * sizeof(Slot);
}

NearCopies::NearCopies(NearCopiesOptions options) : impl_(std::make_unique<Impl>(options)) {}
NearCopies::~NearCopies() = default;

void NearCopies::Load(const ArticleId& id, const store::FingerprintRecord& record) {
  impl_->Load(id, record);
}

void NearCopies::FinishLoading() {
  impl_->FinishLoading();
}

std::optional<NearCopy> NearCopies::Find(const ArticleId& id, const Fingerprint& text,
                                         std::uint32_t hour) const {
  return impl_->Find(id, text, hour);
}

std::optional<store::FingerprintRecord> NearCopies::Add(const ArticleId& id,
                                                        const Fingerprint& text,
                                                        const std::optional<NearCopy>& copy,
                                                        std::uint32_t hour,
                                                        const store::FingerprintRecord* before) {
  return impl_->Add(id, text, copy, hour, before);
}

std::optional<std::uint32_t> NearCopies::Sight(const ArticleId& original, std::uint32_t hour) {
  return impl_->Sight(original, hour);
}

std::vector<ArticleId> NearCopies::Expired(std::uint32_t hour, std::size_t texts_max) {
  return impl_->Expired(hour, texts_max);
}

void NearCopies::Forget(const ArticleId& id, const store::FingerprintRecord& record) {
  impl_->Forget(id, record);
}

void NearCopies::Keep() {
  impl_->Keep();
}

void NearCopies::TakeBack() {
  impl_->TakeBack();
}

std::size_t NearCopies::Texts() const {
  return impl_->Texts();
}

std::size_t NearCopies::MemoryBytes() const {
  return impl_->MemoryBytes();
}

}  // namespace stratwatch::pipeline
