#include "parsers/feed.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace stratwatch::parsers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Url FeedUrl() {
  return *Url::Parse("https://news.example.org/feeds/ai.xml");
}

Result<Feed> Parse(std::string_view bytes, std::string_view content_type = "",
                   const FeedOptions& options = {}) {
  return ParseFeed(bytes, content_type, FeedUrl(), options);
}

FeedEntry FirstEntry(std::string_view bytes, std::string_view content_type = "") {
  const auto feed = Parse(bytes, content_type);
  EXPECT_TRUE(feed.has_value()) << feed.error().message;
  if (!feed || feed->entries.empty()) {
    ADD_FAILURE() << "no entry";
    return {};
  }
  return feed->entries.front();
}

std::string RssWithItem(std::string_view inside) {
  return "<rss version=\"2.0\"><channel><title>t</title><item>" + std::string(inside) +
         "</item></channel></rss>";
}

std::string AtomWithEntry(std::string_view inside) {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>" + std::string(inside) +
         "</entry></feed>";
}

constexpr std::string_view kRss = R"(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>Ministère du Numérique</title>
    <link>https://news.example.org/</link>
    <description>Actualités</description>
    <language>fr-MA</language>
    <item>
      <title>Le Maroc lance &quot;Digital Morocco 2030&quot;</title>
      <link>https://news.example.org/2026/03/17/ia</link>
      <guid isPermaLink="false">a-1</guid>
      <pubDate>Tue, 17 Mar 2026 09:30:00 +0100</pubDate>
      <description><![CDATA[<p>La <b>stratégie</b> nationale&nbsp;d'IA</p>]]></description>
      <content:encoded><![CDATA[<p>Un.</p><p>Deux.</p><script>x()</script>]]></content:encoded>
      <dc:creator>Amina B.</dc:creator>
      <category>IA</category><category>Politique</category>
    </item>
  </channel>
</rss>)";

TEST(ParseFeed, ReadsRss2) {
  const auto feed = Parse(kRss);
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "rss-2.0");
  EXPECT_EQ(feed->title, "Ministère du Numérique");
  EXPECT_EQ(feed->link, "https://news.example.org/");
  EXPECT_EQ(feed->language, "fr-MA");
  EXPECT_EQ(feed->charset, "utf-8");
  EXPECT_EQ(feed->defect, "");
  ASSERT_EQ(feed->entries.size(), 1U);
  const FeedEntry& entry = feed->entries[0];
  EXPECT_EQ(entry.title, "Le Maroc lance \"Digital Morocco 2030\"");
  EXPECT_EQ(entry.link, "https://news.example.org/2026/03/17/ia");
  EXPECT_EQ(entry.guid, "a-1");
  EXPECT_EQ(entry.summary, "La stratégie nationale d'IA");
  EXPECT_EQ(entry.content, "Un.\n\nDeux.");
  EXPECT_EQ(entry.author, "Amina B.");
  EXPECT_THAT(entry.categories, ElementsAre("IA", "Politique"));
  ASSERT_TRUE(entry.published.has_value());
  EXPECT_EQ(entry.published->utc.time_since_epoch().count(), 1773736200);
  EXPECT_EQ(entry.published->offset_minutes, 60);
}

TEST(ParseFeed, ReadsAtom1) {
  const auto feed = Parse(R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
    <title type="text">Policy &amp; law</title>
    <link rel="self" href="/feeds/ai.xml"/><link href="/"/>
    <author><name>Press office</name><email>press@example.org</email></author>
    <entry>
      <title type="html">AI &amp;amp; &lt;em&gt;states&lt;/em&gt;</title>
      <link rel="enclosure" type="application/pdf" href="/strategy.pdf"/>
      <link rel="alternate" type="application/json" href="/1.json"/>
      <link rel="alternate" type="text/html" href="/1"/>
      <id>tag:example.org,2026:1</id>
      <published>2026-03-17T09:30:00Z</published>
      <updated>2026-03-18T09:30:00Z</updated>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One<br/>two</div></content>
      <category term="ai" label="Artificial intelligence"/>
    </entry></feed>)");
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "atom-1.0");
  EXPECT_EQ(feed->title, "Policy & law");
  EXPECT_EQ(feed->link, "https://news.example.org/");
  EXPECT_EQ(feed->language, "en");
  ASSERT_EQ(feed->entries.size(), 1U);
  const FeedEntry& entry = feed->entries[0];
  EXPECT_EQ(entry.title, "AI & states");
  EXPECT_EQ(entry.link, "https://news.example.org/1");
  EXPECT_EQ(entry.guid, "tag:example.org,2026:1");
  EXPECT_EQ(entry.content, "One two");
  EXPECT_EQ(entry.summary, "One two");
  EXPECT_EQ(entry.author, "Press office");
  EXPECT_EQ(entry.language, "en");
  EXPECT_EQ(entry.updated->utc - entry.published->utc, std::chrono::hours{24});
  ASSERT_EQ(entry.links.size(), 3U);
  EXPECT_EQ(entry.links[0].href, "https://news.example.org/strategy.pdf");
}

