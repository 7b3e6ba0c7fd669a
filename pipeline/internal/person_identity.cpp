#include "pipeline/internal/person_identity.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <vector>

namespace stratwatch::pipeline::internal {
namespace {

// A skeleton of fewer letters is shared by too many names ("Li Lu").
constexpr std::size_t kSkeletonLettersMin = 4;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; });
}

// The class of consonants that romanisations exchange; 0 for vowels and what is often left out.
char ClassOf(char letter) {
  switch (letter) {
    case 'b':
    case 'p':
      return 'p';
    case 'c':
    case 'g':
    case 'k':
    case 'q':
      return 'k';
    case 'd':
    case 't':
      return 't';
    case 'f':
    case 'v':
      return 'f';
    case 'l':
    case 'm':
    case 'n':
    case 'r':
      return letter;
    case 'j':
    case 's':
    case 'x':
    case 'z':
      return 's';
    default:
      return 0;
  }
}

// An h behind a consonant says nothing ("gh", "kh", "sh"), but in "ch", which French writes for
// "sh".
std::string SkeletonOf(std::string_view word) {
  std::string skeleton;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool ch = word[i] == 'c' && i + 1 < word.size() && word[i + 1] == 'h';
    const char sound = ch ? 's' : ClassOf(word[i]);
    if (sound == 0 || (!skeleton.empty() && skeleton.back() == sound)) continue;
    skeleton += sound;
  }
  return skeleton;
}

}  // namespace

class PersonIdentity::Impl {
 public:
  Impl() {
    UErrorCode status = U_ZERO_ERROR;
    latin_.reset(icu::Transliterator::createInstance("Any-Latin; Lower", UTRANS_FORWARD, status));
    ascii_.reset(icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, status));
    if (U_FAILURE(status)) latin_.reset();
  }

  std::string Latin(std::string_view name) const {
    icu::UnicodeString text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
    if (latin_ != nullptr && !IsAscii(name)) {
      DropArticles(text);
      latin_->transliterate(text);
      text.findAndReplace(u"č", u"ch");
      ascii_->transliterate(text);
    } else {
      text.toLower();
    }
    std::string out;
    text.toUTF8String(out);
    return out;
  }

 private:
  // The Arabic article is written apart in Latin letters, or not at all.
  static void DropArticles(icu::UnicodeString& text) {
    for (int32_t at = 0; at >= 0 && at + 3 < text.length();) {
      if (text.compare(at, 2, u"ال") == 0) text.remove(at, 2);
      at = text.indexOf(u' ', at);
      if (at >= 0) ++at;
    }
  }

  std::unique_ptr<icu::Transliterator> latin_;
  std::unique_ptr<icu::Transliterator> ascii_;
};

PersonIdentity::PersonIdentity() : impl_(std::make_unique<Impl>()) {}
PersonIdentity::~PersonIdentity() = default;

std::string PersonIdentity::IdOf(std::string_view name) const {
  const std::string latin = impl_->Latin(name);
  std::string plain;
  std::string id;
  std::size_t letters = 0;
  for (std::size_t at = 0; at < latin.size();) {
    const std::size_t end = std::min(latin.find_first_of(" -.", at), latin.size());
    std::string word;
    for (std::size_t i = at; i < end; ++i) {
      const char c = latin[i];
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
      if ((static_cast<unsigned char>(c) & 0x80U) != 0) word += c;  // No Latin form was known.
    }
    at = end + 1;
    if (word == "al" || word == "el") continue;
    const std::string skeleton = SkeletonOf(word);
    if (!word.empty()) plain += (plain.empty() ? "" : ".") + word;
    if (!skeleton.empty()) id += (id.empty() ? "" : ".") + skeleton;
    letters += skeleton.size();
  }
  return letters >= kSkeletonLettersMin ? id : plain;
}

}  // namespace stratwatch::pipeline::internal
