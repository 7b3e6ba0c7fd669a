#include <gtest/gtest.h>

#include "model/wire/digest.h"
#include "model/wire/messages.h"
#include "model/wire/messages.pb.h"

// The schema grows by adding fields only: what a newer version wrote must still be readable.
namespace stratwatch::wire {
namespace {

std::string MinimalArticle() {
  pb::Article message;
  const std::string id(16, 'i');
  message.set_id(id);
  message.set_url("https://news.example/");
  message.set_content_hash(id);
  return message.SerializeAsString();
}

TEST(WireEvolution, ANewerFieldDoesNotHurt) {
  std::string bytes = MinimalArticle();
  // Field 2000, length-delimited, as a newer schema might add it.
  bytes += std::string("\x82\x7d\x05newer", 8);
  const auto decoded = DecodeArticle(bytes);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->url.Text(), "https://news.example/");
}

// Resolve and index write again what they have read.
TEST(WireEvolution, ANewerFieldSurvivesPassesThroughAnOlderBinary) {
  std::string bytes = MinimalArticle();
  bytes += std::string("\x82\x7d\x05newer", 8);
  for (int pass = 0; pass < 3; ++pass) {
    auto article = DecodeArticle(bytes);
    ASSERT_TRUE(article) << article.error().message;
    article->title = "Changed on the way, " + std::to_string(pass);
    bytes = EncodeArticle(*article);
  }
  pb::Article message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  EXPECT_EQ(message.title(), "Changed on the way, 2");
  const auto& newer = message.GetReflection()->GetUnknownFields(message);
  ASSERT_EQ(newer.field_count(), 1);
  EXPECT_EQ(newer.field(0).number(), 2000);
  EXPECT_EQ(newer.field(0).length_delimited(), "newer");
}

TEST(WireEvolution, AnOutcomeOfANewerVersionIsRefusedNotMistaken) {
  pb::Article message;
  message.ParseFromString(MinimalArticle());
  message.set_outcome(999);
  const auto decoded = DecodeArticle(message.SerializeAsString());
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kInvalid);
}

TEST(WireEvolution, ATagTypeOfANewerVersionIsRefusedNotMistaken) {
  pb::Article message;
  message.ParseFromString(MinimalArticle());
  message.add_tags()->set_type(999);
  EXPECT_FALSE(DecodeArticle(message.SerializeAsString()));
}

TEST(WireEvolution, AStatementOfANewerVersionIsPassedOver) {
  pb::Article message;
  message.ParseFromString(MinimalArticle());
  message.add_statements()->set_field(999);
  message.add_statements()->set_value("kept");
  const auto decoded = DecodeArticle(message.SerializeAsString());
  ASSERT_TRUE(decoded) << decoded.error().message;
  ASSERT_EQ(decoded->statements.size(), 1U);
  EXPECT_EQ(decoded->statements[0].value, "kept");
}

TEST(WireEvolution, AnOlderMessageWithoutOptionalPartsIsWhole) {
  const auto decoded = DecodeArticle(MinimalArticle());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_FALSE(decoded->published);
  EXPECT_FALSE(decoded->archive);
  EXPECT_FALSE(decoded->resolution.duplicate_of);
}

}  // namespace
}  // namespace stratwatch::wire