TEST(ParseFeed, ReadsRdf) {
  const auto feed = Parse(R"(<rdf:RDF xmlns="http://purl.org/rss/1.0/"
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://news.example.org/"><title>省</title>
      <link>https://news.example.org/</link><dc:language>ja</dc:language></channel>
    <item rdf:about="https://news.example.org/1"><title>人工知能戦略</title>
      <dc:date>2026-03-17T09:30:00+09:00</dc:date></item>
    <item rdf:about="https://news.example.org/2"><title>二</title></item></rdf:RDF>)");
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "rdf");
  EXPECT_EQ(feed->language, "ja");
  ASSERT_EQ(feed->entries.size(), 2U);
  EXPECT_EQ(feed->entries[0].title, "人工知能戦略");
  EXPECT_EQ(feed->entries[0].link, "https://news.example.org/1");
  EXPECT_EQ(feed->entries[0].published->offset_minutes, 540);
}

TEST(ParseFeed, ReadsAtom03) {
  const auto feed = Parse(R"(<feed version="0.3" xmlns="http://purl.org/atom/ns#">
    <title mode="escaped" type="text/html">a &lt;b&gt;b&lt;/b&gt;</title>
    <entry><title mode="base64" type="text/html">PGI+QUk8L2I+IGFjdA==</title>
    <issued>2026-03-17T09:30:00Z</issued><modified>2026-03-17T10:30:00Z</modified>
    <link rel="alternate" type="text/html" href="http://a.example/1"/></entry></feed>)");
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "atom-0.3");
  EXPECT_EQ(feed->title, "a b");
  EXPECT_EQ(feed->entries.at(0).title, "AI act");
  EXPECT_TRUE(feed->entries.at(0).published.has_value());
  EXPECT_TRUE(feed->entries.at(0).updated.has_value());
}

TEST(ParseFeed, ReadsRss091WithItsDoctype) {
  const auto feed = Parse(R"(<?xml version="1.0"?>
    <!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
      "http://my.netscape.com/publish/formats/rss-0.91.dtd">
    <rss version="0.91"><channel><title>t</title><item><title>a</title>
    <link>http://a.example/1</link></item></channel></rss>)");
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "rss-0.9x");
  EXPECT_EQ(feed->entries.at(0).link, "http://a.example/1");
}

TEST(ParseFeed, ReadsJsonFeed) {
  const auto feed = Parse(R"({"version": "https://jsonfeed.org/version/1.1", "title": "Ministry",
    "home_page_url": "https://news.example.org/", "language": "pt-BR",
    "authors": [{"name": "Desk"}],
    "items": [{"id": 7, "url": "/1", "title": "Plano de IA",
      "content_html": "<p>Um</p><p>dois</p>", "date_published": "2026-03-17T09:30:00-03:00",
      "tags": ["ia", "lei"], "attachments": [{"url": "/a.pdf", "mime_type": "application/pdf"}]},
      {"id": "https://news.example.org/2", "content_text": "text", "external_url": "ftp://x"}]})");
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->format, "json-feed");
  EXPECT_EQ(feed->version, "1.1");
  EXPECT_EQ(feed->language, "pt-BR");
  ASSERT_EQ(feed->entries.size(), 2U);
  EXPECT_EQ(feed->entries[0].guid, "7");
  EXPECT_EQ(feed->entries[0].link, "https://news.example.org/1");
  EXPECT_EQ(feed->entries[0].content, "Um\n\ndois");
  EXPECT_EQ(feed->entries[0].summary, "Um dois");
  EXPECT_EQ(feed->entries[0].author, "Desk");
  EXPECT_THAT(feed->entries[0].categories, ElementsAre("ia", "lei"));
  EXPECT_EQ(feed->entries[0].published->offset_minutes, -180);
  EXPECT_EQ(feed->entries[0].links.at(0).href, "https://news.example.org/a.pdf");
  EXPECT_EQ(feed->entries[1].link, "https://news.example.org/2");
}

