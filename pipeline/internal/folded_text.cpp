#include "pipeline/internal/folded_text.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <memory>

namespace stratwatch::pipeline::internal {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kBmp = 0x10000;

// Marks here vary freely (accents, vowel points); elsewhere they are letters of the word.
bool MarksAreOptional(UScriptCode script) {
  switch (script) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
    case USCRIPT_ARMENIAN:
    case USCRIPT_GEORGIAN:
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
      return true;
    default:
      return false;
  }
}

bool IsUnspaced(UScriptCode script) {
  switch (script) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN:
      return true;
    default:
      return false;
  }
}

UScriptCode ScriptOf(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &status);
  return U_FAILURE(status) ? USCRIPT_COMMON : script;
}

CharKind ComputeKind(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  if (u_isdigit(code)) return kDigitKind;
  const std::uint32_t category = U_GET_GC_MASK(code);
  if ((category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_NL_MASK)) == 0) return kOtherKind;
  if (c == 0x30FC || c == 0xFF70) return kKatakanaKind;  // The long-vowel mark: a common letter.
  if (c == 0x3005) return CharKind(kUnspacedScriptKind + USCRIPT_HAN % 64);
  const UScriptCode script = ScriptOf(c);
  switch (script) {
    case USCRIPT_LATIN:
      return kLatinKind;
    case USCRIPT_CYRILLIC:
      return kCyrillicKind;
    case USCRIPT_GREEK:
      return kGreekKind;
    case USCRIPT_ARABIC:
      return kArabicKind;
    case USCRIPT_HEBREW:
      return kHebrewKind;
    case USCRIPT_HANGUL:
      return kHangulKind;
    case USCRIPT_KATAKANA:
      return kKatakanaKind;
    case USCRIPT_ETHIOPIC:
      return kEthiopicKind;
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
      return kOtherKind;
    default:
      break;
  }
  // Numbers only have to differ between scripts that meet in one text.
  if (IsUnspaced(script)) return CharKind(kUnspacedScriptKind + script % 64);
  return CharKind(kOtherScriptKind + script % 80);
}

// Letters that ICU's decomposition leaves alone but writers exchange.
char32_t Exchange(char32_t c) {
  switch (c) {
    case 0x0131:
      return 'i';  // ı
    case 0x0142:
      return 'l';  // ł
    case 0x00F8:
      return 'o';  // ø
    case 0x0111:
      return 'd';  // đ
    case 0x0127:
      return 'h';  // ħ
    case 0x0491:
      return 0x0433;  // ґ → г
    case 0x0671:
      return 0x0627;  // ٱ → ا
    case 0x0649:      // ى → ي
    case 0x06CC:
      return 0x064A;  // ی → ي
    case 0x06A9:
      return 0x0643;  // ک → ك
    case 0x0629:      // ة → ه
    case 0x06C1:      // ہ
    case 0x06BE:      // ھ
    case 0x06D5:
      return 0x0647;  // ە
    default:
      return c;
  }
}

bool IsApostrophe(char32_t c) {
  return c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x201B || c == '`' ||
         c == 0x00B4 || c == 0x02B9 || c == 0xFF07;
}

// Quotation marks say nothing about the words between them ("AI+" in a title's name), and the
// double ones are letters' company in Hebrew acronyms.
bool IsQuotation(char32_t c) {
  return c == '"' || c == 0x00AB || c == 0x00BB || (c >= 0x201C && c <= 0x201F) || c == 0x05F4 ||
         c == 0x05F3 || (c >= 0x3008 && c <= 0x300F) || c == 0xFF02 || c == 0x2039 || c == 0x203A;
}

bool IsIndicNukta(char32_t c) {
  return c == 0x093C || c == 0x09BC || c == 0x0A3C || c == 0x0ABC || c == 0x0B3C || c == 0x0CBC;
}

// NFKC with case folding, then without optional marks, one code point at a time.
std::u16string FoldedForm(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::Normalizer2* split = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) return {};
  icu::UnicodeString folded = fold->normalize(icu::UnicodeString(static_cast<UChar32>(c)), status);
  if (MarksAreOptional(ScriptOf(c))) folded = split->normalize(folded, status);
  std::u16string out;
  for (int32_t i = 0; i < folded.length();) {
    const auto each = static_cast<char32_t>(folded.char32At(i));
    i += U16_LENGTH(static_cast<UChar32>(each));
    const bool mark = (U_GET_GC_MASK(static_cast<UChar32>(each)) & U_GC_M_MASK) != 0;
    if (IsIndicNukta(each) || (mark && MarksAreOptional(ScriptOf(each)))) continue;
    const char32_t letter = Exchange(each);
    if (letter < kBmp) {
      out.push_back(static_cast<char16_t>(letter));
    } else {
      out.push_back(static_cast<char16_t>(U16_LEAD(letter)));
      out.push_back(static_cast<char16_t>(U16_TRAIL(letter)));
    }
  }
  return out;
}

}  // namespace

