#include <atomic>
#include <thread>

#include "tests/store/article_testing.h"

namespace stratwatch::store {
namespace {

using ReaderBesideWriter = ArticleTest;

// A small buffer makes the writer flush, compact and delete files all the time.
TEST_F(ReaderBesideWriter, SeesAWholePrefixOfWhatWasWritten) {
  database_.reset();
  StoreOptions options;
  options.path = StorePath();
  options.write_buffer_bytes = std::size_t{1} << 20U;
  database_ = std::move(*Database::Open(options));
  std::atomic<std::uint64_t> written = 0;
  const std::jthread writer([&](const std::stop_token& stop) {
    for (int step = 0; !stop.stop_requested() && step < 300; ++step) {
      std::vector<Article> articles;
      for (int i = 0; i < 5; ++i) {
        const std::string name = std::to_string(step * 5 + i);
        articles.push_back(MakeArticle(name, "title", "word " + std::string(3000, 'x') + name));
      }
      Add(std::move(articles));
      written += 5;
    }
  });
  for (int attempt = 0; attempt < 8; ++attempt) {
    const std::uint64_t before = written;
    const auto reader = OpenStore(StorePath(), Access::kReadOnly);
    ASSERT_NE(reader, nullptr);
    ArticleStore store(*reader);
    EXPECT_GE(Value(store.LastSequence()), before);
    ExpectOk(store.VerifyCounters());
    SearchRequest request;
    request.query = "word";
    const std::uint64_t total = Value(Search(*reader, nullptr).Find(request)).total;
    EXPECT_EQ(total, Value(store.LastSequence()));
  }
}

TEST_F(ReaderBesideWriter, SearchesOfOneProcessSeeEachBatchWhole) {
  const Search search(*database_, nullptr);
  SearchRequest request;
  request.query = "word";
  std::atomic<bool> done = false;
  const std::jthread writer([&] {
    for (int step = 0; step < 60; ++step) {
      // Replaces the batch before: five articles are found at any moment, or none at first.
      std::vector<Article> articles;
      for (int i = 0; i < 5; ++i) {
        articles.push_back(MakeArticle(std::to_string(i), "", "word " + std::to_string(step)));
      }
      Add(std::move(articles));
    }
    done = true;
  });
  while (!done) {
    const std::uint64_t total = Value(search.Find(request)).total;
    EXPECT_TRUE(total == 5 || total == 0) << total;
  }
  EXPECT_EQ(Value(search.Find(request)).total, 5U);
}

}  // namespace
}  // namespace stratwatch::store