struct TitleCase {
  const char* name;
  std::string_view element;
  std::string_view title;
  bool atom = false;
};
void PrintTo(const TitleCase& each, std::ostream* out) {
  *out << each.element;
}

constexpr TitleCase kTitleCases[] = {
    {"Plain", "<title>AI act</title>", "AI act"},
    {"SpacesCollapsed", "<title>\n  AI\t act  </title>", "AI act"},
    {"Escaped", "<title>AT&amp;T</title>", "AT&T"},
    {"EscapedTwice", "<title>AT&amp;amp;T</title>", "AT&T"},
    {"EscapedTags", "<title>&lt;b&gt;AI&lt;/b&gt; act</title>", "AI act"},
    {"Cdata", "<title><![CDATA[<i>AI</i> &amp; law]]></title>", "AI & law"},
    {"CdataParts", "<title>a<![CDATA[b]]>c</title>", "abc"},
    {"LessThanIsNoTag", "<title>1 &lt; 2 &amp; 3 &gt; 2</title>", "1 < 2 & 3 > 2"},
    {"NakedMarkup", "<title>AI <b>act</b> now</title>", "AI act now"},
    {"HtmlEntity", "<title>Pal&aacute;cio&nbsp;&mdash; IA</title>", "Palácio — IA"},
    {"NumericEntity", "<title>l&#8217;IA &#x2019;</title>", "l’IA ’"},
    {"WindowsEntity", "<title>l&#146;IA</title>", "l’IA"},
    {"UnknownEntity", "<title>&zzz; x</title>", "&zzz; x"},
    {"BareAmpersand", "<title>R & D</title>", "R & D"},
    {"ScriptsOut", "<title>&lt;script&gt;x()&lt;/script&gt;AI</title>", "AI"},
    {"BlocksPartWords", "<title>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</title>", "a b"},
    {"Arabic", "<title>&lt;b&gt;الذكاء&lt;/b&gt; الاصطناعي</title>", "الذكاء الاصطناعي"},
    {"AtomPlainKeepsBrackets", "<title>The &lt;blink&gt; tag</title>", "The <blink> tag", true},
    {"AtomPlainWithEntity", "<title>l&amp;#8217;IA</title>", "l’IA", true},
    {"AtomHtml", "<title type=\"html\">The &lt;b&gt;AI&lt;/b&gt; act</title>", "The AI act", true},
    {"AtomXhtml",
     "<title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">AI &lt; <b>x</b></div>"
     "</title>",
     "AI < x", true},
};

class FeedTitle : public testing::TestWithParam<TitleCase> {};

TEST_P(FeedTitle, IsPlainText) {
  const TitleCase& each = GetParam();
  const FeedEntry entry =
      FirstEntry(each.atom ? AtomWithEntry(each.element) : RssWithItem(each.element));
  EXPECT_EQ(entry.title, each.title);
}

INSTANTIATE_TEST_SUITE_P(Constructs, FeedTitle, testing::ValuesIn(kTitleCases),
                         [](const auto& each) { return std::string(each.param.name); });

struct LinkCase {
  const char* name;
  std::string_view inside;
  std::string_view link;
  bool atom = false;
};
void PrintTo(const LinkCase& each, std::ostream* out) {
  *out << each.inside;
}

