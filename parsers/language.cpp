#include "parsers/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "parsers/internal/script_census.h"
#include "parsers/internal/second_look.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers {
namespace {

// Longer texts are judged by their beginning: CLD2 is right on news of 1,000 bytes already, and
// runs at 11 MB/s. Twice as much changes nothing on 1,945 pages, nor any row of the language set.
constexpr std::size_t kJudgedBytesMax = 2'048;

// Of a language that the text's words and letters told against CLD2.
constexpr float kByWords = 0.6F;

// CLD2's flag of the same meaning (compact_lang_det.h); its name there is a file-local constant.
constexpr int kBestEffort = 0x4000;

// CLD2 keeps codes that BCP 47 has since replaced.
std::string ModernTag(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kRenamed{{
      {"iw", "he"},
      {"in", "id"},
      {"ji", "yi"},
      {"jw", "jv"},
      {"mo", "ro"},
      {"tl", "fil"},
      {"nb", "no"},
      {"nn", "no"},
  }};
  for (const auto& [old_code, modern] : kRenamed) {
    if (code == old_code) return std::string(modern);
  }
  return std::string(code);
}

// Code points that CLD2 takes as a sign that the text is no text, and then answers nothing at all:
// C0 and C1 controls other than white space, and noncharacters (Unicode 23.1 and 23.7). Pages have
// them where windows-1252 was taken for ISO-8859-1.
bool IsControl(char32_t code_point) {
  if (code_point < 0x20) return code_point != '\t' && code_point != '\n' && code_point != '\r';
  if (code_point < 0x7F) return false;
  return code_point <= 0x9F || (code_point >= 0xFDD0 && code_point <= 0xFDEF) ||
         (code_point & 0xFFFE) == 0xFFFE;
}

// `text`, with a space for each such code point; in `copy` if there is one, else as it is.
std::string_view WithoutControls(std::string_view text, std::string& copy) {
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (!IsControl(internal::NextCodePoint(text, at))) continue;
    copy.append(text, copied, begin - copied).push_back(' ');
    copied = at;
  }
  if (copied == 0) return text;
  return copy.append(text, copied);
}

}  // namespace

LanguageGuess DetectLanguage(std::string_view text, const LanguageHints& hints) {
  std::string copy;
  const std::string_view judged =
      WithoutControls(internal::Utf8Prefix(text, kJudgedBytesMax), copy);
  const internal::ScriptCensus census = internal::CountScripts(judged);
  if (census.letters == 0) return {};
  if (auto settled = internal::LanguageOfScript(census)) return *std::move(settled);

  // Chinese and Japanese are told apart by kana, not by what the markup says; CLD2 is asked only
  // for the script then.
  const bool chinese = census.Share(internal::Script::kHan) > 0.5;
  const CLD2::CLDHints cld_hints{
      hints.markup_language.empty() || chinese ? nullptr : hints.markup_language.c_str(),
      hints.top_level_domain.empty() || chinese ? nullptr : hints.top_level_domain.c_str(),
      CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE,
                                          CLD2::UNKNOWN_LANGUAGE};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int text_bytes = 0;
  int valid_bytes = 0;
  bool reliable = false;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(judged.data(), static_cast<int>(judged.size()),
                                          /*is_plain_text=*/true, &cld_hints, kBestEffort,
                                          languages.data(), percents.data(), scores.data(), nullptr,
                                          &text_bytes, &reliable, &valid_bytes);
  LanguageGuess guess;
  if (chinese) {
    const bool traditional = languages[0] == CLD2::CHINESE_T;
    guess.tag = traditional ? "zh-Hant" : "zh";
    guess.confidence = static_cast<float>(census.Share(internal::Script::kHan));
    return guess;
  }
  if (languages[0] == CLD2::UNKNOWN_LANGUAGE) return {};
  guess.tag = ModernTag(CLD2::LanguageCode(languages[0]));
  if (guess.tag == "un") return {};
  std::string checked = internal::SecondLook(judged, guess.tag, scores[0]);
  if (checked != guess.tag) {
    guess.tag = std::move(checked);
    guess.confidence = kByWords;
    return guess;
  }
  const float share = static_cast<float>(std::clamp(percents[0], 0, 100)) / 100.0F;
  guess.confidence = reliable ? share : 0.5F * share;
  return guess;
}

Result<void> VerifyLanguageTables() {
  struct Probe {
    std::string_view tag;
    std::string_view text;
  };
  constexpr std::array<Probe, 2> kProbes{{
      {"yo",
       "Gbogbo ènìyàn ni a bí ní òmìnira; iyì àti ẹ̀tọ́ kọ̀ọ̀kan sì dọ́gba. Wọ́n ní ẹ̀bùn ti "
       "làákàyè àti ti ẹ̀rí-ọkàn, ó sì yẹ kí wọn ó máa hùwà sí ara wọn gẹ́gẹ́ bí ọmọ ìyá."},
      {"zu",
       "Bonke abantu bazalwa bekhululekile belingana ngesithunzi nangamalungelo. Bahlanganiswe "
       "wumcabango nangunembeza futhi kufanele baphathane ngomoya wobunye."},
  }};
  for (const Probe& probe : kProbes) {
    const LanguageGuess guess = DetectLanguage(probe.text);
    if (guess.tag == probe.tag) continue;
    return Fail(ErrorCode::kInvalid,
                fmt::format("language tables: a sentence in '{}' was taken for '{}': the small "
                            "CLD2 tables are in use; link cld2_full before cld2, without "
                            "--as-needed",
                            probe.tag, guess.tag));
  }
  return {};
}

}  // namespace stratwatch::parsers
