#include "parsers/internal/page_class.h"

#include <array>
#include <string_view>

#include "parsers/internal/word_index.h"

namespace stratwatch::parsers::internal {
namespace {

// A body of this length is an article; walls and error pages say less.
constexpr std::uint32_t kArticleUnits = 900;
constexpr std::uint32_t kEmptyUnits = 60;
// A teaser before a paywall; whole articles that say "subscribe" somewhere are longer.
constexpr std::uint32_t kTeaserUnits = 1500;
// Walls are small pages: a news page with a cookie banner has far more text.
constexpr std::uint64_t kWallPageUnits = 3000;

// Words are compared ASCII-case-blind; other scripts as written.
constexpr std::array<std::string_view, 20> kBotWords = {
    "just a moment...",
    "checking your browser",
    "verify you are human",
    "verify that you are not a robot",
    "are you a robot",
    "are you human",
    "i'm not a robot",
    "enable javascript and cookies to continue",
    "please enable js and disable any ad blocker",
    "ddos protection by",
    "attention required!",
    "unusual traffic from your",
    "access to this page has been denied",
    "pardon our interruption",
    "request unsuccessful. incapsula",
    "security check to access",
    "complete the captcha",
    "checking if the site connection is secure",
    "подтвердите, что вы не робот",
    "请完成安全验证"};

constexpr std::array<std::string_view, 13> kConsentWords = {
    "before you continue to",  "we value your privacy",      "consent to the use of cook",
    "accept all cookies",      "accept cookies to continue", "cookies akzeptieren und weiter",
    "mit werbung weiterlesen", "continuer sans accepter",    "gérer mes cookies",
    "aceptar y continuar",     "accetta e continua",         "akzeptieren und weiter",
    "weiter mit werbung"};

constexpr std::array<std::string_view, 26> kPaywallWords = {"subscribe to continue reading",
                                                            "subscribe to read",
                                                            "to continue reading this",
                                                            "already a subscriber",
                                                            "subscribers only",
                                                            "for subscribers only",
                                                            "sign in to continue reading",
                                                            "this article is for subscribers",
                                                            "to read the full story",
                                                            "already have a subscription",
                                                            "réservé aux abonnés",
                                                            "abonnez-vous pour lire",
                                                            "il vous reste",
                                                            "déjà abonné",
                                                            "jetzt abonnieren und",
                                                            "weiterlesen mit",
                                                            "exklusiv für abonnenten",
                                                            "bereits abonnent",
                                                            "suscríbete para",
                                                            "contenido exclusivo para suscriptores",
                                                            "exclusivo para assinantes",
                                                            "assine para ler",
                                                            "contenuto riservato agli abbonati",
                                                            "только для подписчиков",
                                                            "この記事は会員限定",
                                                            "会員限定記事"};

constexpr std::array<std::string_view, 22> kErrorWords = {"404",
                                                          "page not found",
                                                          "not found",
                                                          "page cannot be found",
                                                          "403 forbidden",
                                                          "access denied",
                                                          "500 internal",
                                                          "503 service",
                                                          "502 bad gateway",
                                                          "error 404",
                                                          "seite nicht gefunden",
                                                          "page introuvable",
                                                          "página no encontrada",
                                                          "página não encontrada",
                                                          "pagina non trovata",
                                                          "страница не найдена",
                                                          "页面不存在",
                                                          "ページが見つかりません",
                                                          "페이지를 찾을 수 없습니다",
                                                          "الصفحة غير موجودة",
                                                          "sayfa bulunamadı",
                                                          "an error occurred"};

}  // namespace

PageClass ClassifyPage(const PageFacts& facts, const JsonLdFacts& json_ld, const PageText& page,
                       const Body& body) {
  if (body.units >= kTeaserUnits) return PageClass::kArticle;
  static const WordIndex kBot(kBotWords);
  static const WordIndex kConsent(kConsentWords);
  static const WordIndex kPaywall(kPaywallWords);
  static const WordIndex kError(kErrorWords);
  const std::string_view text = page.text;
  const bool small_page = page.units < kWallPageUnits;
  if (small_page && (kBot.StandsIn(facts.title) || kBot.StandsIn(text))) {
    return PageClass::kBotWall;
  }
  if (body.units < kArticleUnits && kError.StandsIn(facts.title)) return PageClass::kErrorPage;
  if (small_page && body.units < kArticleUnits &&
      (kConsent.StandsIn(facts.title) || kConsent.StandsIn(text))) {
    return PageClass::kConsentWall;
  }
  const bool locked = json_ld.free_access && !*json_ld.free_access;
  if ((locked && body.units < kArticleUnits) || kPaywall.StandsIn(text)) {
    return PageClass::kPaywall;
  }
  return body.units < kEmptyUnits ? PageClass::kEmpty : PageClass::kArticle;
}

}  // namespace stratwatch::parsers::internal