MatchFolding::MatchFolding() {
  for (char32_t c = 0; c < kBmp; ++c) {
    if (U_IS_SURROGATE(c)) {
      folded_[c].unit = static_cast<char16_t>(kReplacement);
    } else if (c >= 0xAC00 && c <= 0xD7A3) {  // Hangul syllables are what they are.
      folded_[c].unit = static_cast<char16_t>(c);
      folded_[c].kind = kHangulKind;
    } else {
      Learn(c);
    }
  }
  LearnHan();
}

void MatchFolding::Learn(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  folded_[c].kind = ComputeKind(c);
  folded_[c].unit = static_cast<char16_t>(c);
  if (u_isUWhiteSpace(code) || (U_GET_GC_MASK(code) & (U_GC_PD_MASK | U_GC_ZS_MASK)) != 0 ||
      c == 0x2212 || c == 0x05BE) {  // The minus sign and the Hebrew maqaf are dashes too.
    folded_[c].action = kSpace;
    return;
  }
  if (IsApostrophe(c)) {
    folded_[c].unit = u'\'';
    folded_[c].kind = kOtherKind;
    return;
  }
  const bool mark = (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0;
  if (IsIndicNukta(c) || (mark && MarksAreOptional(ScriptOf(c)))) {
    folded_[c].action = kMark;
    return;
  }
  if (IsQuotation(c) || c == 0x0640 || (U_GET_GC_MASK(code) & U_GC_CF_MASK) != 0) {
    folded_[c].action = kDrop;
    return;
  }
  const int32_t digit = u_charDigitValue(code);
  if (u_charType(code) == U_DECIMAL_DIGIT_NUMBER && digit >= 0) {
    folded_[c].unit = static_cast<char16_t>(u'0' + digit);
    return;
  }
  const std::u16string folded = FoldedForm(c);
  if (folded.size() == 1) {
    folded_[c].unit = folded[0];
  } else if (folded.empty()) {
    folded_[c].action = kDrop;
  } else {
    folded_[c].action = kExpand;
    folded_[c].unit = static_cast<char16_t>(expansions_.size());
    expansions_.push_back(folded);
  }
}

// One character at a time is right for matching: names are folded the same way as texts.
void MatchFolding::LearnHan() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> simplify(
      icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, status));
  if (U_FAILURE(status) || simplify == nullptr) return;  // ICU without it: both forms stay apart.
  icu::UnicodeString all;
  for (char16_t c = 0x4E00; c < 0xA000; ++c) {
    all.setTo(c);
    simplify->transliterate(all);
    if (all.length() == 1) folded_[c].unit = all[0];
  }
}

CharKind MatchFolding::KindOf(char32_t code_point) const {
  return code_point < kBmp ? folded_[code_point].kind : ComputeKind(code_point);
}

namespace {

// Appends to the four arrays of a FoldedText at once, without asking each for room.
class FoldedWriter {
 public:
  // One byte gives one unit at most, but for the few characters that expand.
  explicit FoldedWriter(std::size_t bytes) { Resize(bytes); }

