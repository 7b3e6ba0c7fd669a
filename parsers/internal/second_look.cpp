#include "parsers/internal/second_look.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kShortBytesMax = 400;
// English news has 1,000 and more; nine in ten of the texts that are wrongly called English less.
constexpr double kEnglishScoreMin = 900;

struct FunctionWords {
  std::string_view language;
  std::string_view words;
};

// What holds sentences together, and what pages print around them.
constexpr std::array<FunctionWords, 46> kFunctionWords = {{
    {"en",
     "the of and to in is for that with on as by was are be from this at it an or "
     "not have has had his its their he she will you we but which they who more "
     "about after new all can how why what your our out up said says than into over "
     "no posted comments read date"},
    {"fr",
     "le la les des du de un une et est en dans que qui pour sur pas par au aux avec "
     "ce cette il elle son ses sont d l qu plus ou ne se nous vous été"},
    {"es",
     "el la los las de del un una y es en que por para con no se su al lo como más "
     "fue ha o sus pero este esta entre sobre ser tiene son a"},
    {"pt",
     "o a os as de do da dos das um uma e é em no na nos nas que por para com não se "
     "ao pelo pela mais foi ou seu sua como entre são à"},
    {"ca",
     "el la els les de del dels un una i és en que per amb no al als es va ser més "
     "com seva aquest aquesta han ha d l o sobre entre són"},
    {"it",
     "il la lo gli le i di del della dei delle un una e è in che per con non si al "
     "alla da dal nel nella sono come più anche ha o suo"},
    {"ro",
     "și în de la cu pe un o nu este din care pentru a ale al sunt mai că se prin "
     "fost sau după dar si in industriale"},
    {"gl",
     "o a os as de do da dos das un unha e é en no na que por para con non se ao "
     "polo pola máis foi ou seu súa"},
    {"de",
     "der die das den dem des ein eine einen und ist in zu mit von für auf im nicht "
     "auch sich als an bei aus es wird hat sind nach wie am zum zur"},
    {"nl",
     "de het een en van in is op te dat die voor met zijn niet aan er om ook als bij "
     "door naar uit wordt werd heeft over zich tot"},
    {"af",
     "die en van in is nie het dat te n om vir met op aan word sy hy wat was ook as "
     "by deur sal dit hierdie"},
    {"sv",
     "och i att det som en på är av för med den till har de inte om ett han men var "
     "sig från kan eller så alla"},
    {"da",
     "og i at det som en på er af for med den til har de ikke om et han men var sig "
     "fra kan eller så hvad du jeg"},
    {"no",
     "og i at det som en på er av for med den til har de ikke om et han men var seg "
     "fra kan eller så hva du jeg å"},
    {"is",
     "og í að er á sem það var til við en um af með ekki hann hún ég þú þetta fyrir "
     "eru eða veit bara hafa"},
    {"fi",
     "ja on ei se että oli hän ovat myös kun mutta tai joka mukaan sekä vuoden ole "
     "kuin niin minä olla"},
    {"et", "ja on ei see et oli ta ka kui mis või oma aga kes nii ning pole"},
    {"pl",
     "i w na z się nie do to jest że o jak za od po przez dla są ale czy oraz jego "
     "był"},
    {"cs", "a v na se je že s z do to o i jako za pro po jsou k by ale od nebo jeho byl má"},
    {"sk", "a v na sa je že s z do to o ako za pre po sú k by ale od alebo jeho bol má"},
    {"sl", "in v na je se da za so z ki s po pa tudi ali kot od bi ne do bil med trenutno"},
    {"hr", "i u na je se da za su s od koji koja koje o a kao ne bi do iz ili bio po ja"},
    {"hu", "a az és hogy nem is egy van volt ez meg de csak mint már ki el még"},
    {"lt", "ir į iš yra kad su tai bet o apie kaip buvo jis nuo už ar"},
    {"lv", "un ir no uz ka ar par to kas bija vai pie ne gan tika"},
    {"tr",
     "ve bir bu da de için ile olarak olan çok daha gibi ne var kadar en sonra ama "
     "değil"},
    {"sq", "dhe të në e i një për me që nga është si ka më nuk u se do"},
    {"eu", "eta da ez bat du zen dira ere baina egin den izan dute"},
    {"ga", "agus an na i is ar go le a do bhí sé tá ag ó gcónaí sa"},
    {"cy", "y yn yr a i o ar mae ei am ac wedi gan ir"},
    {"sw", "na ya wa kwa ni katika za la kuwa cha hii hiyo yake pia lakini kama hayo"},
    {"fil", "ng sa ang na mga ay at si ni rin ito para kay hindi ko niya kung"},
    {"id",
     "yang dan di untuk dengan ini dari itu pada dalam tidak akan adalah ke juga "
     "oleh atau"},
    {"vi", "của và là các có trong được cho không một với người những này"},
    {"yo", "ni ti o awon si je fun pe ko re ati won lati wa se"},
    {"zu", "ukuthi futhi kanye noma uma kodwa ngoba le leli nje"},
    {"xh", "ukuba kunye okanye kodwa ke le kwaye"},
    {"ha", "da a na ta ya shi ba don wannan cewa daga ne ce su sun yi"},
    {"so", "iyo oo ka ku ee in uu waa la si ay soo"},
    {"lg", "ba nga mu ku n okuva era nti bwe omu"},
    {"mt", "ta li u il fil tal ma għal minn biex kien huwa"},
    {"lb", "de an den d vun ass op a mat fir net dat ze eng en"},
    {"mi", "te o ki i ngā he nga ka me kua ko tēnei"},
    {"ts", "na hi ku ta va ya leswaku eka loko"},
    {"tn", "le ya go wa ba mo ka e a ke gore fa"},
    {"la", "et in est non ut ad cum qui quod sed si ex de"},
}};

