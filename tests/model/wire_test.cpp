#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/wire/digest.h"
#include "model/wire/messages.h"

namespace stratwatch::wire {
namespace {

using ::testing::HasSubstr;

Url UrlOf(std::string_view text) {
  return *Url::Parse(text);
}

Page SamplePage() {
  Page page;
  page.url = UrlOf("https://news.example/ki-strategie");
  page.id = ArticleIdOf(page.url);
  page.source = SourceId{"de-news"};
  page.publisher_country = "DE";
  page.sightings = {{SourceId{"de-news"}, std::chrono::sys_seconds(std::chrono::seconds(1000)),
                     "KI-Strategie", std::chrono::sys_seconds(std::chrono::seconds(900))}};
  page.exchange.requested = page.url;
  page.exchange.final_url = UrlOf("https://news.example/ki-strategie?final");
  page.exchange.redirects = {"https://news.example/ki-strategie?final"};
  page.exchange.status = 200;
  page.exchange.fetched_at = std::chrono::sys_seconds(std::chrono::seconds(1001));
  page.exchange.duration = std::chrono::milliseconds(42);
  page.exchange.remote_address = "127.0.0.1";
  page.exchange.content_type = "text/html; charset=utf-8";
  page.exchange.robots_rule = "Allow: /";
  page.body = std::string("<p>\0binary</p>", 14);
  page.archive = ArchiveLocation{"a.warc.gz", 17, 99};
  return page;
}

Article SampleArticle() {
  Article article;
  article.url = UrlOf("https://news.example/المغرب");
  article.id = ArticleIdOf(article.url);
  article.outcome = Outcome::kDuplicate;
  article.title = "المغرب الرقمي 2030";
  article.authors = {"A. Author", "另一位作者"};
  article.published = PublishedDate{std::chrono::sys_seconds(std::chrono::seconds(5000)), -210,
                                    DatePrecision::kMinute, "json-ld:datePublished", 0.9F};
  article.language = "ar";
  article.extraction = {"blocks", "utf-8", "http", "heading", "byline:link", 900, 80};
  article.region = {"MA", "domain: .ma", 0.7F};
  article.text = "فقرة\n\nأخرى";
  article.foreign_passages = {{10, 18, "fa", 0.9F}};
  article.content_hash = ContentHashOf(article.text);
  article.relevance = {true, 0.75, {"strategy: MA:2024"}};
  article.tags = {{TagType::kStrategy, "MA:2024", "المغرب الرقمي 2030", TagField::kTitle, 0, 32,
                   "abc", 0.5F, false, "", "", ""},
                  {TagType::kPerson, "ml.skrsn", "أمل، وزيرة", TagField::kBody, 0, 19, "abc", 0.9F,
                   false, "أمل", "وزيرة", "وزارة"}};
  article.claims = {
      {ClaimType::kMoney, 67.2e9, "USD", "67.2 مليار دولار", 4, 31, 2030, "abc", "李强", "MA"}};
  article.quotes = {{"فقرة", 0, 8, "أمل", "ml.skrsn", 0.7F, "abc"}};
  article.statements = {
      {StatementField::kAlternate, "https://news.example/fr", "fr-MA", "link:hreflang"},
      {StatementField::kKeyword, "ذكاء", "", "json-ld:keywords"}};
  article.resolution.duplicate_of = ArticleIdOf(UrlOf("https://other.example/"));
  article.resolution.relation = "excerpt";
  article.resolution.of_this = 0.9F;
  article.resolution.of_original = 0.4F;
  article.resolution.story = StoryId{article.id};
  article.resolution.story_score = 1.5F;
  article.resolution.story_parts = {{"subjects", 1.25F, "MA, US"}, {"prior", -2.75F, ""}};
  article.sequence = 12;
  return article;
}

TEST(PageMessage, KeepsItsParts) {
  const Page page = SamplePage();
  const auto decoded = DecodePage(EncodePage(page));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->id, page.id);
  EXPECT_EQ(decoded->url, page.url);
  EXPECT_EQ(decoded->body, page.body);
  EXPECT_EQ(decoded->archive->offset, 17U);
  EXPECT_EQ(decoded->sightings[0].title, "KI-Strategie");
  EXPECT_EQ(decoded->sightings[0].claimed_published, page.sightings[0].claimed_published);
  EXPECT_EQ(decoded->exchange.final_url, page.exchange.final_url);
  EXPECT_EQ(decoded->exchange.duration, page.exchange.duration);
  EXPECT_EQ(decoded->exchange.robots_rule, "Allow: /");
}

TEST(PageMessage, WithoutBodyKeepsItsOutcome) {
  Page page = SamplePage();
  page.body.clear();
  page.outcome = Outcome::kGone;
  const auto decoded = DecodePage(EncodePage(page));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->outcome, Outcome::kGone);
  EXPECT_TRUE(decoded->body.empty());
}

TEST(PageMessage, RefusesABodyThatWouldInflateBeyondTheBound) {
  Page page = SamplePage();
  page.body = std::string(1 << 20, 'a');
  const auto decoded = DecodePage(EncodePage(page), 1 << 19);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kLimit);
}

TEST(PageMessage, RefusesWhatIsNoProtobuf) {
  const auto decoded = DecodePage("\xff\xff\xff garbage");
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kInvalid);
}

