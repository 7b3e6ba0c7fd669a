#include "parsers/internal/language_region.h"

#include <fmt/format.h>
#include <unicode/locid.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/word_index.h"

namespace stratwatch::parsers::internal {
namespace {

// Long texts are judged by their beginning.
constexpr std::size_t kJudgedBytesMax = 6'000;

// A spelling or word of one usage and not of the other. English and Portuguese: the beginning of a
// word, lower case. Of Chinese and German: anywhere in it.
struct Mark {
  std::string_view text;
  int usage;  // 0 or 1, of the two usages below.
};

// Two usages of a language. The regions of the first are listed; all others follow the second, for
// which `other` stands when nothing else is said.
struct Usages {
  std::string_view language;
  bool word_starts;  // Marks count at the beginning of words only.
  std::string_view first;
  std::span<const std::string_view> first_regions;
  std::string_view other;
  std::span<const Mark> marks;
};

constexpr std::array<Mark, 46> kPortuguese = {{
    {"econôm", 0},       {"económ", 1},     {"acadêm", 0},   {"académ", 1},    {"gênero", 0},
    {"género", 1},       {"prêmio", 0},     {"prémio", 1},   {"fenômen", 0},   {"fenómen", 1},
    {"eletrôn", 0},      {"eletrón", 1},    {"autônom", 0},  {"autónom", 1},   {"antônio", 0},
    {"antónio", 1},      {"contato", 0},    {"contacto", 1}, {"equipe", 0},    {"equipa ", 1},
    {"registro", 0},     {"registo", 1},    {"você", 0},     {"usuári", 0},    {"utilizador", 1},
    {"planejament", 0},  {"planeament", 1}, {"esporte", 0},  {"desport", 1},   {"bilhões", 0},
    {"trilhões", 0},     {"facto ", 1},     {"factos", 1},   {"acção", 1},     {"telemóve", 1},
    {"gerenciament", 0}, {"gerenciar", 0},  {"ônibus", 0},   {"autocarro", 1}, {"concelho", 1},
    {"treinament", 0},   {"comitê", 0},     {"comité", 1},   {"projecto", 1},  {"direcção", 1},
    {"objectivo", 1},
}};
constexpr std::array<std::string_view, 1> kBrazil = {"BR"};

constexpr std::array<Mark, 33> kEnglish = {{
    {"colors", 0},    {"colored", 0},   {"colour", 1},    {"labour", 1},    {"center", 0},
    {"centre", 1},    {"defense", 0},   {"defence", 1},   {"favor", 0},     {"favour", 1},
    {"behavior", 0},  {"behaviour", 1}, {"neighbor", 0},  {"neighbour", 1}, {"harbour", 1},
    {"rumor", 0},     {"rumour", 1},    {"programme", 1}, {"organis", 1},   {"traveled", 0},
    {"travelled", 1}, {"modeling", 0},  {"modelling", 1}, {"labeled", 0},   {"labelled", 1},
    {"fulfill ", 0},  {"fulfil ", 1},   {"catalog ", 0},  {"catalogue", 1}, {"theater", 0},
    {"theatre", 1},   {"endeavor", 0},  {"endeavour", 1},
}};
constexpr std::array<std::string_view, 12> kAmerican = {"US", "PH", "LR", "PR", "GU", "AS",
                                                        "VI", "MP", "UM", "FM", "MH", "PW"};

constexpr std::array<Mark, 12> kGerman = {{
    {"ausserdem", 0},
    {"außerdem", 1},
    {"schliesslich", 0},
    {"schließlich", 1},
    {"grösse", 0},
    {"größe", 1},
    {"massnahm", 0},
    {"maßnahm", 1},
    {"gemäss", 0},
    {"gemäß", 1},
    {"strasse", 0},
    {"straße", 1},
}};
constexpr std::array<std::string_view, 2> kSwiss = {"CH", "LI"};

constexpr std::array<Mark, 12> kTraditional = {{
    {"網絡", 0},
    {"網路", 1},
    {"軟件", 0},
    {"軟體", 1},
    {"人工智能", 0},
    {"人工智慧", 1},
    {"數碼", 0},
    {"數位", 1},
    {"的士", 0},
    {"計程車", 1},
    {"打印", 0},
    {"列印", 1},
}};
constexpr std::array<std::string_view, 2> kHongKong = {"HK", "MO"};

constexpr std::array<Usages, 4> kUsages = {{
    {"pt", true, "BR", kBrazil, "PT", kPortuguese},
    {"en", true, "US", kAmerican, "GB", kEnglish},
    {"de", false, "CH", kSwiss, "DE", kGerman},
    {"zh-Hant", false, "HK", kHongKong, "TW", kTraditional},
}};

// Its marks in one index.
class UsageReader {
 public:
  explicit UsageReader(const Usages& usages) : usages_(usages), words_(WordsOf(usages)) {}

  struct Count {
    std::array<int, 2> of{};
    std::vector<std::string_view>
        seen;  // The first few different marks of the usage that has more.

    // The usage that has nearly all marks.
    std::optional<int> Settled() const {
      constexpr int kMarksMin = 2;
      const int more = of[0] >= of[1] ? 0 : 1;
      if (of[more] < kMarksMin || of[1 - more] * 5 > of[more]) return std::nullopt;
      return more;
    }
  };