// The languages that have a word, by their places in kFunctionWords.
using WordTable = std::unordered_map<std::string_view, std::vector<std::uint8_t>>;

template <typename Found>
void ForEachWord(std::string_view words, Found found) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) found(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

WordTable BuildTable() {
  WordTable table;
  for (std::size_t i = 0; i < kFunctionWords.size(); ++i) {
    ForEachWord(kFunctionWords[i].words, [&](std::string_view word) {
      table[word].push_back(static_cast<std::uint8_t>(i));
    });
  }
  return table;
}

// A text's words in lower case, one blank between them.
std::string LowerWords(std::string_view text) {
  std::string words;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<UChar32>(NextCodePoint(text, at));
    if (u_isalpha(c)) {
      AppendUtf8(words, static_cast<char32_t>(u_tolower(c)));
    } else if (!words.empty() && words.back() != ' ') {
      words.push_back(' ');
    }
  }
  return words;
}

// The language whose function words the text has most of; English where it has nearly as many. A
// word counts less the more languages have it. (Romanian and Welsh "ai" is left out: here it is
// artificial intelligence.)
std::string_view LanguageOfWords(const std::string& words) {
  static const WordTable kTable = BuildTable();
  std::array<double, kFunctionWords.size()> votes{};
  ForEachWord(words, [&](std::string_view word) {
    const auto found = kTable.find(word);
    if (found == kTable.end()) return;
    const double vote = 1 / std::sqrt(static_cast<double>(found->second.size()));
    for (const std::uint8_t language : found->second) votes[language] += vote;
  });
  static_assert(kFunctionWords[0].language == "en");
  constexpr double kMargin = 0.5;
  votes[0] += kMargin;
  const auto most = std::max_element(votes.begin(), votes.end());
  return kFunctionWords[static_cast<std::size_t>(most - votes.begin())].language;
}

bool HasAny(std::string_view words, std::string_view letters) {
  for (std::size_t at = 0; at < letters.size();) {
    const std::size_t begin = at;
    NextCodePoint(letters, at);
    if (words.find(letters.substr(begin, at - begin)) != std::string_view::npos) return true;
  }
  return false;
}

// Macedonian or Serbian, where no letter tells.
std::string_view MacedonianOrSerbian(const std::string& words) {
  constexpr std::array<std::string_view, 11> kMacedonian = {"во", "со", "ги", "го", "што", "како",
                                                            "е",  "му", "до", "ја", "не"};
  constexpr std::array<std::string_view, 10> kSerbian = {"је",   "у",    "су",  "са",  "да",
                                                         "који", "која", "као", "или", "из"};
  constexpr std::array<std::string_view, 5> kArticles = {"от", "ата", "ите", "ето", "ување"};
  constexpr std::size_t kLongWordBytes = 12;
  int macedonian = 0;
  int serbian = 0;
  bool article = false;
  ForEachWord(words, [&](std::string_view word) {
    const auto is_in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), word) != list.end();
    };
    macedonian += is_in(kMacedonian) ? 1 : 0;
    serbian += is_in(kSerbian) ? 1 : 0;
    const auto ends = [&](std::string_view ending) { return word.ends_with(ending); };
    article = article || (word.size() >= kLongWordBytes &&
                          std::any_of(kArticles.begin(), kArticles.end(), ends));
  });
  return macedonian > serbian || (article && macedonian == serbian) ? "mk" : "sr";
}

// Of what is called Serbian or Macedonian: letters that neither has are another language's.
std::string_view SouthSlavic(const std::string& words) {
  if (HasAny(words, "ѓќѕ")) return "mk";
  if (HasAny(words, "ђћ")) return "sr";
  if (HasAny(words, "ў")) return "be";
  if (HasAny(words, "ыэё")) return "ru";
  if (HasAny(words, "іїєґ")) return "uk";
  if (HasAny(words, "ъщ")) return "bg";
  if (HasAny(words, "йюя") && !HasAny(words, "јљњџ")) return HasAny(words, "ь") ? "ru" : "bg";
  return MacedonianOrSerbian(words);
}

}  // namespace

std::string SecondLook(std::string_view text, std::string tag, double score) {
  if (text.size() > kShortBytesMax) return tag;
  const std::string words = LowerWords(text);
  if (tag == "en") {
    return score < kEnglishScoreMin ? std::string(LanguageOfWords(words)) : tag;
  }
  if (tag == "sr" || tag == "mk") {
    // Serbian in Latin letters has none of these.
    return HasAny(words, "аеио") ? std::string(SouthSlavic(words)) : tag;
  }
  if ((tag == "ru" || tag == "bg") && HasAny(words, "ѓќѕ")) return "mk";
  const bool swedish = HasAny(words, "äö");
  const bool danish = HasAny(words, "æø");
  if ((tag == "no" || tag == "da") && swedish && !danish) return "sv";
  if (tag == "sv" && danish && !swedish) return "no";
  return tag;
}

}  // namespace stratwatch::parsers::internal