TEST(PageMessage, RefusesAnEmptyRecord) {
  const auto decoded = DecodePage("");
  ASSERT_FALSE(decoded);
  EXPECT_THAT(decoded.error().message, HasSubstr("16 bytes"));
}

TEST(PageMessage, NeverCrashesOnTruncation) {
  const std::string whole = EncodePage(SamplePage());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto decoded = DecodePage(whole.substr(0, size));
    if (decoded) continue;  // A cut between two fields can leave a valid message.
    EXPECT_EQ(decoded.error().code, ErrorCode::kInvalid);
  }
}

// An HTTP header may hold any bytes (RFC 9110, 5.5); one of them must not cost the record.
TEST(PageMessage, SurvivesAHeaderThatIsNotUtf8) {
  Page page = SamplePage();
  page.exchange.content_type = "text/html; charset=\xe9";
  const auto decoded = DecodePage(EncodePage(page));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->exchange.content_type, "text/html; charset=\uFFFD");
}

TEST(ArticleMessage, SurvivesTextThatIsNotUtf8) {
  Article article = SampleArticle();
  article.text = "caf\xe9 \xed\xa0\x80 \xf5 \xe2\x82";
  article.outcome_reason = "byte \xff";
  const auto decoded = DecodeArticle(EncodeArticle(article));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->text, "caf\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD \uFFFD\uFFFD");
}

TEST(ArticleMessage, KeepsItsParts) {
  const Article article = SampleArticle();
  const auto decoded = DecodeArticle(EncodeArticle(article));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->id, article.id);
  EXPECT_EQ(decoded->outcome, Outcome::kDuplicate);
  EXPECT_EQ(decoded->title, article.title);
  EXPECT_EQ(decoded->authors, article.authors);
  EXPECT_EQ(decoded->published->Text(), article.published->Text());
  EXPECT_EQ(decoded->published->evidence, "json-ld:datePublished");
  EXPECT_EQ(decoded->text, article.text);
  EXPECT_EQ(decoded->content_hash, article.content_hash);
  EXPECT_EQ(decoded->relevance.reasons, article.relevance.reasons);
  EXPECT_EQ(decoded->tags, article.tags);
  EXPECT_EQ(decoded->claims, article.claims);
  EXPECT_EQ(decoded->quotes, article.quotes);
  EXPECT_EQ(decoded->statements, article.statements);
  EXPECT_EQ(decoded->region, article.region);
  EXPECT_EQ(decoded->extraction.title_evidence, "heading");
  EXPECT_EQ(decoded->extraction.authors_evidence, "byline:link");
  EXPECT_EQ(decoded->extraction.text_bytes, 80U);
  EXPECT_EQ(decoded->foreign_passages, article.foreign_passages);
  EXPECT_EQ(decoded->resolution.duplicate_of, article.resolution.duplicate_of);
  EXPECT_EQ(decoded->resolution.of_this, article.resolution.of_this);
  EXPECT_EQ(decoded->resolution.of_original, article.resolution.of_original);
  EXPECT_EQ(decoded->resolution.story, article.resolution.story);
  EXPECT_EQ(decoded->resolution.story_score, article.resolution.story_score);
  EXPECT_EQ(decoded->resolution.story_parts, article.resolution.story_parts);
  EXPECT_EQ(decoded->sequence, 12U);
}

TEST(ArticleMessage, WithoutDateStaysWithoutDate) {
  Article article = SampleArticle();
  article.published.reset();
  const auto decoded = DecodeArticle(EncodeArticle(article));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_FALSE(decoded->published);
}

TEST(DeadLetterMessage, KeepsTheRecordByteForByte) {
  DeadLetter letter;
  letter.topic = "pages";
  letter.offset = 77;
  letter.task = "normalise";
  letter.error = {ErrorCode::kLimit, "too complex"};
  letter.key = std::string("\0k", 2);
  letter.value = std::string("\xff\0v", 3);
  letter.headers = {{"attempt", "2"}};
  letter.attempt = 2;
  const auto decoded = DecodeDeadLetter(EncodeDeadLetter(letter));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->key, letter.key);
  EXPECT_EQ(decoded->value, letter.value);
  EXPECT_EQ(decoded->headers, letter.headers);
  EXPECT_EQ(decoded->error.code, ErrorCode::kLimit);
  EXPECT_EQ(decoded->error.message, "too complex");
}

TEST(ArticleIds, AreTheSameOnEveryMachine) {
  EXPECT_EQ(Hash128("stratwatch").Hex(), Hash128("stratwatch").Hex());
  // The published XXH3-128 of the empty input (xxHash specification).
  EXPECT_EQ(Hash128("").Hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(ArticleIds, AreOneForSpellingsOfOneUrl) {
  EXPECT_EQ(ArticleIdOf(UrlOf("http://news.example/a?utm_source=x#top")),
            ArticleIdOf(UrlOf("https://NEWS.example/a")));
}

TEST(MessageJson, GivesIdsInHexadecimal) {
  const Article article = SampleArticle();
  const auto json = MessageToJson(MessageKind::kArticle, EncodeArticle(article));
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_THAT(*json, HasSubstr("\"id\":\"" + article.id.Hex() + "\""));
}

TEST(MessageJson, GivesAPagesBodyByItsSizeOnly) {
  const auto json = MessageToJson(MessageKind::kPage, EncodePage(SamplePage()));
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_THAT(*json, HasSubstr("body_zstd_bytes"));
}

}  // namespace
}  // namespace stratwatch::wire