  // Makes room for `units` and for one of each of the `rest` bytes to come.
  void Reserve(std::size_t units, std::size_t rest) {
    const std::size_t wanted = size_ + units + rest;
    if (wanted > room_) Resize(wanted + wanted / 2);
  }
  void Push(char16_t unit, std::size_t from, std::size_t to, CharKind kind) {
    units_[size_] = unit;
    begin_[size_] = static_cast<std::uint32_t>(from);
    bytes_[size_] = static_cast<std::uint8_t>(to - from);
    kinds_[size_] = kind;
    ++size_;
  }
  // A dropped mark belongs to its letter: a surface must not be cut before its accent. What is
  // piled up beyond the width of the field is left out, at the end of a character.
  void Extend(std::size_t to) {
    const std::size_t bytes = to - begin_[size_ - 1];
    if (bytes <= kBytesMax) bytes_[size_ - 1] = static_cast<std::uint8_t>(bytes);
  }
  void EndParagraph() { units_[size_ - 1] = u'\n'; }
  bool AfterSpace() const {
    return size_ > 0 && (units_[size_ - 1] == u' ' || units_[size_ - 1] == u'\n');
  }
  FoldedText Take() {
    Resize(size_);
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kBytesMax = 255;

  void Resize(std::size_t room) {
    room_ = room;
    out_.units.resize(room);
    out_.begin.resize(room);
    out_.bytes.resize(room);
    out_.kinds.resize(room);
    units_ = out_.units.data();
    begin_ = out_.begin.data();
    bytes_ = out_.bytes.data();
    kinds_ = out_.kinds.data();
  }

  FoldedText out_;
  char16_t* units_ = nullptr;
  std::uint32_t* begin_ = nullptr;
  std::uint8_t* bytes_ = nullptr;
  CharKind* kinds_ = nullptr;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
};

// Most characters beyond the BMP (emoji, rare ideographs) fold to themselves: ICU tells that at
// once.
std::u16string FoldedBeyondBmp(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto code = static_cast<UChar32>(c);
  if (U_FAILURE(status) || !fold->isInert(code)) return FoldedForm(c);
  return {static_cast<char16_t>(U16_LEAD(code)), static_cast<char16_t>(U16_TRAIL(code))};
}

}  // namespace

const MatchFolding& MatchFolding::Shared() {
  static const MatchFolding folding;
  return folding;
}

FoldedText MatchFolding::Fold(std::string_view utf8) const {
  // Offsets are 32 bits; what lies beyond is not folded (bodies are bounded far below).
  const std::size_t size = utf8.size() < 0x7FFFFFFF ? utf8.size() : 0x7FFFFFFF;
  FoldedWriter out(size);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  std::size_t line_feeds = 0;  // In the present run of white space.
  bool after_letter = false;   // A mark may belong to the last unit.
  for (std::size_t at = 0; at < size;) {
    const std::size_t from = at;
    UChar32 code = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, code);
    if (code >= static_cast<UChar32>(kBmp)) {
      const CharKind kind = ComputeKind(static_cast<char32_t>(code));
      const std::u16string form = FoldedBeyondBmp(static_cast<char32_t>(code));
      out.Reserve(form.size(), size - at);
      for (const char16_t unit : form) out.Push(unit, from, at, kind);
      after_letter = !form.empty();
      continue;
    }
    const Folded& folded = folded_[static_cast<std::size_t>(code)];
    switch (folded.action) {
      case kKeep:
        out.Push(folded.unit, from, at, folded.kind);
        after_letter = true;
        break;
      case kExpand:
        out.Reserve(expansions_[folded.unit].size(), size - at);
        for (const char16_t unit : expansions_[folded.unit]) {
          out.Push(unit, from, at, folded.kind);
        }
        after_letter = true;
        break;
      case kMark:
        if (after_letter) out.Extend(at);
        break;
      case kDrop:
        after_letter = false;
        break;
      case kSpace:
        after_letter = false;
        if (!out.AfterSpace()) {
          line_feeds = code == '\n' ? 1 : 0;
          out.Push(u' ', from, at, kOtherKind);
        } else if (code == '\n' && ++line_feeds >= 2) {
          out.EndParagraph();
        }
        break;
    }
  }
  return out.Take();
}

std::u16string MatchFolding::FoldName(std::u16string_view name) const {
  std::u16string out;
  for (std::size_t i = 0; i < name.size();) {
    UChar32 code = 0;
    U16_NEXT(name.data(), i, name.size(), code);
    if (code >= static_cast<UChar32>(kBmp)) {
      out += FoldedForm(static_cast<char32_t>(code));
      continue;
    }
    const Folded& folded = folded_[static_cast<std::size_t>(code)];
    switch (folded.action) {
      case kKeep:
        out.push_back(folded.unit);
        break;
      case kExpand:
        out += expansions_[folded.unit];
        break;
      case kSpace:
        if (!out.empty() && out.back() != u' ') out.push_back(u' ');
        break;
      case kMark:
      case kDrop:
        break;
    }
  }
  while (!out.empty() && out.back() == u' ') out.pop_back();
  return out;
}

std::u16string MatchFolding::FoldName(std::string_view utf8) const {
  std::u16string out = Fold(utf8).units;  // Runs of space are single already.
  while (!out.empty() && (out.back() == u' ' || out.back() == u'\n')) out.pop_back();
  if (!out.empty() && (out.front() == u' ' || out.front() == u'\n')) out.erase(0, 1);
  return out;
}

}  // namespace stratwatch::pipeline::internal
