#include "pipeline/internal/quantity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace stratwatch::pipeline::internal {
namespace {

// One part of a number, in order of position.
struct Atom {
  std::size_t begin = 0;
  std::size_t end = 0;
  double value = 0.0;
  bool digits = false;
  bool scale = false;
  bool plain = false;
};

// Nobody counts beyond this; "billion billion billion …" is no figure.
constexpr double kValueMax = 1e24;

constexpr char16_t kArabicThousands = 0x066C;
constexpr char16_t kArabicDecimal = 0x066B;

// Languages that write a comma before the decimals (CLDR, decimal symbols).
bool HasDecimalComma(std::string_view language) {
  static constexpr std::array<std::string_view, 33> kLanguages = {
      "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr", "id",
      "vi", "cs", "sk", "sv", "da", "no", "nb", "fi", "hu", "ro", "bg",
      "el", "sr", "hr", "sl", "lt", "lv", "et", "ca", "be", "kk", "uz"};
  const std::string_view primary = language.substr(0, language.find('-'));
  return std::find(kLanguages.begin(), kLanguages.end(), primary) != kLanguages.end();
}

bool IsDigit(const FoldedText& folded, std::size_t at) {
  return at < folded.units.size() && folded.kinds[at] == kDigitKind;
}

// Digits with their separators, read from `begin`, which is a digit.
class Literal {
 public:
  Literal(const FoldedText& folded, std::size_t begin, bool decimal_comma)
      : folded_(folded), decimal_comma_(decimal_comma) {
    end_ = begin;
    TakeGroup();
    while (TakeSeparator()) TakeGroup();
  }

  std::size_t End() const { return end_; }
  bool Plain() const { return count_ == 1; }

  // Nothing when the groups make no number ("12.03.2026").
  std::optional<double> Value() const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (groups_[i].size() > kDigitsMax) return std::nullopt;
    }
    if (count_ == 1) return Join(1);
    const char16_t last = LastSeparator();
    const auto separators = separators_.begin();
    const bool same = std::all_of(separators, separators + (count_ - 1),
                                  [&](char16_t each) { return each == last; });
    if (!same) return AreThousands(count_ - 1) ? std::optional(WithDecimals()) : std::nullopt;
    if (last == kArabicDecimal) return WithDecimals();
    if (last == u' ' || last == u'\'' || last == kArabicThousands) return Join(count_);
    if (count_ > 2) return AreThousands(count_) ? std::optional(Join(count_)) : std::nullopt;
    const bool decimal = last == (decimal_comma_ ? u',' : u'.');
    if (groups_[1].size() == 3 && !decimal && groups_[0].size() <= 3) return Join(2);
    return WithDecimals();
  }

 private:
  // "1,000,000,000,000,000,000" has seven groups; more are a list.
  static constexpr std::size_t kGroupsMax = 7;
  // Longer runs of digits are identifiers.
  static constexpr std::size_t kDigitsMax = 24;

  char16_t LastSeparator() const { return separators_[count_ - 2]; }
  void TakeGroup() {
    const std::size_t begin = end_;
    while (IsDigit(folded_, end_)) ++end_;
    groups_[count_++] = folded_.Units(begin, end_);
  }

  std::size_t GroupLength(std::size_t at) const {
    std::size_t length = 0;
    while (IsDigit(folded_, at + length)) ++length;
    return length;
  }

  // Moves behind a separator when a group follows that may belong to the number.
  bool TakeSeparator() {
    if (end_ >= folded_.units.size() || count_ == kGroupsMax) return false;
    const char16_t mark = folded_.units[end_];
    const bool strict = mark == u' ' || mark == u'\'' || mark == kArabicThousands;
    if (!strict && mark != u',' && mark != u'.' && mark != kArabicDecimal) return false;
    const std::size_t length = GroupLength(end_ + 1);
    if (length == 0) return false;
    if (strict) {  // These only part thousands.
      const bool begun = count_ > 1;
      if (length != 3 || groups_[0].size() > 3 || (begun && LastSeparator() != mark)) return false;
      if (mark == u' ' && !decimal_comma_) return false;
    }
    separators_[count_ - 1] = mark;
    ++end_;
    return true;
  }

  // Groups of three, or of two and then three as in India.
  bool AreThousands(std::size_t count) const {
    if (groups_[0].size() > 3) return false;
    for (std::size_t i = 1; i < count; ++i) {
      const std::size_t size = groups_[i].size();
      if (size != 3 && !(size == 2 && i + 1 < count)) return false;
    }
    return true;
  }

  double Join(std::size_t count) const {
    double value = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      for (const char16_t digit : groups_[i]) value = value * 10.0 + (digit - u'0');
    }
    return value;
  }

  double WithDecimals() const {
    double part = 0.0;
    double unit = 0.1;
    for (const char16_t digit : groups_[count_ - 1]) {
      part += unit * (digit - u'0');
      unit /= 10.0;
    }
    return Join(count_ - 1) + part;
  }

  const FoldedText& folded_;
  bool decimal_comma_;
  std::size_t end_ = 0;
  std::array<std::u16string_view, kGroupsMax> groups_;
  std::array<char16_t, kGroupsMax> separators_{};  // Each behind its group.
  std::size_t count_ = 0;                          // Of groups.
};