constexpr LinkCase kLinkCases[] = {
    {"Text", "<link>http://a.example/1</link>", "http://a.example/1"},
    {"TextWithSpaces", "<link>\n http://a.example/1 \n</link>", "http://a.example/1"},
    {"Relative", "<link>/1</link>", "https://news.example.org/1"},
    {"SchemeRelative", "<link>//a.example/1</link>", "https://a.example/1"},
    {"XmlBase", "<link xml:base=\"http://a.example/x/\">1</link>", "http://a.example/x/1"},
    {"GuidIsPermaLink", "<guid>http://a.example/1</guid>", "http://a.example/1"},
    {"GuidIsNoPermaLink", "<guid isPermaLink=\"false\">http://a.example/1</guid>", ""},
    {"GuidThatIsNoUrl", "<guid>12</guid>", ""},
    {"LinkBeforeGuid", "<guid>http://a.example/g</guid><link>http://a.example/l</link>",
     "http://a.example/l"},
    {"OriginalBeforeTracker",
     "<link>http://feedproxy.example/x</link>"
     "<feedburner:origLink>http://a.example/1</feedburner:origLink>",
     "http://a.example/1"},
    {"AtomLinkInRss",
     "<a:link xmlns:a=\"http://www.w3.org/2005/Atom\" href=\"http://a.example/1\"/>",
     "http://a.example/1"},
    {"SelfIsNotThePage",
     "<link rel=\"self\" href=\"http://a.example/s\"/><link href=\"http://a.example/1\"/>",
     "http://a.example/1", true},
    {"HtmlBeforeOtherAlternates",
     "<link rel=\"alternate\" type=\"application/pdf\" href=\"http://a.example/p\"/>"
     "<link rel=\"alternate\" type=\"text/html\" href=\"http://a.example/1\"/>",
     "http://a.example/1", true},
    {"OtherAlternateIfAlone",
     "<link rel=\"alternate\" type=\"application/pdf\" href=\"http://a.example/p\"/>",
     "http://a.example/p", true},
    {"RegistryName",
     "<link rel=\"http://www.iana.org/assignments/relation/alternate\" href=\"/1\"/>",
     "https://news.example.org/1", true},
    {"AtomIdIsNoLink", "<id>http://a.example/1</id>", "", true},
    {"OtherScheme", "<link>mailto:a@example.org</link>", ""},
    {"Nonsense", "<link>http://</link>", ""},
};

class FeedLinkOf : public testing::TestWithParam<LinkCase> {};

TEST_P(FeedLinkOf, EntryIsItsPage) {
  const LinkCase& each = GetParam();
  const FeedEntry entry =
      FirstEntry(each.atom ? AtomWithEntry(each.inside) : RssWithItem(each.inside));
  EXPECT_EQ(entry.link, each.link);
}