  Count Read(std::string_view text) const {
    Count count;
    std::array<std::vector<std::string_view>, 2> seen;
    words_.ForEach(text, [&](std::size_t at, std::size_t word) {
      if (usages_.word_starts && at > 0 && IsWordByte(text[at - 1])) return true;
      const Mark& mark = usages_.marks[word];
      const auto usage = static_cast<std::size_t>(mark.usage);
      ++count.of[usage];
      const std::string_view shown = TrimAscii(mark.text);
      auto& list = seen[usage];
      if (list.size() < 3 && std::find(list.begin(), list.end(), shown) == list.end()) {
        list.push_back(shown);
      }
      return true;
    });
    count.seen = std::move(seen[count.of[0] >= count.of[1] ? 0 : 1]);
    return count;
  }

  const Usages& Of() const { return usages_; }
  int UsageOf(std::string_view region) const {
    const auto& first = usages_.first_regions;
    return std::find(first.begin(), first.end(), region) != first.end() ? 0 : 1;
  }

 private:
  static bool IsWordByte(char c) {
    return static_cast<unsigned char>(c) >= 0x80 || IsAsciiAlpha(c);
  }
  // The marks' texts, for the index to view as long as it lives.
  static WordIndex WordsOf(const Usages& usages) {
    std::vector<std::string_view> texts;
    for (const Mark& mark : usages.marks) texts.push_back(mark.text);
    return WordIndex(texts);
  }

  const Usages& usages_;
  WordIndex words_;
};

const UsageReader* ReaderOf(std::string_view language) {
  static const std::array<UsageReader, kUsages.size()> kReaders = {
      UsageReader(kUsages[0]), UsageReader(kUsages[1]), UsageReader(kUsages[2]),
      UsageReader(kUsages[3])};
  for (const UsageReader& reader : kReaders) {
    if (reader.Of().language == language) return &reader;
  }
  return nullptr;
}

// "pt-BR" of every locale of CLDR.
bool IsSpoken(std::string_view language, std::string_view region) {
  static const std::set<std::pair<std::string, std::string>> kPairs = [] {
    std::set<std::pair<std::string, std::string>> pairs;
    int32_t count = 0;
    const icu::Locale* locales = icu::Locale::getAvailableLocales(count);
    for (int32_t i = 0; i < count; ++i)
      pairs.emplace(locales[i].getLanguage(), locales[i].getCountry());
    return pairs;
  }();
  return kPairs.count({std::string(language.substr(0, language.find('-'))), std::string(region)}) >
         0;
}

// The region of a language tag, if its language is that of the text; empty when it has none.
std::string RegionInTag(std::string_view tag, std::string_view language) {
  std::string bcp47(tag);
  std::replace(bcp47.begin(), bcp47.end(), '_', '-');
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(bcp47, status);
  const std::string_view primary = language.substr(0, language.find('-'));
  if (U_FAILURE(status) || primary != locale.getLanguage()) return {};
  return locale.getCountry();
}

std::string RegionOfDomain(std::string_view domain) {
  if (domain.size() != 2) return {};
  std::string region(domain);
  for (char& c : region) c = static_cast<char>(c - ('a' <= c && c <= 'z' ? 'a' - 'A' : 0));
  return region == "UK" ? "GB" : region;
}

struct Stated {
  std::string region;
  std::string evidence;
  float confidence;
};

// In order of trust.
std::vector<Stated> StatedRegions(std::string_view language, const RegionHints& hints) {
  std::vector<Stated> stated;
  const auto add = [&](std::string region, std::string evidence, float confidence) {
    if (region.empty() || !IsSpoken(language, region)) return;
    stated.push_back({std::move(region), std::move(evidence), confidence});
  };
  if (!IsRentedDomain(hints.top_level_domain)) {
    add(RegionOfDomain(hints.top_level_domain), fmt::format("domain: .{}", hints.top_level_domain),
        0.7F);
  }
  for (const auto& [name, tag] : {std::pair("html:lang", hints.html_language),
                                  std::pair("meta:og:locale", hints.og_locale)}) {
    const std::string region = RegionInTag(tag, language);
    // What templates say that nobody filled in.
    const bool by_default = language == "en" && region == "US";
    add(region, fmt::format("{} {}", name, tag), by_default ? 0.4F : 0.6F);
  }
  return stated;
}

}  // namespace

bool IsRentedDomain(std::string_view domain) {
  constexpr std::array<std::string_view, 14> kRented = {"io", "ai", "co", "tv", "me", "fm", "ly",
                                                        "to", "cc", "gg", "sh", "eu", "ws", "is"};
  return std::find(kRented.begin(), kRented.end(), domain) != kRented.end();
}

LanguageRegion RegionOf(std::string_view text, std::string_view language,
                        const RegionHints& hints) {
  constexpr float kByText = 0.8F;
  constexpr float kByBoth = 0.95F;
  std::vector<Stated> stated = StatedRegions(language, hints);
  const UsageReader* reader = ReaderOf(language);
  std::optional<int> usage;
  std::string marks;
  if (reader != nullptr) {
    const auto count = reader->Read(Utf8Prefix(text, kJudgedBytesMax));
    usage = count.Settled();
    if (usage) marks = fmt::format("text: {}", fmt::join(count.seen, ", "));
  }
  if (!usage) {
    if (stated.empty()) return {};
    return {std::move(stated[0].region), std::move(stated[0].evidence), stated[0].confidence};
  }
  for (Stated& each : stated) {
    if (reader->UsageOf(each.region) != *usage) continue;
    return {std::move(each.region), fmt::format("{}; {}", marks, each.evidence), kByBoth};
  }
  const std::string_view alone = *usage == 0 ? reader->Of().first : reader->Of().other;
  return {std::string(alone), std::move(marks), stated.empty() ? kByText : kByText / 2};
}

}  // namespace stratwatch::parsers::internal
