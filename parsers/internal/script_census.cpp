#include "parsers/internal/script_census.h"

#include <algorithm>
#include <string>

#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

struct ScriptRange {
  char32_t first;
  char32_t last;
  Script script;
};

// Unicode 15 blocks, ascending; only the scripts that matter to language identification here.
constexpr std::array kRanges = {
    ScriptRange{0x0041, 0x005A, Script::kLatin},
    ScriptRange{0x0061, 0x007A, Script::kLatin},
    ScriptRange{0x00C0, 0x024F, Script::kLatin},
    ScriptRange{0x0250, 0x02AF, Script::kLatin},
    ScriptRange{0x0370, 0x03FF, Script::kGreek},
    ScriptRange{0x0400, 0x052F, Script::kCyrillic},
    ScriptRange{0x0531, 0x0587, Script::kArmenian},
    ScriptRange{0x05D0, 0x05F2, Script::kHebrew},
    ScriptRange{0x0620, 0x064A, Script::kArabic},
    ScriptRange{0x066E, 0x06D3, Script::kArabic},
    ScriptRange{0x06EE, 0x06EF, Script::kArabic},
    ScriptRange{0x06FA, 0x06FF, Script::kArabic},
    ScriptRange{0x0750, 0x077F, Script::kArabic},
    ScriptRange{0x0904, 0x0939, Script::kDevanagari},
    ScriptRange{0x0958, 0x0961, Script::kDevanagari},
    ScriptRange{0x0985, 0x09E1, Script::kBengali},
    ScriptRange{0x0A05, 0x0A5E, Script::kGurmukhi},
    ScriptRange{0x0A72, 0x0A74, Script::kGurmukhi},
    ScriptRange{0x0A85, 0x0AE1, Script::kGujarati},
    ScriptRange{0x0B05, 0x0B61, Script::kOriya},
    ScriptRange{0x0B83, 0x0BD0, Script::kTamil},
    ScriptRange{0x0C05, 0x0C61, Script::kTelugu},
    ScriptRange{0x0C85, 0x0CE1, Script::kKannada},
    ScriptRange{0x0D05, 0x0D61, Script::kMalayalam},
    ScriptRange{0x0D85, 0x0DC6, Script::kSinhala},
    ScriptRange{0x0E01, 0x0E4E, Script::kThai},
    ScriptRange{0x0E81, 0x0EDF, Script::kLao},
    ScriptRange{0x0F40, 0x0F6C, Script::kTibetan},
    ScriptRange{0x1000, 0x103F, Script::kMyanmar},
    ScriptRange{0x1050, 0x109D, Script::kMyanmar},
    ScriptRange{0x10A0, 0x10FF, Script::kGeorgian},
    ScriptRange{0x1100, 0x11FF, Script::kHangul},
    ScriptRange{0x1200, 0x135A, Script::kEthiopic},
    ScriptRange{0x1380, 0x138F, Script::kEthiopic},
    ScriptRange{0x1780, 0x17D3, Script::kKhmer},
    ScriptRange{0x1E00, 0x1EFF, Script::kLatin},
    ScriptRange{0x1F00, 0x1FFF, Script::kGreek},
    ScriptRange{0x2D80, 0x2DDE, Script::kEthiopic},
    ScriptRange{0x3041, 0x309F, Script::kKana},
    ScriptRange{0x30A1, 0x30FA, Script::kKana},
    ScriptRange{0x3400, 0x4DBF, Script::kHan},
    ScriptRange{0x4E00, 0x9FFF, Script::kHan},
    ScriptRange{0xA640, 0xA69D, Script::kCyrillic},
    ScriptRange{0xAC00, 0xD7A3, Script::kHangul},
    ScriptRange{0xF900, 0xFAFF, Script::kHan},
    ScriptRange{0xFB50, 0xFDFF, Script::kArabic},
    ScriptRange{0xFE70, 0xFEFC, Script::kArabic},
    ScriptRange{0xFF21, 0xFF5A, Script::kLatin},
    ScriptRange{0xFF66, 0xFF9D, Script::kKana},
    ScriptRange{0x20000, 0x3134F, Script::kHan},
};

}  // namespace

Script ScriptOf(char32_t code_point) {
  if (code_point < 0x80) {
    const char32_t lower = code_point | 0x20U;
    return lower >= 'a' && lower <= 'z' ? Script::kLatin : Script::kCount;
  }
  const auto* found =
      std::lower_bound(kRanges.begin(), kRanges.end(), code_point,
                       [](const ScriptRange& range, char32_t c) { return range.last < c; });
  if (found == kRanges.end() || code_point < found->first) return Script::kCount;
  return found->script;
}

ScriptCensus CountScripts(std::string_view utf8) {
  ScriptCensus census;
  std::size_t at = 0;
  while (at < utf8.size()) {
    const Script script = ScriptOf(NextCodePoint(utf8, at));
    if (script == Script::kCount) continue;
    ++census.counts[static_cast<std::size_t>(script)];
    ++census.letters;
  }
  return census;
}

std::optional<LanguageGuess> LanguageOfScript(const ScriptCensus& census) {
  struct Rule {
    Script script;
    std::string_view tag;
  };
  // One modern language in the press for each of these scripts. Not here, and left to the
  // statistics: Latin, Cyrillic, Arabic, Devanagari, Bengali, Ethiopic, Hebrew (Yiddish), Han.
  static constexpr std::array kRules = {
      Rule{Script::kThai, "th"},     Rule{Script::kLao, "lo"},       Rule{Script::kKhmer, "km"},
      Rule{Script::kMyanmar, "my"},  Rule{Script::kGreek, "el"},     Rule{Script::kArmenian, "hy"},
      Rule{Script::kGeorgian, "ka"}, Rule{Script::kGurmukhi, "pa"},  Rule{Script::kGujarati, "gu"},
      Rule{Script::kOriya, "or"},    Rule{Script::kTamil, "ta"},     Rule{Script::kTelugu, "te"},
      Rule{Script::kKannada, "kn"},  Rule{Script::kMalayalam, "ml"}, Rule{Script::kSinhala, "si"},
      Rule{Script::kTibetan, "bo"},  Rule{Script::kHangul, "ko"},
  };
  // More than half: news in these scripts quotes names in Latin letters, not the other way round.
  for (const Rule& rule : kRules) {
    const double share = census.Share(rule.script);
    if (share > 0.5) return LanguageGuess{std::string(rule.tag), static_cast<float>(share)};
  }
  // Running Japanese is about half kana; Chinese that quotes a Japanese name has a few percent.
  const std::uint32_t kana = census.Of(Script::kKana);
  const std::uint32_t east = kana + census.Of(Script::kHan);
  if (east * 2 > census.letters && kana * 100 > east * 8) {
    return LanguageGuess{"ja", static_cast<float>(east) / static_cast<float>(census.letters)};
  }
  return std::nullopt;
}

}  // namespace stratwatch::parsers::internal
