#pragma once

#include <ostream>
#include <string_view>

namespace stratwatch::pipeline {

// A sentence and the countries it speaks of, in order of code, separated by spaces.
struct CountryCase {
  const char* name;
  std::string_view language;
  std::string_view text;
  std::string_view countries;
};
inline void PrintTo(const CountryCase& each, std::ostream* out) { *out << each.text; }

// clang-format off
constexpr CountryCase kCountryCases[] = {
    // English
    {"EnNames", "en", "Officials from Kenya and Rwanda met in Geneva.", "CH KE RW"},
    {"EnDemonyms", "en", "Moroccan and Japanese engineers will share data.", "JP MA"},
    {"EnAbbreviations", "en", "The U.S. and the UK signed; the UAE will follow.", "AE GB US"},
    {"EnUsPronoun", "en", "It gave us a plan that all of us can use.", ""},
    {"EnUsCapitals", "en", "The US ministry answered.", "US"},
    {"EnHyphen", "en", "The U.S.-China talks resumed.", "CN US"},
    {"EnTurkeyBird", "en", "They carved the turkey and fed the other turkeys.", ""},
    {"EnTurkeyAtStart", "en", "Turkey prices rise before the holidays.", ""},
    {"EnTurkeyCountry", "en", "Turkey and its ministry of industry announced a plan.", "TR"},
    {"EnAssadInAmbassador", "en", "The ambassador spoke for an hour.", ""},
    {"EnJordanPlayer", "en", "Jordan Whitfield scored twice for the home side.", ""},
    {"EnMichaelJordan", "en", "A film about Michael Jordan opens tonight.", ""},
    {"EnJordanCountry", "en", "The government of Jordan approved the budget.", "JO"},
    {"EnChadName", "en", "Chad Miller sold his bakery.", ""},
    {"EnChadCountry", "en", "Niger and Chad closed the border, ministers said.", "NE TD"},
    {"EnGeorgiaTech", "en", "A team at Georgia Tech built the sensor.", ""},
    {"EnGeorgiaCountry", "en", "Armenia and Georgia opened a Caucasus data link.", "AM GE"},
    {"EnNewMexico", "en", "The lab in New Mexico hired ten people.", ""},
    {"EnMexico", "en", "Mexico hired ten people.", "MX"},
    {"EnPapuaNewGuinea", "en", "Papua New Guinea joined the fund.", "PG"},
    {"EnGuineaBissau", "en", "Guinea-Bissau joined the fund.", "GW"},
    {"EnGuinea", "en", "Guinea joined the fund.", "GN"},
    {"EnGuineaPig", "en", "We were the guinea pig of that test.", ""},
    {"EnNigeria", "en", "Nigeria has more engineers than Niger.", "NE NG"},
    {"EnSouthKorea", "en", "South Korea and not North Korea passed the act.", "KP KR"},
    {"EnSouthSudan", "en", "South Sudan and Sudan agreed.", "SD SS"},
    {"EnCongoRepublic", "en", "The Republic of the Congo opened a centre.", "CG"},
    {"EnCongoDemocratic", "en", "The Democratic Republic of the Congo opened a centre.", "CD"},
    {"EnCapital", "en", "Abuja and Canberra are drafting rules.", "AU NG"},
    {"EnLatinAmerica", "en", "Latin America and South America lag behind.", ""},
    {"EnIndianOcean", "en", "The cable crosses the Indian Ocean.", ""},
    {"EnIndiana", "en", "Indiana farmers bought robots.", ""},
    {"EnDollars", "en", "It costs US$3 million.", ""},
    {"EnOmanInRoman", "en", "A woman wrote a Roman story.", ""},
    {"EnPossessive", "en", "Brazil's senate voted.", "BR"},
    {"EnChileSmall", "en", "Add one chile and some peru balsam.", ""},
    // French
    {"FrNames", "fr", "Le Sénégal et la Côte d’Ivoire lancent un fonds.", "CI SN"},
    {"FrDemonyms", "fr", "Les ministres marocain et tunisien se sont vus.", "MA TN"},
    {"FrArticle", "fr", "L'Algérie suit l'Égypte.", "DZ EG"},
    {"FrBeninAdjective", "fr", "La tumeur est bénigne, le kyste bénin.", ""},
    {"FrUnitedStates", "fr", "Les États-Unis et les Pays-Bas discutent.", "NL US"},
    {"FrWithoutAccents", "fr", "LES ETATS-UNIS ET LA COREE DU SUD", "KR US"},
    {"FrDinde", "fr", "La dinde aux marrons reste un classique.", ""},
    {"FrLanguage", "fr", "Le rapport est rédigé en anglais.", ""},
    // Spanish
    {"EsNames", "es", "Colombia y el Perú firmaron con EE. UU. un acuerdo.", "CO PE US"},
    {"EsChilePepper", "es", "La cosecha de chile mejora este año.", ""},
    {"EsDemonyms", "es", "El gobierno uruguayo y la empresa brasileña.", "BR UY"},
    {"EsLatin", "es", "América Latina necesita más centros.", ""},
    // Portuguese
    {"PtNames", "pt", "Angola e Moçambique apoiam a proposta.", "AO MZ"},
    {"PtPeruBird", "pt", "A fábrica separa cortes de frango e de peru.", ""},
    {"PtDemonyms", "pt", "A ministra brasileira recebeu o embaixador angolano.", "AO BR"},
    {"PtVariants", "pt", "O Quênia e o Vietnã abriram centros.", "KE VN"},
    // Italian
    {"ItNames", "it", "La Grecia e il Giappone hanno firmato.", "GR JP"},
    {"ItMaltaMortar", "it", "Gli operai stesero la malta sul muro.", ""},
    {"ItDemonyms", "it", "Il governo tedesco e quello italiano.", "DE IT"},
    // German
    {"DeNames", "de", "Österreich und die Schweiz beraten über Marokkos Plan.", "AT CH MA"},
    {"DeDemonyms", "de", "Die polnische Regierung und das finnische Kabinett.", "FI PL"},
    {"DeLatin", "de", "In Lateinamerika wächst der Markt.", ""},
    // Dutch
    {"NlNames", "nl", "Nederland en België werken samen met de VS.", "BE NL US"},
    {"NlDemonyms", "nl", "De Keniaanse minister sprak met de Duitse.", "DE KE"},
    // Russian
    {"RuInflected", "ru", "В Казахстане и Узбекистане обсудили закон с Россией.", "KZ RU UZ"},
    {"RuDemonyms", "ru", "Вьетнамские и турецкие компании подписали договор.", "TR VN"},
    {"RuStates", "ru", "Соединённых Штатов и Саудовской Аравии это не касается.", "SA US"},
    {"RuCapital", "ru", "В Ташкенте и Минске открыли центры.", "BY UZ"},
    {"RuLatin", "ru", "В Латинской Америке спрос растёт.", ""},
    // Ukrainian
    {"UkInflected", "uk", "В Україні та Польщі запрацювали нові правила.", "PL UA"},
    {"UkDemonyms", "uk", "Американські й естонські фахівці допомогли.", "EE US"},
    // Polish
    {"PlInflected", "pl", "W Polsce i w Niemczech trwają prace.", "DE PL"},
    {"PlDemonyms", "pl", "Francuski minister i ukraińska delegacja.", "FR UA"},
    // Finnish and Hungarian
    {"FiInflected", "fi", "Suomessa ja Virossa valmistellaan lakia.", "EE FI"},
    {"HuInflected", "hu", "Magyarországon és Romániában tárgyaltak.", "HU RO"},
    // Turkish
    {"TrSuffix", "tr", "Türkiye'nin ve Almanya'nın bakanları görüştü.", "DE TR"},
    {"TrCorn", "tr", "Bu yıl mısır üretimi azaldı, hindi eti pahalandı.", ""},
    {"TrDemonyms", "tr", "Özbek ve Kazak heyetleri geldi.", "KZ UZ"},
    {"TrCapitals", "tr", "TÜRKİYE VE JAPONYA ANLAŞTI", "JP TR"},
    // Arabic
    {"ArNames", "ar", "وقعت مصر والمغرب اتفاقية مع فرنسا.", "EG FR MA"},
    {"ArPrefixes", "ar", "وصل الوفد إلى الرباط للقاء وزير بالأردن.", "JO MA"},
    {"ArToThe", "ar", "هذه خطة للمغرب وللعراق.", "IQ MA"},
    {"ArNisba", "ar", "قال الوزير التونسي إن الخبراء اليابانيين وصلوا.", "JP TN"},
    {"ArFinancial", "ar", "أعلنت الشركة عن دعم مالي جديد للموظفين.", ""},
    {"ArMaliWithSahel", "ar", "تضم دول الساحل مالي والنيجر.", "ML NE"},
    {"ArNorthern", "ar", "هبت عاصفة على الساحل الشمالي.", ""},
    // Persian
    {"FaNames", "fa", "ایران و ترکیه با ژاپن گفتگو کردند.", "IR JP TR"},
    {"FaFinancial", "fa", "این شرکت با مشکل مالی روبه‌رو شد.", ""},
    {"FaDemonyms", "fa", "کارشناسان ایرانی و آلمانی آمدند.", "DE IR"},
    // Hebrew
    {"HePrefixes", "he", "שרים מישראל ומצרפת נפגשו בגרמניה.", "DE FR IL"},
    {"HeTurkeyMeat", "he", "מחיר חזה הודו עלה השבוע.", ""},
    {"HeAcronym", "he", "ארה\"ב הודיעה על תקציב.", "US"},
    // Hindi and Bengali
    {"HiNames", "hi", "भारत और जापान ने समझौता किया।", "IN JP"},
    {"HiSugar", "hi", "बाजार में चीनी के दाम बढ़े।", ""},
    {"HiDemonyms", "hi", "भारतीय और अमेरिकी अधिकारी मिले।", "IN US"},
    {"BnInflected", "bn", "বাংলাদেশের মন্ত্রী জাপানে গেছেন।", "BD JP"},
    // Chinese
    {"ZhNames", "zh", "中国与法国、肯尼亚签署协议。", "CN FR KE"},
    {"ZhTraditional", "zh-Hant", "臺灣與美國的企業合作。", "TW US"},
    {"ZhMaryland", "zh", "他在马里兰大学读书。", ""},
    {"ZhDeveloping", "zh", "发展中国家需要资金。", ""},
    {"ZhIndonesia", "zh", "印度尼西亚不是印度。", "ID IN"},
    // Japanese
    {"JaNames", "ja", "日本とベトナムは協定に署名した。", "JP VN"},
    {"JaThaiInTitle", "ja", "本のタイトルとスタイルを決めた。", ""},
    {"JaThaiGovernment", "ja", "タイ政府は予算を承認した。", "TH"},
    {"JaAbbreviations", "ja", "米政府は日米協議を続ける。", "US"},
    // Korean
    {"KoParticles", "ko", "한국은 미국과 협정을 맺었다.", "KR US"},
    {"KoIranParticle", "ko", "인공지능이란 무엇인가.", ""},
    {"KoMeans", "ko", "이 기술은 좋은 수단이다.", ""},
    {"KoIndonesia", "ko", "인도네시아에서 회의가 열렸다.", "ID"},
    // Thai, Vietnamese, Indonesian
    {"ThNames", "th", "รัฐบาลไทยและญี่ปุ่นลงนามข้อตกลง", "JP TH"},
    {"ViNames", "vi", "Việt Nam và Hàn Quốc ký thỏa thuận tại Hà Nội.", "KR VN"},
    {"ViPersonNamedLikeGermany", "vi", "Anh Đức Minh là giám đốc công ty.", ""},
    {"ViLaw", "vi", "Pháp luật quy định rõ điều này.", ""},
    {"ViBeautiful", "vi", "Mỹ phẩm bán chạy.", ""},
    {"IdNames", "id", "Indonesia dan Jepang meneken kerja sama dengan AS.", "ID JP US"},
    {"IdDollars", "id", "Nilainya 3 juta dolar AS.", ""},
    // Swahili, Amharic, Greek, Romanian, Georgian
    {"SwNames", "sw", "Kenya na Tanzania zimekubaliana na Marekani.", "KE TZ US"},
    {"SwProperty", "sw", "Benki ilikadiria mali ya mkopaji.", ""},
    {"AmPrefixed", "am", "የኢትዮጵያ እና የኬንያ ሚኒስትሮች ተገናኙ።", "ET KE"},
    {"ElInflected", "el", "Η Ελλάδα και η Κύπρος συμφώνησαν.", "CY GR"},
    {"RoInflected", "ro", "Guvernul României a discutat cu Germania.", "DE RO"},
    {"KaInflected", "ka", "საქართველოში კანონი მიიღეს.", "GE"},
    // A language without rules: every language's names count.
    {"UnknownLanguage", "und", "Kenya, Maroc, Deutschland.", "DE KE MA"},
    {"EmptyText", "en", "", ""},
};
// clang-format on

}  // namespace stratwatch::pipeline
