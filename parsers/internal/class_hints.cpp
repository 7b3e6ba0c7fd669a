#include "parsers/internal/class_hints.h"

#include <algorithm>
#include <array>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {
namespace {

struct Word {
  std::string_view text;
  HintBits hints;
};

// clang-format off
// Ascending. One word may hint at several things.
constexpr Word kWords[] = {
    {"abo", kSubscribeHint}, {"abstract", kLeadHint}, {"accordion", kBoxHint},
    {"account", kSubscribeHint}, {"actions", kShareHint}, {"ad", kAdHint}, {"adbox", kAdHint},
    {"addthis", kShareHint}, {"addtoany", kShareHint}, {"ads", kAdHint}, {"adsense", kAdHint},
    {"adslot", kAdHint}, {"adunit", kAdHint}, {"adv", kAdHint}, {"advert", kAdHint},
    {"advertisement", kAdHint}, {"advertising", kAdHint}, {"advertorial", kAdHint},
    {"alert", kOverlayHint}, {"alsoread", kRelatedHint}, {"anons", kLeadHint},
    {"anrisser", kLeadHint}, {"anzeige", kAdHint}, {"archive", kListingHint},
    {"archives", kListingHint}, {"article", kArticleHint}, {"articlebody", kBodyHint},
    {"articlecontent", kBodyHint}, {"articleinfo", kDateHint}, {"articles", kListingHint},
    {"articletext", kBodyHint}, {"articletitle", kTitleHint}, {"articolo", kArticleHint},
    {"articulo", kArticleHint}, {"artigo", kArticleHint}, {"artikel", kArticleHint},
    {"aside", kSideHint}, {"attachment", kCaptionHint}, {"audio", kCaptionHint},
    {"aussi", kRelatedHint}, {"auteur", kBylineHint}, {"author", kBylineHint},
    {"authorbox", kBylineHint}, {"authors", kBylineHint}, {"autor", kBylineHint},
    {"autore", kBylineHint}, {"avtor", kBylineHint}, {"bajada", kLeadHint}, {"banner", kHeadHint},
    {"bdshare", kShareHint}, {"beitrag", kArticleHint},
    {"biaoti", kTitleHint}, {"bild", kCaptionHint}, {"bildunterschrift", kCaptionHint},
    {"bio", kBylineHint}, {"block", kListingHint}, {"blockquote", kQuoteHint},
    {"blogpost", kArticleHint}, {"blogroll", kListingHint}, {"body", kBodyHint},
    {"bodytext", kBodyHint}, {"bookmark", kShareHint}, {"bookmarks", kShareHint},
    {"bottom", kFootHint}, {"box", kBoxHint}, {"branding", kHeadHint}, {"breadcrumb", kNavHint},
    {"breadcrumbs", kNavHint}, {"bshare", kShareHint}, {"byinfo", kDateHint},
    {"byline", kBylineHint}, {"callout", kBoxHint}, {"caption", kCaptionHint},
    {"card", kListingHint}, {"cards", kListingHint}, {"carousel", kCaptionHint},
    {"cat", kTagsHint}, {"categories", kTagsHint}, {"category", kTagsHint}, {"ccpa", kCookieHint},
    {"chapo", kLeadHint}, {"chart", kBoxHint}, {"cita", kQuoteHint}, {"citation", kQuoteHint},
    {"cmp", kCookieHint}, {"colophon", kFootHint}, {"comentarios", kCommentHint},
    {"comment", kCommentHint}, {"commentaires", kCommentHint}, {"commenter", kCommentHint},
    {"commentlist", kCommentHint}, {"comments", kCommentHint}, {"commercial", kAdHint},
    {"complementary", kSideHint}, {"consent", kCookieHint}, {"contenido", kBodyHint},
    {"content", kBodyHint}, {"contents", kBodyHint}, {"contenu", kBodyHint},
    {"conteudo", kBodyHint}, {"contributor", kBylineHint}, {"cookie", kCookieHint},
    {"cookiebar", kCookieHint}, {"cookies", kCookieHint}, {"copy", kBodyHint},
    {"copyright", kFootHint}, {"coral", kCommentHint}, {"corpo", kBodyHint},
    {"credit", kCaptionHint}, {"credits", kCaptionHint}, {"crosslink", kRelatedHint},
    {"crosslinks", kRelatedHint}, {"crumb", kNavHint}, {"crumbs", kNavHint},
    {"crumbtrail", kNavHint}, {"cta", kSubscribeHint}, {"cuerpo", kBodyHint},
    {"dachzeile", kTagsHint}, {"date", kDateHint}, {"dateline", kDateHint},
    {"datetime", kDateHint}, {"datum", kDateHint}, {"deck", kLeadHint},
    {"dek", kLeadHint}, {"description", kBodyHint}, {"detail", kBodyHint}, {"details", kBodyHint},
    {"dfp", kAdHint}, {"didomi", kCookieHint}, {"disclaimer", kFootHint},
    {"discussion", kCommentHint}, {"disqus", kCommentHint}, {"donate", kSubscribeHint},
    {"donation", kSubscribeHint}, {"dropdown", kOverlayHint}, {"editor", kBylineHint},
    {"email", kShareHint}, {"embed", kBoxHint}, {"entradilla", kLeadHint},
    {"entries", kListingHint}, {"entry", kArticleHint}, {"entrycontent", kBodyHint},
    {"entrymeta", kDateHint}, {"entrytitle", kTitleHint}, {"etiquetas", kTagsHint},
    {"excerpt", kLeadHint}, {"facebook", kShareHint}, {"fact", kBoxHint}, {"factbox", kBoxHint},
    {"facts", kBoxHint}, {"faq", kBoxHint}, {"fb", kShareHint}, {"fecha", kDateHint},
    {"feed", kListingHint}, {"feedback", kCommentHint}, {"figcaption", kCaptionHint},
    {"figure", kCaptionHint}, {"fineprint", kFootHint}, {"firma", kBylineHint},
    {"follow", kShareHint}, {"foot", kFootHint}, {"footer", kFootHint}, {"foto", kCaptionHint},
    {"fotos", kCaptionHint}, {"fulltext", kBodyHint}, {"gallery", kCaptionHint},
    {"gdpr", kCookieHint}, {"glossary", kBoxHint}, {"gpt", kAdHint}, {"grid", kListingHint},
    {"guestbook", kCommentHint}, {"haber", kArticleHint},
    {"header", kHeadHint}, {"heading", kTitleHint}, {"headline", kTitleHint},
    {"headlines", kListingHint}, {"hed", kTitleHint}, {"hentry", kArticleHint},
    {"hidden", kOverlayHint}, {"hide", kOverlayHint}, {"highlight", kBoxHint},
    {"honbun", kBodyHint}, {"hot", kRelatedHint}, {"hotnews", kRelatedHint},
    {"ilgili", kRelatedHint}, {"image", kCaptionHint}, {"images", kCaptionHint},
    {"img", kCaptionHint}, {"impressum", kFootHint}, {"imprint", kFootHint}, {"info", kDateHint},
    {"infobar", kBoxHint}, {"infobox", kBoxHint}, {"inhalt", kBodyHint}, {"inset", kBoxHint},
    {"intro", kLeadHint}, {"introduction", kLeadHint}, {"invisible", kOverlayHint},
    {"items", kListingHint}, {"jiathis", kShareHint}, {"journalist", kBylineHint},
    {"keyword", kTagsHint}, {"keywords", kTagsHint}, {"kicker", kTagsHint}, {"kiji", kBodyHint},
    {"kommentar", kCommentHint}, {"kommentare", kCommentHint}, {"label", kTagsHint},
    {"labels", kTagsHint}, {"laiyuan", kDateHint}, {"latest", kRelatedHint}, {"lead", kLeadHint},
    {"lede", kLeadHint}, {"left", kSideHint}, {"leftcol", kSideHint}, {"leftcolumn", kSideHint},
    {"legal", kFootHint}, {"legende", kCaptionHint}, {"ligatus", kRelatedHint},
    {"lightbox", kCaptionHint}, {"like", kShareHint}, {"likes", kShareHint},
    {"linkedin", kShareHint}, {"linklist", kListingHint}, {"links", kListingHint},
    {"lire", kRelatedHint}, {"list", kListingHint}, {"listing", kListingHint},
    {"livefyre", kCommentHint}, {"login", kSubscribeHint}, {"logo", kHeadHint},
    {"mailinglist", kSubscribeHint}, {"maincontent", kBodyHint}, {"maintext", kBodyHint},
    {"marginal", kSideHint}, {"market", kBoxHint}, {"masthead", kHeadHint},
    {"media", kCaptionHint}, {"membership", kSubscribeHint}, {"menu", kNavHint},
    {"menue", kNavHint}, {"message", kOverlayHint}, {"meta", kDateHint}, {"mgid", kRelatedHint},
    {"modal", kOverlayHint}, {"module", kListingHint}, {"more", kRelatedHint},
    {"morenews", kRelatedHint}, {"mostpopular", kRelatedHint}, {"mostread", kRelatedHint},
    {"multimedia", kCaptionHint}, {"mustread", kRelatedHint}, {"nav", kNavHint},
    {"navbar", kNavHint}, {"navi", kNavHint}, {"navigation", kNavHint}, {"news", kArticleHint},
    {"newsarticle", kArticleHint}, {"newscontent", kBodyHint}, {"newsletter", kSubscribeHint},
    {"newslist", kListingHint}, {"newstext", kBodyHint}, {"nextprev", kNavHint},
    {"nextup", kRelatedHint}, {"nota", kArticleHint}, {"note", kBoxHint}, {"notice", kOverlayHint},
    {"noticia", kArticleHint}, {"notification", kOverlayHint}, {"novost", kArticleHint},
    {"offer", kSubscribeHint}, {"offscreen", kOverlayHint}, {"onetrust", kCookieHint},
    {"opinions", kCommentHint}, {"optin", kSubscribeHint}, {"othernews", kRelatedHint},
    {"outbrain", kRelatedHint}, {"overlay", kOverlayHint}, {"owl", kListingHint},
    {"pager", kNavHint}, {"pages", kNavHint}, {"pagination", kNavHint}, {"paragraph", kBodyHint},
    {"paragraphs", kBodyHint}, {"paywall", kSubscribeHint}, {"photo", kCaptionHint},
    {"photogallery", kCaptionHint}, {"photos", kCaptionHint}, {"piano", kSubscribeHint},
    {"pic", kCaptionHint}, {"pics", kCaptionHint}, {"picture", kCaptionHint},
    {"pictures", kCaptionHint}, {"pinglun", kCommentHint}, {"player", kCaptionHint},
    {"plista", kRelatedHint}, {"podcast", kCaptionHint}, {"policy", kCookieHint},
    {"poll", kBoxHint}, {"popover", kOverlayHint}, {"popular", kRelatedHint},
    {"popup", kOverlayHint}, {"post", kArticleHint}, {"postbody", kBodyHint},
    {"postcontent", kBodyHint}, {"posted", kDateHint}, {"postinfo", kDateHint},
    {"posting", kArticleHint}, {"postmeta", kDateHint}, {"postnav", kNavHint},
    {"posts", kListingHint}, {"posttitle", kTitleHint}, {"premium", kSubscribeHint},
    {"prevnext", kNavHint}, {"print", kShareHint}, {"privacy", kCookieHint},
    {"profile", kBylineHint}, {"promo", kAdHint}, {"promotion", kAdHint}, {"promotions", kAdHint},
    {"prose", kBodyHint}, {"pubdate", kDateHint}, {"publication", kDateHint},
    {"publicidad", kAdHint}, {"publicite", kAdHint}, {"publish", kDateHint},
    {"published", kDateHint}, {"pullquote", kQuoteHint}, {"quiz", kBoxHint}, {"quote", kQuoteHint},
    {"rail", kSideHint}, {"rank", kRelatedHint}, {"ranked", kRelatedHint},
    {"ranking", kRelatedHint}, {"rating", kBoxHint}, {"readmore", kRelatedHint},
    {"readnext", kRelatedHint}, {"recirc", kRelatedHint}, {"recirculation", kRelatedHint},
    {"recommend", kRelatedHint}, {"recommendation", kRelatedHint},
    {"recommendations", kRelatedHint}, {"recommended", kRelatedHint}, {"redaktion", kBylineHint},
    {"register", kSubscribeHint}, {"registration", kSubscribeHint},
    {"registrierung", kSubscribeHint}, {"reklam", kAdHint}, {"reklama", kAdHint},
    {"relacionadas", kRelatedHint}, {"relacionado", kRelatedHint}, {"relacionados", kRelatedHint},
    {"related", kRelatedHint}, {"relatedposts", kRelatedHint}, {"replies", kCommentHint},
    {"reply", kCommentHint}, {"reportage", kArticleHint}, {"reporter", kBylineHint},
    {"respond", kCommentHint}, {"richtext", kBodyHint}, {"right", kSideHint},
    {"rightcol", kSideHint}, {"rightcolumn", kSideHint}, {"river", kListingHint},
    {"rte", kBodyHint}, {"rubric", kTagsHint}, {"sapo", kLeadHint}, {"schlagworte", kTagsHint},
    {"secondary", kSideHint}, {"section", kTagsHint}, {"sectionname", kTagsHint},
    {"seealso", kRelatedHint}, {"share", kShareHint}, {"sharebar", kShareHint},
    {"sharedaddy", kShareHint}, {"shares", kShareHint}, {"sharethis", kShareHint},
    {"shariff", kShareHint}, {"sharing", kShareHint}, {"shijian", kDateHint}, {"side", kSideHint},
    {"sidebar", kSideHint}, {"sidebarright", kSideHint}, {"signature", kBylineHint},
    {"signin", kSubscribeHint}, {"signup", kSubscribeHint}, {"similar", kRelatedHint},
    {"single", kArticleHint}, {"sitemap", kNavHint}, {"skip", kNavHint}, {"slick", kListingHint},
    {"slider", kListingHint}, {"slideshow", kCaptionHint}, {"social", kShareHint},
    {"socials", kShareHint}, {"sommaire", kLeadHint}, {"sponsor", kAdHint}, {"sponsored", kAdHint},
    {"sr", kOverlayHint}, {"standfirst", kLeadHint}, {"statya", kArticleHint}, {"stock", kBoxHint},
    {"stories", kListingHint}, {"story", kArticleHint}, {"storybody", kBodyHint},
    {"storytext", kBodyHint}, {"subhead", kLeadHint}, {"subheading", kLeadHint},
    {"subheadline", kLeadHint}, {"submenu", kNavHint}, {"submitted", kDateHint},
    {"subnav", kNavHint}, {"subscribe", kSubscribeHint}, {"subscribers", kSubscribeHint},
    {"subscription", kSubscribeHint}, {"subtitle", kLeadHint}, {"suggest", kRelatedHint},
    {"suggested", kRelatedHint}, {"suggestions", kRelatedHint}, {"summary", kLeadHint},
    {"survey", kBoxHint}, {"swiper", kListingHint}, {"tab", kNavHint}, {"table", kBoxHint},
    {"taboola", kRelatedHint}, {"tabs", kNavHint}, {"tag", kTagsHint}, {"tagcloud", kTagsHint},
    {"tags", kTagsHint}, {"taxonomy", kTagsHint}, {"teaser", kListingHint},
    {"teaserlist", kListingHint}, {"teasers", kListingHint}, {"telegram", kShareHint},
    {"tematags", kTagsHint}, {"tertiary", kSideHint}, {"text", kBodyHint}, {"textbody", kBodyHint},
    {"texte", kBodyHint}, {"texto", kBodyHint}, {"thumb", kCaptionHint},
    {"thumbnail", kCaptionHint}, {"tile", kListingHint}, {"tiles", kListingHint},
    {"time", kDateHint}, {"timestamp", kDateHint}, {"titel", kTitleHint}, {"title", kTitleHint},
    {"titre", kTitleHint}, {"titulaire", kTitleHint}, {"titulo", kTitleHint},
    {"toast", kOverlayHint}, {"toc", kBoxHint}, {"toolbar", kShareHint}, {"toolbox", kShareHint},
    {"tools", kShareHint}, {"tooltip", kOverlayHint}, {"top", kHeadHint}, {"topbar", kHeadHint},
    {"topic", kTagsHint}, {"topics", kTagsHint}, {"topnav", kNavHint},
    {"topstories", kRelatedHint}, {"trending", kRelatedHint}, {"tuijian", kRelatedHint},
    {"twitter", kShareHint}, {"txt", kBodyHint}, {"updated", kDateHint}, {"user", kSubscribeHint},
    {"vcard", kBylineHint}, {"verfasser", kBylineHint}, {"verwandte", kRelatedHint},
    {"viafoura", kCommentHint}, {"video", kCaptionHint}, {"videos", kCaptionHint},
    {"vk", kShareHint}, {"vorspann", kLeadHint}, {"warning", kOverlayHint}, {"weather", kBoxHint},
    {"weibo", kShareHint}, {"weiter", kRelatedHint}, {"werbung", kAdHint},
    {"whatsapp", kShareHint}, {"widget", kListingHint}, {"widgets", kListingHint},
    {"writer", kBylineHint}, {"writers", kBylineHint}, {"wysiwyg", kBodyHint},
    {"xiangguan", kRelatedHint}, {"youtube", kCaptionHint}, {"zeit", kDateHint},
    {"zergnet", kRelatedHint}, {"zhengwen", kBodyHint}, {"zitat", kQuoteHint},
};
// clang-format on
static_assert(std::is_sorted(std::begin(kWords), std::end(kWords),
                             [](const Word& a, const Word& b) { return a.text < b.text; }));

constexpr std::size_t kWordBytesMax = 24;  // Longer than any of the table.

// FNV-1a, taken a letter at a time while a word is read.
constexpr std::uint32_t kHashSeed = 2166136261U;
constexpr std::uint32_t HashOn(std::uint32_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 16777619U;
}

// Open addressing over kWords: a word of a page is compared with one of the table, mostly none.
constexpr std::size_t kSlots = 4096;
constexpr std::uint16_t kFree = 0xFFFF;
static_assert(std::size(kWords) * 4 < kSlots);
constexpr std::array<std::uint16_t, kSlots> kTable = [] {
  std::array<std::uint16_t, kSlots> table{};
  for (std::uint16_t& slot : table) slot = kFree;
  for (std::size_t i = 0; i < std::size(kWords); ++i) {
    std::uint32_t hash = kHashSeed;
    for (const char c : kWords[i].text) hash = HashOn(hash, c);
    std::size_t slot = hash % kSlots;
    while (table[slot] != kFree) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint16_t>(i);
  }
  return table;
}();

HintBits LookUp(std::string_view word, std::uint32_t hash) {
  for (std::size_t slot = hash % kSlots; kTable[slot] != kFree; slot = (slot + 1) % kSlots) {
    const Word& known = kWords[kTable[slot]];
    if (known.text == word) return known.hints;
  }
  return 0;
}

}  // namespace

HintBits HintsOf(std::string_view names) {
  HintBits hints = 0;
  std::array<char, kWordBytesMax> word;  // NOLINT: filled as far as `length` says.
  std::size_t length = 0;
  std::uint32_t hash = kHashSeed;
  bool too_long = false;
  const auto finish = [&] {
    if (length > 1 && !too_long) hints |= LookUp({word.data(), length}, hash);
    length = 0;
    hash = kHashSeed;
    too_long = false;
  };
  bool lower_before = false;
  for (const char c : names) {
    if (!IsAsciiAlpha(c)) {
      finish();
      lower_before = false;
      continue;
    }
    const char lower = AsciiLower(c);
    const bool is_lower = lower == c;
    if (!is_lower && lower_before) finish();
    lower_before = is_lower;
    if (length < kWordBytesMax) {
      word[length++] = lower;
      hash = HashOn(hash, lower);
    } else {
      too_long = true;
    }
  }
  finish();
  return hints;
}

}  // namespace stratwatch::parsers::internal