// "GPT-4", "H100", "G20", "10:30", "2-1": digits that are part of a name, a time or a score.
bool IsInName(const FoldedField& field, const FigureWords& words, std::size_t begin,
              std::size_t end) {
  const FoldedText& folded = field.folded;
  if (end + 1 < folded.units.size() && folded.units[end] == u':' && IsDigit(folded, end + 1)) {
    return true;
  }
  if (begin == 0) return false;
  if (begin > 1 && folded.units[begin - 1] == u':' && IsDigit(folded, begin - 2)) return true;
  const CharKind before = folded.kinds[begin - 1];
  if (before == kLatinKind || before == kCyrillicKind) {
    return words.Before(begin, FigureKind::kCurrency) == nullptr;
  }
  const bool hyphen = field.text[folded.begin[begin - 1]] == '-';
  if (!hyphen || begin < 2) return false;
  const CharKind behind = folded.kinds[begin - 2];
  return behind == kLatinKind || behind == kCyrillicKind;
}

double IdeographValue(char16_t unit) {
  static constexpr std::u16string_view kDigits = u"〇一二三四五六七八九";
  if (unit == u'零') return 0.0;
  if (unit == u'两') return 2.0;
  const std::size_t at = kDigits.find(unit);
  return at == std::u16string_view::npos ? -1.0 : static_cast<double>(at);
}

double IdeographScale(char16_t unit) {
  if (unit == u'十') return 10.0;
  return unit == u'百' ? 100.0 : unit == u'千' ? 1000.0 : 0.0;
}

// "三十五": a number below ten thousand in ideographs, when a word of figures follows it.
std::optional<Atom> ReadIdeographs(const FoldedText& folded, const FigureWords& words,
                                   std::size_t at) {
  Atom atom;
  atom.begin = at;
  double digit = -1.0;
  for (; at < folded.units.size() && at - atom.begin < 8; ++at) {
    const double value = IdeographValue(folded.units[at]);
    const double scale = IdeographScale(folded.units[at]);
    if (value >= 0.0 && digit < 0.0) {
      digit = value;
    } else if (scale > 0.0) {
      atom.value += (digit < 0.0 ? 1.0 : digit) * scale;
      digit = -1.0;
    } else {
      break;
    }
  }
  if (digit > 0.0) atom.value += digit;
  atom.end = at;
  const bool followed = words.At(at) != nullptr;
  if (at == atom.begin || !followed) return std::nullopt;
  return atom;
}

