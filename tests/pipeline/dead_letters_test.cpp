#include "pipeline/dead_letters.h"

#include <algorithm>
#include <string>

#include "tests/pipeline/log_conformance.h"

// Compiled into the test program of each engine.
namespace stratwatch::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

OutgoingRecord LetterOf(std::string_view topic, const std::string& value, int attempt = 1) {
  wire::DeadLetter letter;
  letter.topic = topic;
  letter.offset = 42;
  letter.task = "normalise";
  letter.error = {ErrorCode::kInvalid, "no title: عنوان مفقود"};
  letter.key = "example.org";
  letter.value = value;
  letter.headers = {
      {"schema", "stratwatch.wire.Page/1"}, {"attempt", std::to_string(attempt)}, {"source", "s"}};
  letter.url = "https://example.org/1";
  letter.attempt = attempt;
  return {Topic::kDeadLetters, {letter.key, wire::EncodeDeadLetter(letter), {}}};
}

void Write(LogSession& session, std::vector<OutgoingRecord> letters) {
  const auto done = session.Commit(StepOf(std::move(letters)));
  ASSERT_TRUE(done.has_value()) << done.error().message;
}

std::vector<std::string> ValuesOf(const std::vector<StoredDeadLetter>& letters) {
  std::vector<std::string> values;
  for (const auto& each : letters) values.push_back(each.letter.value);
  return values;
}

SessionOptions AnyWriter() {
  return {"any", {}, "", PositionHome::kLog};
}

TEST_P(DeadLetters, AreListedOldestFirst) {
  Write(*Open(AnyWriter()), {LetterOf("pages", "1"), LetterOf("pages", "2")});
  const auto letters = ListDeadLetters(log(), 10);
  ASSERT_TRUE(letters.has_value()) << letters.error().message;
  EXPECT_THAT(ValuesOf(*letters), ElementsAre("1", "2"));
  EXPECT_FALSE(letters->front().replayed);
  EXPECT_EQ(letters->front().letter.error.message, "no title: عنوان مفقود");
}

TEST_P(DeadLetters, OfAnEmptyLogAreNone) {
  const auto letters = ListDeadLetters(log(), 10);
  ASSERT_TRUE(letters.has_value()) << letters.error().message;
  EXPECT_THAT(*letters, IsEmpty());
}

TEST_P(DeadLetters, ListEndsWithTheNewest) {
  Write(*Open(AnyWriter()),
        {LetterOf("pages", "1"), LetterOf("pages", "2"), LetterOf("pages", "3")});
  const auto letters = ListDeadLetters(log(), 2);
  ASSERT_TRUE(letters.has_value());
  EXPECT_THAT(ValuesOf(*letters), ElementsAre("2", "3"));
}

TEST_P(DeadLetters, AreFoundByTheirPlace) {
  Write(*Open(AnyWriter()), {LetterOf("pages", "1"), LetterOf("pages", "2")});
  const auto letters = ListDeadLetters(log(), 10);
  ASSERT_TRUE(letters.has_value());
  const auto found = FindDeadLetter(log(), letters->back().partition, letters->back().offset);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_EQ(found->letter.value, "2");
}

TEST_P(DeadLetters, ThatAreNotThereAreNotFound) {
  Write(*Open(AnyWriter()), {LetterOf("pages", "1")});
  for (const auto& [partition, offset] : {std::pair(0, 99), std::pair(0, -1), std::pair(9, 0)}) {
    const auto found = FindDeadLetter(log(), partition, offset);
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
  }
}

TEST_P(DeadLetters, GoBackToTheirTopicWithTheNextAttempt) {
  Write(*Open(AnyWriter()), {LetterOf("pages-backfill", std::string("\0page\xFF", 6), 3)});
  const auto letters = ListDeadLetters(log(), 1);
  ASSERT_TRUE(letters.has_value());
  const auto done = ReplayDeadLetter(log(), letters->front());
  ASSERT_TRUE(done.has_value()) << done.error().message;
  const auto reader = Reader("normalise", Topic::kPagesBackfill);
  const auto records = PollRecords(*reader, 1);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].record.key, "example.org");
  EXPECT_EQ(records[0].record.value, std::string("\0page\xFF", 6));
  EXPECT_THAT(records[0].record.headers,
              ElementsAre(std::pair("schema", "stratwatch.wire.Page/1"), std::pair("attempt", "4"),
                          std::pair("source", "s")));
}

TEST_P(DeadLetters, AreMarkedOnceReplayed) {
  Write(*Open(AnyWriter()), {LetterOf("pages", "1"), LetterOf("pages", "2")});
  auto letters = ListDeadLetters(log(), 10);
  ASSERT_TRUE(letters.has_value());
  ASSERT_TRUE(ReplayDeadLetter(log(), letters->front()).has_value());
  Reopen();
  letters = ListDeadLetters(log(), 10);
  ASSERT_TRUE(letters.has_value());
  ASSERT_EQ(letters->size(), 2U);
  EXPECT_TRUE(letters->front().replayed);
  EXPECT_FALSE(letters->back().replayed);
  const auto found = FindDeadLetter(log(), letters->front().partition, letters->front().offset);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->replayed);
}

TEST_P(DeadLetters, AreNotReplayedTwice) {
  Write(*Open(AnyWriter()), {LetterOf("pages", "1")});
  auto letters = ListDeadLetters(log(), 1);
  ASSERT_TRUE(letters.has_value());
  ASSERT_TRUE(ReplayDeadLetter(log(), letters->front()).has_value());
  letters = ListDeadLetters(log(), 1);
  ASSERT_TRUE(letters.has_value());
  const auto again = ReplayDeadLetter(log(), letters->front());
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(ValuesIn(Topic::kPages), ElementsAre("1"));
}

TEST_P(DeadLetters, NotesOfReplaysAreNoLetters) {
  Write(*Open(AnyWriter()), {LetterOf("pages", "1")});
  const auto letters = ListDeadLetters(log(), 1);
  ASSERT_TRUE(letters.has_value());
  ASSERT_TRUE(ReplayDeadLetter(log(), letters->front()).has_value());
  const auto note = FindDeadLetter(log(), 0, letters->front().offset + 1);
  ASSERT_FALSE(note.has_value());
  EXPECT_EQ(note.error().code, ErrorCode::kNotFound);
}

TEST_P(DeadLetters, OfAnUnknownTopicCannotBeReplayed) {
  Write(*Open(AnyWriter()), {LetterOf("pagez", "1")});
  const auto letters = ListDeadLetters(log(), 1);
  ASSERT_TRUE(letters.has_value());
  const auto done = ReplayDeadLetter(log(), letters->front());
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(done.error().message, ::testing::HasSubstr("pagez"));
}

// A record as large as the log takes still fits into its dead letter.
TEST_P(DeadLetters, HoldTheLargestRecord) {
  Write(*Open(AnyWriter()), {LetterOf("pages", std::string(kTestMessageBytesMax - 300, 'x'))});
  const auto letters = ListDeadLetters(log(), 1);
  ASSERT_TRUE(letters.has_value());
  ASSERT_EQ(letters->size(), 1U);
  EXPECT_TRUE(ReplayDeadLetter(log(), letters->front()).has_value());
}

TEST_P(DeadLetters, ThatCannotBeDecodedAreCorrupt) {
  Append(Topic::kDeadLetters, {"\xFF\xFF\xFF"});
  const auto letters = ListDeadLetters(log(), 1);
  ASSERT_FALSE(letters.has_value());
  EXPECT_EQ(letters.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace stratwatch::pipeline