INSTANTIATE_TEST_SUITE_P(Choices, FeedLinkOf, testing::ValuesIn(kLinkCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(ParseFeed, NestsXmlBase) {
  const FeedEntry entry = FirstEntry(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://a.example/x/\">"
      "<entry xml:base=\"y/\"><link href=\"1\"/></entry></feed>");
  EXPECT_EQ(entry.link, "http://a.example/x/y/1");
}

TEST(ParseFeed, LeavesRelativeLinksOutWithoutAUrl) {
  const auto feed = ParseFeed(RssWithItem("<link>/1</link>"), "", Url());
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->entries.at(0).link, "");
}

TEST(ParseFeed, ReadsAnAuthorsNameAndAddress) {
  const FeedEntry entry = FirstEntry(RssWithItem("<author>a@example.org (Amina B.)</author>"));
  EXPECT_EQ(entry.author, "Amina B.");
  ASSERT_EQ(entry.authors.size(), 1U);
  EXPECT_EQ(entry.authors[0].email, "a@example.org");
}

TEST(ParseFeed, NamesAnAuthorOnceWhoIsGivenTwice) {
  const FeedEntry entry = FirstEntry(RssWithItem(
      "<author>Amina B.</author><dc:creator>Amina B.</dc:creator><dc:creator>C D</dc:creator>"));
  EXPECT_EQ(entry.author, "Amina B., C D");
}

TEST(ParseFeed, ReadsADateWrittenInTheFeedsLanguage) {
  const auto feed = Parse(
      "<rss><channel><language>ar</language><item><pubDate>١٧ مارس ٢٠٢٦</pubDate></item></channel>"
      "</rss>");
  ASSERT_TRUE(feed.has_value());
  ASSERT_TRUE(feed->entries.at(0).published.has_value());
  EXPECT_EQ(feed->entries[0].published->utc.time_since_epoch().count(), 1773705600);
}

TEST(ParseFeed, LeavesABadDateOut) {
  const FeedEntry entry = FirstEntry(RssWithItem("<pubDate>soon</pubDate><title>a</title>"));
  EXPECT_FALSE(entry.published.has_value());
  EXPECT_EQ(entry.title, "a");
}

TEST(ParseFeed, TellsWhereASyndicatedEntryComesFrom) {
  const FeedEntry entry =
      FirstEntry(RssWithItem("<source url=\"http://a.example/feed\">Agence &amp; Co</source>"));
  EXPECT_EQ(entry.source_title, "Agence & Co");
  EXPECT_EQ(entry.source_link, "http://a.example/feed");
}

// --- Charsets.

TEST(ParseFeed, TrustsTheHttpCharsetOverTheDeclaration) {
  const FeedEntry entry =
      FirstEntry("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" +
                     RssWithItem("<title>\xC8\xF1\xEA\xF3\xF1\xF1\xF2\xE2\xE5\xED\xED\xFB\xE9"
                                 "</title>"),
                 "application/rss+xml; charset=windows-1251");
  EXPECT_EQ(entry.title, "Искусственный");
}

TEST(ParseFeed, ReadsTheDeclaredCharset) {
  const FeedEntry entry = FirstEntry("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" +
                                     RssWithItem("<title>Strat\xE9gie</title>"));
  EXPECT_EQ(entry.title, "Stratégie");
}

TEST(ParseFeed, SaysWhenTheDeclaredCharsetIsWrong) {
  const auto feed =
      Parse("<?xml version=\"1.0\" encoding=\"utf-8\"?>" +
            RssWithItem("<title>La strat\xE9gie nationale fran\xE7\x61ise pour l'intelligence "
                        "artificielle a \xE9t\xE9 pr\xE9sent\xE9\x65</title>"));
  ASSERT_TRUE(feed.has_value());
  EXPECT_THAT(feed->entries.at(0).title, HasSubstr("stratégie"));
  EXPECT_NE(feed->defect, "");
}

TEST(ParseFeed, ReadsUtf16WithAByteOrderMark) {
  std::string bytes = "\xFF\xFE";
  for (const char c : RssWithItem("<title>AI</title>")) bytes += {c, '\0'};
  EXPECT_EQ(FirstEntry(bytes).title, "AI");
}

TEST(ParseFeed, ReadsUndeclaredPrefixesAsWhatTheyUsuallyMean) {
  const auto feed = Parse(RssWithItem("<dc:creator>A</dc:creator><dc:date>2026-03-17</dc:date>"));
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->entries.at(0).author, "A");
  EXPECT_TRUE(feed->entries[0].published.has_value());
  EXPECT_EQ(feed->defect, "");
}

TEST(ParseFeed, KnowsANamespaceUnderAnotherPrefix) {
  const FeedEntry entry = FirstEntry(
      RssWithItem("<x:creator xmlns:x=\"http://purl.org/dc/elements/1.1/\">A</x:creator>"));
  EXPECT_EQ(entry.author, "A");
}

TEST(ParseFeed, DoesNotTakeAPictureForAnItem) {
  const auto feed = Parse(
      "<rss><channel><image><url>http://a.example/i.png</url><title>logo</title></image>"
      "<title>t</title><item><title>a</title></item></channel></rss>");
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->title, "t");
  EXPECT_EQ(feed->entries.size(), 1U);
}

TEST(ParseFeed, AcceptsAFeedWithoutEntries) {
  const auto feed = Parse("<rss version=\"2.0\"><channel><title>t</title></channel></rss>");
  ASSERT_TRUE(feed.has_value());
  EXPECT_THAT(feed->entries, IsEmpty());
  EXPECT_EQ(feed->defect, "");
}

TEST(ParseFeed, ReadsFromManyThreadsAtOnce) {
  std::vector<std::jthread> threads;
  std::vector<int> entries(4);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    threads.emplace_back([&entries, i] {
      for (int round = 0; round < 50; ++round) {
        const auto feed = Parse(kRss);
        entries[i] += feed ? static_cast<int>(feed->entries.size()) : 0;
      }
    });
  }
  threads.clear();
  EXPECT_THAT(entries, testing::Each(50));
}

}  // namespace
}  // namespace stratwatch::parsers