std::vector<Atom> ReadAtoms(const FoldedField& field, const FigureWords& words,
                            std::string_view language) {
  const FoldedText& folded = field.folded;
  std::vector<Atom> atoms;
  const bool decimal_comma = HasDecimalComma(language);
  for (std::size_t at = 0; at < folded.units.size(); ++at) {
    if (folded.kinds[at] != kDigitKind) continue;
    const Literal literal(folded, at, decimal_comma);
    const auto value = literal.Value();
    if (value && !IsInName(field, words, at, literal.End())) {
      atoms.push_back({at, literal.End(), *value, true, false, literal.Plain()});
    }
    at = literal.End();
  }
  const std::string_view primary = language.substr(0, language.find('-'));
  std::size_t free_from = 0;
  if (primary == "zh" || primary == "ja") {
    for (std::size_t at = 0; at < folded.units.size(); ++at) {
      if (IdeographValue(folded.units[at]) < 0.0 && folded.units[at] != u'十') continue;
      const auto atom = ReadIdeographs(folded, words, at);
      if (!atom) continue;
      atoms.push_back(*atom);
      at = atom->end - 1;
    }
  }
  for (const FigureWord& word : words.All()) {
    if (word.kind != FigureKind::kNumber && word.kind != FigureKind::kScale) continue;
    if (word.begin < free_from) continue;
    free_from = word.end;
    atoms.push_back(
        {word.begin, word.end, word.row->number, false, word.kind == FigureKind::kScale, false});
  }
  std::sort(atoms.begin(), atoms.end(), [](const Atom& a, const Atom& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  return atoms;
}

// Whether only a space, or the Arabic "and", stands between two parts.
bool Adjoins(const FoldedText& folded, std::size_t end, std::size_t begin) {
  if (end > begin) return false;
  const auto gap = std::u16string_view(folded.units).substr(end, begin - end);
  return gap.empty() || gap == u" " || gap == u" و";
}

// Joins parts to one number: scales multiply, what follows a scale is added.
class Chain {
 public:
  Chain(const Atom& first, bool scale_first) : scale_first_(scale_first) {
    quantity_.begin = first.begin;
    Take(first);
  }

  // False when the part does not belong to this number.
  bool Add(const Atom& atom) {
    if (scale_first_ && last_scale_ && parts_ == 1 && !atom.scale) {
      current_ *= atom.value;  // "milioni 250"
      Extend(atom);
      last_scale_ = false;
      return true;
    }
    if (!atom.scale && !last_scale_) {
      const bool tens = !atom.digits && !quantity_.in_digits && current_ >= 20.0 &&
                        std::fmod(current_, 10.0) == 0.0 && atom.value < 10.0 && current_ < 100.0;
      if (!tens) return false;
    }
    // "3 million 500": what follows must be smaller than the scale before it.
    if (!atom.scale && last_scale_ && atom.value >= scale_) return false;
    Take(atom);
    return true;
  }

  Quantity Finish() {
    quantity_.value = total_ + current_;
    quantity_.plain = parts_ == 1 && plain_;
    return quantity_;
  }

 private:
  void Extend(const Atom& atom) {
    quantity_.end = atom.end;
    quantity_.in_digits = quantity_.in_digits || atom.digits;
    quantity_.scaled = quantity_.scaled || atom.scale;
    plain_ = atom.plain;
    ++parts_;
  }

  void Take(const Atom& atom) {
    if (atom.scale) {
      if (total_ > 0.0 && atom.value > total_scale_) {
        current_ = (total_ + current_) * atom.value;
        total_ = 0.0;
      } else {
        current_ = (parts_ == 0 ? 1.0 : current_) * atom.value;
      }
      scale_ = last_scale_ ? scale_ * atom.value : atom.value;
    } else if (last_scale_) {
      total_ += current_;
      total_scale_ = scale_;
      current_ = atom.value;
    } else {
      current_ += atom.value;
    }
    last_scale_ = atom.scale;
    Extend(atom);
  }

  bool scale_first_;
  Quantity quantity_;
  double total_ = 0.0;
  double total_scale_ = 0.0;
  double current_ = 0.0;
  double scale_ = 0.0;
  bool last_scale_ = false;
  bool plain_ = false;
  int parts_ = 0;
};

}  // namespace

std::vector<Quantity> ReadQuantities(const FoldedField& field, const FigureWords& words,
                                     std::string_view language) {
  const std::vector<Atom> atoms = ReadAtoms(field, words, language);
  const bool scale_first = language.substr(0, 2) == "sw";
  std::vector<Quantity> quantities;
  for (std::size_t i = 0; i < atoms.size();) {
    Chain chain(atoms[i], scale_first);
    std::size_t end = atoms[i].end;
    std::size_t next = i + 1;
    for (; next < atoms.size(); ++next) {
      if (atoms[next].begin < end) continue;  // Inside the part before it.
      if (!Adjoins(field.folded, end, atoms[next].begin) || !chain.Add(atoms[next])) break;
      end = atoms[next].end;
    }
    const Quantity quantity = chain.Finish();
    if (quantity.value < kValueMax) quantities.push_back(quantity);
    i = next;
  }
  return quantities;
}

}  // namespace stratwatch::pipeline::internal
