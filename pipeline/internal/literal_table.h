#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::pipeline::internal {

// Tells which of many strings of UTF-16 units begin at a place of a text.
//
// Few words of a text begin a name, so a place is first asked for its four units in a bit set that
// fits the processor's first cache, and looked up only when it passes. The lookup gives the
// strings that share these units, in order: the last of them that is not behind the text in that
// order, and the strings it begins with, are all that can begin there. There is no automaton:
// some 50 bytes a string, beside its units.
//
// Threads: read-only once built; thread-safe.
class LiteralTable {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

 public:
  LiteralTable() = default;
  // `literals`: sorted, distinct, none empty; copied.
  explicit LiteralTable(const std::vector<std::u16string_view>& literals);

  // False when no literal begins at `at`, which must be inside `units`; true says nothing yet.
  bool MayBegin(std::u16string_view units, std::size_t at) const {
    const std::uint64_t key = KeyAt(units, at);
    return ((Bit(key) | Bit(key & kThree) | Bit(key & kTwo) | Bit(key & kOne)) & 1U) != 0;
  }

  // A place of the text on its way to Visit. The look-up reads memory in three far places; many
  // places are sent on their way at a time, so that the processor waits for all of them at once.
  class Place {
   public:
    std::size_t At() const { return at_; }

   private:
    friend class LiteralTable;
    std::size_t at_ = 0;
    std::uint64_t key_ = 0;
    std::uint32_t first_ = 0;  // Of the literals to choose from; first_ == last_ for none.
    std::uint32_t last_ = 0;
    std::uint32_t within_ = kNone;
  };

  // First: a place for which MayBegin is true.
  Place Start(std::u16string_view units, std::size_t at) const {
    Place place;
    place.at_ = at;
    place.key_ = KeyAt(units, at);
    __builtin_prefetch(slots_.data() + (Hash(place.key_) >> slots_shift_));
    return place;
  }
  // Then: false when no literal begins there.
  bool Narrow(std::u16string_view units, Place& place) const;

  // Last: calls `report(end, literal)` for every literal that is units [place.At(), end), shortest
  // first; `literal` is its place in the list given to the constructor. At most kNestedMax of them.
  template <typename Report>
  void Visit(std::u16string_view units, const Place& place, Report&& report) const {
    std::uint32_t found[kNestedMax];
    std::size_t count = 0;
    for (std::uint32_t each = LongestAt(units, place); each != kNone && count < kNestedMax;
         each = literals_[each].shorter) {
      found[count++] = each;
    }
    while (count > 0) {
      const std::uint32_t each = found[--count];
      report(place.At() + literals_[each].length, each);
    }
  }

  std::size_t Bytes() const;

 private:
  static constexpr std::size_t kKeyUnits = 4;
  static constexpr std::uint64_t kOne = 0xFFFF;
  static constexpr std::uint64_t kTwo = 0xFFFFFFFF;
  static constexpr std::uint64_t kThree = 0xFFFFFFFFFFFF;
  // "a", "aa", "aaa", …: names do not nest deeper.
  static constexpr std::size_t kNestedMax = 16;

  // What is asked of a literal stands together: it is asked of a few, far from one another.
  struct Literal {
    std::uint32_t begin = 0;        // In units_.
    std::uint32_t length = 0;       // Units.
    std::uint32_t shorter = kNone;  // The longest other literal that it begins with.
  };
  // The literals that begin with one key, [first, last). A shorter literal is its own key.
  //
  // Most places that have the key have none of its literals, and the literals are far away in
  // memory: what their next two units may be stands here. Half a cache line, never across two.
  struct alignas(32) Slot {
    std::uint64_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;        // 0: the slot is free.
    std::uint32_t fifth = 0;       // The bits of the units that may come behind the key.
    std::uint32_t sixth = 0;       // And behind these; all of them when a literal ends before.
    std::uint32_t within = kNone;  // The longest literal that is no longer than the key.
  };
  static std::uint32_t UnitBit(char16_t unit) { return std::uint32_t{1} << (unit & 31U); }
  // False when what follows the key of `slot` at `at` begins none of its longer literals.
  static bool MayContinue(const Slot& slot, std::u16string_view units, std::size_t at) {
    const std::size_t fifth = at + kKeyUnits;
    if (fifth >= units.size() || (slot.fifth & UnitBit(units[fifth])) == 0) return false;
    return fifth + 1 >= units.size() || (slot.sixth & UnitBit(units[fifth + 1])) != 0;
  }

  // Up to four units in one number, the first lowest; 0 stands for what is beyond the end.
  static std::uint64_t KeyAt(std::u16string_view units, std::size_t at) {
    const char16_t* unit = units.data() + at;
    if (at + kKeyUnits <= units.size()) {
      return static_cast<std::uint64_t>(unit[0]) | static_cast<std::uint64_t>(unit[1]) << 16U |
             static_cast<std::uint64_t>(unit[2]) << 32U |
             static_cast<std::uint64_t>(unit[3]) << 48U;
    }
    std::uint64_t key = 0;
    for (std::size_t i = 0; at + i < units.size(); ++i) {
      key |= static_cast<std::uint64_t>(unit[i]) << (16U * i);
    }
    return key;
  }
  // Multiplicative hashing (Knuth, TAOCP 3, 6.4) by the golden ratio's 64 bits.
  static std::uint64_t Hash(std::uint64_t key) {
    key ^= key >> 32U;
    return key * 0x9E3779B97F4A7C15U;
  }
  std::uint64_t Bit(std::uint64_t key) const {
    const std::uint64_t bit = Hash(key) >> bits_shift_;
    return bits_[bit >> 6U] >> (bit & 63U);
  }
  std::u16string_view Units(const Literal& literal) const {
    return {units_.data() + literal.begin, literal.length};
  }
  const Slot* Find(std::uint64_t key) const;
  void Insert(const Slot& slot);
  static void Learn(std::u16string_view literal, Slot& slot);
  std::uint32_t LongestAt(std::u16string_view units, const Place& place) const;

  std::u16string units_;
  std::vector<Literal> literals_;
  std::vector<Slot> slots_;  // Open addressing, at most half full.
  std::vector<std::uint64_t> bits_ = {0};
  unsigned slots_shift_ = 63;
  unsigned bits_shift_ = 63;
};

}  // namespace stratwatch::pipeline::internal
