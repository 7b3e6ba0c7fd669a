// Page classes beside those of article_extractor_test: each by what real pages of its kind have in
// common, and articles that look like one.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/article_extractor.h"

namespace stratwatch::parsers {
namespace {

constexpr std::string_view kTwoSentences =
    "<p>The ministry published the plan on Tuesday and set targets for research. It also named an "
    "office that reports on them to parliament every year.</p>";

// About 360 units.
const std::string kBrief =
    std::string(kTwoSentences) +
    "<p>Training of teachers comes first, the minister said, and the money for it has been set "
    "aside in the budget of the coming year. Schools in rural districts are served before those "
    "of the capital, where most of the pilot projects took place.</p>";

std::string Links(int count) {
  std::string links = "<ul>";
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    links +=
        "<li><a href=/news/" + n + ">The council votes on budget item number " + n + "</a></li>";
  }
  return links + "</ul>";
}

std::string Head(std::string_view title, std::string_view more = "") {
  return "<html><head><title>" + std::string(title) + "</title>" + std::string(more) +
         "</head><body>";
}

std::string JsonLd(std::string_view json) {
  return "<script type=application/ld+json>" + std::string(json) + "</script>";
}

PageClass ClassOf(const std::string& page, std::string_view url = "https://news.example.org/a/b") {
  PageHints hints;
  hints.url = *Url::Parse(url);
  const auto article = ArticleExtractor().Extract(page, hints);
  EXPECT_TRUE(article.has_value());
  return article ? article->page_class : PageClass::kEmpty;
}

struct WallCase {
  const char* name;
  std::string_view title;
  std::string_view text;
  PageClass page_class;
};
void PrintTo(const WallCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr WallCase kWallCases[] = {
    {"BotInFrench", "Accès", "Vérifiez que vous êtes humain.", PageClass::kBotWall},
    {"BotInSpanish", "Un momento", "Marca la casilla: No soy un robot", PageClass::kBotWall},
    {"BotInRussian", "Проверка", "Нажмите, если вы не машина: Я не робот", PageClass::kBotWall},
    {"BotInArabic", "تحقق", "يرجى وضع علامة: لست روبوت", PageClass::kBotWall},
    {"BotInChinese", "安全验证", "请拖动滑块", PageClass::kBotWall},
    {"BotInJapanese", "確認", "私はロボットではありません", PageClass::kBotWall},
    {"BotInKorean", "확인", "로봇이 아닙니다", PageClass::kBotWall},
    {"BotInHebrew", "בדיקה", "אני לא רובוט", PageClass::kBotWall},
    {"ConsentInFrench", "Vie privée", "Accepter tous les cookies", PageClass::kConsentWall},
    {"ConsentInGerman", "Zustimmung", "Alle Cookies akzeptieren", PageClass::kConsentWall},
    {"ConsentInPortuguese", "Privacidade", "Aceitar todos os cookies", PageClass::kConsentWall},
    {"ConsentInTurkish", "Gizlilik", "Tüm çerezleri kabul et", PageClass::kConsentWall},
    {"ErrorInGerman", "Die Seite wurde nicht gefunden", "Entschuldigung.", PageClass::kErrorPage},
    {"ErrorInArabic", "لم يتم العثور على الصفحة", "عذرا", PageClass::kErrorPage},
    {"ErrorInHindi", "पेज नहीं मिला", "क्षमा करें", PageClass::kErrorPage},
    {"ErrorInThai", "ไม่พบหน้าที่คุณต้องการ", "ขออภัย", PageClass::kErrorPage},
    {"ErrorInAmharic", "ገጹ አልተገኘም", "ይቅርታ", PageClass::kErrorPage},
    {"ErrorInHebrew", "העמוד לא נמצא", "מצטערים", PageClass::kErrorPage},
    {"ErrorInTurkish", "Sayfa bulunamadı", "Üzgünüz", PageClass::kErrorPage},
    {"ErrorInSwahili", "Ukurasa haukupatikana", "Samahani", PageClass::kErrorPage},
    {"ErrorInKorean", "페이지를 찾을 수 없습니다", "죄송합니다", PageClass::kErrorPage},
    {"ErrorByNumber", "404", "Oops", PageClass::kErrorPage},
    {"ErrorInText", "Example News", "Sorry, the page you are looking for has moved.",
     PageClass::kErrorPage},
    {"PaywallInChinese", "十年计划", "教育部周二公布计划。订阅以继续阅读", PageClass::kPaywall},
    {"PaywallInArabic", "خطة لعشر سنوات", "نشرت الوزارة الخطة. هذا المحتوى للمشتركين فقط",
     PageClass::kPaywall},
    {"PaywallInTurkish", "On yıllık plan", "Bakanlık planı açıkladı. Abonelere özel içerik",
     PageClass::kPaywall},
    {"ABriefWithTheNumber", "Road 404 reopens after the flood",
     "The road over the pass was reopened on Monday.", PageClass::kArticle},
    {"ABriefOnAMissingThing", "Missing statue not found in the lake",
     "Divers ended their search on Monday evening.", PageClass::kEmpty},
};

class WallIs : public ::testing::TestWithParam<WallCase> {};

TEST_P(WallIs, ToldInItsLanguage) {
  const WallCase& wall = GetParam();
  const std::string text(wall.text);
  const PageClass found = ClassOf(Head(wall.title) + "<h1>" + std::string(wall.title) + "</h1><p>" +
                                  text + "</p></body>");
  if (wall.page_class == PageClass::kArticle || wall.page_class == PageClass::kEmpty) {
    EXPECT_TRUE(found == PageClass::kArticle || found == PageClass::kEmpty);
  } else {
    EXPECT_EQ(found, wall.page_class) << PageClassName(found);
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, WallIs, ::testing::ValuesIn(kWallCases),
                         [](const auto& each) { return each.param.name; });

TEST(PageClass, ASoft404IsToldByItsHeading) {
  EXPECT_EQ(ClassOf(Head("Example News") + "<h1>Page not found</h1><p>Try the search.</p>"),
            PageClass::kErrorPage);
}

TEST(PageClass, AnArticleAboutErrorPagesIsAnArticle) {
  const std::string page =
      Head("Why \"page not found\" is everywhere", "<meta property=og:type content=article>") +
      "<h1>Why \"page not found\" is everywhere</h1>" + kBrief;
  EXPECT_EQ(ClassOf(page), PageClass::kArticle);
}

TEST(PageClass, ABriefBesideACookieBannerIsAnArticle) {
  const std::string page = Head("A plan for schools") + "<article><h1>A plan for schools</h1>" +
                           kBrief + "</article><div class=cookie-banner>Accept all cookies</div>";
  EXPECT_EQ(ClassOf(page), PageClass::kArticle);
}

TEST(PageClass, ABriefOnTestsForRobotsIsAnArticle) {
  const std::string page = Head("A plan for schools") + "<article><h1>A plan for schools</h1>" +
                           kBrief + "</article><p>Sign up: I'm not a robot</p>";
  EXPECT_EQ(ClassOf(page), PageClass::kArticle);
}

TEST(PageClass, AWholeArticleBehindALockedLabelIsAnArticle) {
  const std::string page =
      Head("A plan", JsonLd(R"({"@type":"NewsArticle","headline":"A plan",
                               "isAccessibleForFree":false})")) +
      "<article><h1>A plan</h1>" + kBrief +
      "<p>Universities are to open fifty chairs within four years, and firms that train their own "
      "staff may deduct what they spend on it. The opposition called the sum too small, and asked "
      "for a report on what the last such plan had achieved before it was given up.</p><p>A first "
      "call for proposals closes in "
      "June; the results are to be published in the autumn, with the names of all who took "
      "part.</p>" +
      "</article>";
  EXPECT_EQ(ClassOf(page), PageClass::kArticle);
}

TEST(PageClass, AFrontPageIsAListing) {
  const std::string page = Head("Example News") + "<h1>Latest</h1>" + Links(30);
  EXPECT_EQ(ClassOf(page, "https://news.example.org/"), PageClass::kListing);
  EXPECT_EQ(ClassOf(page, "https://news.example.org/politics"), PageClass::kListing);
}

TEST(PageClass, ABriefAmongManyLinksIsAnArticle) {
  const std::string page = Head("A plan for schools | Example News") +
                           "<h1>A plan for schools</h1><article>" + kBrief + "</article>" +
                           Links(30);
  EXPECT_EQ(ClassOf(page), PageClass::kArticle);
}

TEST(PageClass, APageThatCallsItselfAnArticleIsNoListing) {
  const std::string page = Head("A plan", "<meta property=og:type content=article>") +
                           "<h1>A plan</h1>" + std::string(kTwoSentences) + Links(30);
  EXPECT_NE(ClassOf(page), PageClass::kListing);
}

TEST(PageClass, AVideoHasAFewLinesOfText) {
  const std::string lines = "<h1>The minister on the plan</h1>" + std::string(kTwoSentences);
  EXPECT_EQ(ClassOf(Head("V", "<meta property=og:type content=video.other>") + lines),
            PageClass::kVideo);
  EXPECT_EQ(ClassOf(Head("V", JsonLd(R"({"@type":"VideoObject","name":"V"})")) + lines),
            PageClass::kVideo);
  EXPECT_EQ(ClassOf(Head("V") + lines, "https://news.example.org/video/2026/v"), PageClass::kVideo);
}

TEST(PageClass, AnArticleWithAVideoIsAnArticle) {
  const std::string page = Head("A plan", JsonLd(R"([{"@type":"NewsArticle","headline":"A plan",
      "datePublished":"2026-03-17"},{"@type":"VideoObject","name":"V"}])")) +
                           "<article><h1>A plan</h1>" + kBrief + "</article>";
  EXPECT_EQ(ClassOf(page), PageClass::kArticle);
  // A word of the last part is the headline's.
  EXPECT_EQ(ClassOf(Head("A plan") + kBrief, "https://news.example.org/2026/video"),
            PageClass::kArticle);
}

TEST(PageClass, AGalleryHasAFewLinesOfText) {
  const std::string lines = "<h1>The opening in pictures</h1>" + std::string(kTwoSentences);
  EXPECT_EQ(ClassOf(Head("G", JsonLd(R"({"@type":"ImageGallery","name":"G"})")) + lines),
            PageClass::kGallery);
  EXPECT_EQ(ClassOf(Head("G") + lines, "https://news.example.org/fotos/2026/g"),
            PageClass::kGallery);
}

TEST(PageClass, ALiveBlogIsToldByItsMarkup) {
  const std::string page =
      Head("Budget day", JsonLd(R"({"@type":["LiveBlogPosting"],"headline":"Budget day",
                                   "datePublished":"2026-03-17T08:00:00Z"})")) +
      "<article><h1>Budget day</h1>" + kBrief + kBrief + "</article>";
  EXPECT_EQ(ClassOf(page), PageClass::kLiveBlog);
}

TEST(LiveBlog, KeepsItsPostsInThePagesOrder) {
  const std::vector<std::pair<std::string, std::string>> posts = {
      {"The minister has begun to speak",
       "The minister says that the national strategy will be paid for by the next budget, and that "
       "the agency will be led by a woman for the first time."},
      {"Parliament opens",
       "Members of parliament have taken their seats, and the speaker has called for order before "
       "the debate on the artificial intelligence bill begins."},
      {"What we expect today",
       "The government is expected to announce two billion for data centres, and a new office "
       "which is to oversee the use of artificial intelligence in schools."}};
  std::string page =
      Head("The bill in parliament", JsonLd(R"({"@type":"LiveBlogPosting","headline":"The bill in
                                               parliament"})")) +
      "<article><h1>The bill in parliament</h1><p class=lead>Follow the debate on the bill here, "
      "with the latest posts first.</p>";
  std::string text = "Follow the debate on the bill here, with the latest posts first.";
  for (const auto& [heading, post] : posts) {
    page += "<div class=live-post><time>10:42</time><h2>" + heading + "</h2><p>" + post + "</div>";
    text += "\n\n" + heading + "\n\n" + post;
  }
  const auto article = ArticleExtractor().Extract(page + "</article>", {});
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->text, text);
}

}  // namespace
}  // namespace stratwatch::parsers
