#include "pipeline/internal/literal_table.h"

#include <cassert>

namespace stratwatch::pipeline::internal {
namespace {

// Bits for each key: one place in sixteen passes the bit set by chance, asked four times.
constexpr std::size_t kBitsPerKey = 64;
constexpr unsigned kBitsLog2Min = 12;

// The exponent of the first power of two that is at least `wanted`.
unsigned Log2For(std::size_t wanted, unsigned least) {
  unsigned log2 = least;
  while ((std::size_t{1} << log2) < wanted) ++log2;
  return log2;
}

bool BeginsWith(std::u16string_view text, std::u16string_view head) {
  return text.substr(0, head.size()) == head;
}

}  // namespace

LiteralTable::LiteralTable(const std::vector<std::u16string_view>& literals) {
  literals_.reserve(literals.size());
  std::size_t units = 0;
  for (const auto literal : literals) units += literal.size();
  units_.reserve(units);
  std::vector<Slot> slots;
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    const std::u16string_view literal = literals[i];
    assert(!literal.empty() && (i == 0 || literals[i - 1] < literal));
    std::uint32_t shorter = i == 0 ? kNone : i - 1;
    while (shorter != kNone && !BeginsWith(literal, literals[shorter])) {
      shorter = literals_[shorter].shorter;
    }
    literals_.push_back({static_cast<std::uint32_t>(units_.size()),
                         static_cast<std::uint32_t>(literal.size()), shorter});
    units_ += literal;
    const std::uint64_t key = KeyAt(literal, 0);
    // Sorted, so those of one key stand together, but for a shorter one that is the key.
    if (!slots.empty() && slots.back().key == key && slots.back().last == i) {
      slots.back().last = i + 1;
    } else {
      slots.push_back({key, i, i + 1});
      // Sorted, so what the first of them begins with is no longer than the key.
      slots.back().within = literal.size() <= kKeyUnits ? i : shorter;
    }
    Learn(literal, slots.back());
  }
  const unsigned slots_log2 = Log2For(2 * slots.size(), 2);
  const unsigned bits_log2 = Log2For(kBitsPerKey * slots.size(), kBitsLog2Min);
  slots_.resize(std::size_t{1} << slots_log2);
  bits_.assign(std::size_t{1} << (bits_log2 - 6), 0);
  slots_shift_ = 64 - slots_log2;
  bits_shift_ = 64 - bits_log2;
  for (const Slot& slot : slots) Insert(slot);
}

void LiteralTable::Learn(std::u16string_view literal, Slot& slot) {
  if (literal.size() <= kKeyUnits) return;
  slot.fifth |= UnitBit(literal[kKeyUnits]);
  slot.sixth |= literal.size() > kKeyUnits + 1 ? UnitBit(literal[kKeyUnits + 1]) : ~0U;
}

void LiteralTable::Insert(const Slot& slot) {
  const std::uint64_t bit = Hash(slot.key) >> bits_shift_;
  bits_[bit >> 6U] |= std::uint64_t{1} << (bit & 63U);
  std::size_t at = Hash(slot.key) >> slots_shift_;
  while (slots_[at].last != 0) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
}

const LiteralTable::Slot* LiteralTable::Find(std::uint64_t key) const {
  if (slots_.empty()) return nullptr;
  for (std::size_t at = Hash(key) >> slots_shift_; slots_[at].last != 0;
       at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].key == key) return &slots_[at];
  }
  return nullptr;
}

bool LiteralTable::Narrow(std::u16string_view units, Place& place) const {
  const Slot* slot = nullptr;
  for (const std::uint64_t mask : {~std::uint64_t{0}, kThree, kTwo, kOne}) {
    if ((Bit(place.key_ & mask) & 1U) != 0) slot = Find(place.key_ & mask);
    if (slot != nullptr) break;
  }
  if (slot == nullptr) return false;
  place.within_ = slot->within;
  if (MayContinue(*slot, units, place.at_)) {
    place.first_ = slot->first;
    place.last_ = slot->last;
  } else if (slot->within == kNone) {
    return false;
  }
  const std::uint32_t middle = place.first_ + (place.last_ - place.first_) / 2;
  __builtin_prefetch(literals_.data() + (place.last_ == 0 ? slot->within : middle));
  return true;
}

// Of all literals that begin at a place, the longest begins with the others.
std::uint32_t LiteralTable::LongestAt(std::u16string_view units, const Place& place) const {
  if (place.last_ == 0) return place.within_;
  const std::u16string_view text = units.substr(place.at_);
  // The first literal behind the text; the one before it shares most with the text.
  std::uint32_t first = place.first_;
  std::uint32_t last = place.last_;
  while (first < last) {
    const std::uint32_t middle = first + (last - first) / 2;
    if (Units(literals_[middle]) <= text) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  std::uint32_t longest = first == 0 ? kNone : first - 1;
  while (longest != kNone && !BeginsWith(text, Units(literals_[longest]))) {
    longest = literals_[longest].shorter;
  }
  return longest;
}

std::size_t LiteralTable::Bytes() const {
  return units_.size() * sizeof(char16_t) + literals_.size() * sizeof(Literal) +
         slots_.size() * sizeof(Slot) + bits_.size() * sizeof(std::uint64_t);
}

}  // namespace stratwatch::pipeline::internal
