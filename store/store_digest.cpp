#include "store/store_digest.h"

#include <array>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "model/wire/digest.h"
#include "model/wire/messages.h"
#include "store/article_store.h"

namespace stratwatch::store {
namespace {

constexpr std::array<std::string_view, 5> kParts{"articles", "texts", "tags", "copies", "stories"};
using PartHashes = std::array<Digest128, kParts.size()>;

// What is left of an article for each part; the rest stays empty.
std::array<Article, kParts.size()> PartsOf(const Article& article) {
  std::array<Article, kParts.size()> parts;
  for (Article& part : parts) part.id = article.id;
  parts[0].url = article.url;
  parts[0].outcome = article.outcome;
  Article& text = parts[1];
  text.title = article.title;
  text.authors = article.authors;
  text.published = article.published;
  text.language = article.language;
  text.language_confidence = article.language_confidence;
  text.site_name = article.site_name;
  text.canonical_url = article.canonical_url;
  text.statements = article.statements;
  text.text = article.text;
  text.content_hash = article.content_hash;
  text.relevance = article.relevance;
  parts[2].tags = article.tags;
  parts[2].claims = article.claims;
  parts[2].quotes = article.quotes;
  Resolution& copy = parts[3].resolution;
  copy.duplicate_of = article.resolution.duplicate_of;
  copy.relation = article.resolution.relation;
  copy.of_this = article.resolution.of_this;
  copy.of_original = article.resolution.of_original;
  Resolution& story = parts[4].resolution;
  story.story = article.resolution.story;
  story.story_score = article.resolution.story_score;
  story.story_parts = article.resolution.story_parts;
  return parts;
}

PartHashes HashesOf(const Article& article) {
  PartHashes hashes;
  const auto parts = PartsOf(article);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    hashes[i] = wire::Hash128(wire::EncodeArticle(parts[i]));
  }
  return hashes;
}

// Adds up digests: the same in any order, and one that is there twice is not as if it were not.
class Sum {
 public:
  void Add(const Digest128& digest) {
    unsigned carry = 0;
    for (std::size_t i = digest.bytes.size(); i-- > 0;) {
      carry += unsigned{sum_.bytes[i]} + digest.bytes[i];
      sum_.bytes[i] = static_cast<std::uint8_t>(carry & 0xFFU);
      carry >>= 8U;
    }
    ++count_;
  }
  std::uint64_t Count() const { return count_; }
  const Digest128& Total() const { return sum_; }

 private:
  Digest128 sum_;
  std::uint64_t count_ = 0;
};

// Which articles belong together: each is put under a name, and the name does not count.
class Groups {
 public:
  void Put(const Digest128& name, const ArticleId& member) { groups_[name].Add(member); }

  DigestPart Part(std::string_view name) const {
    Sum sum;
    for (const auto& [key, members] : groups_) {
      std::string group(members.Total().View());
      group += std::to_string(members.Count());
      sum.Add(wire::Hash128(group));
    }
    return {std::string(name), sum.Count(), sum.Total()};
  }

 private:
  std::map<Digest128, Sum> groups_;
};

bool IsReadable(const Article& article) {
  return article.outcome == Outcome::kStored || article.outcome == Outcome::kDuplicate;
}

using Hashed = std::unordered_map<ArticleId, PartHashes>;

// Until `visit` returns false for one of them.
Result<void> ForEachIn(std::span<Database* const> databases,
                       const std::function<bool(const Article&)>& visit) {
  for (Database* const database : databases) {
    if (auto walked = ArticleStore(*database).ForEach(0, visit); !walked) return walked;
  }
  return {};
}

Result<std::string> UrlOf(std::span<Database* const> databases, const ArticleId& id) {
  for (Database* const database : databases) {
    const auto article = ArticleStore(*database).Find(id);
    if (!article) return tl::unexpected(article.error());
    if (*article) return (*article)->url.Text();
  }
  return std::string();
}

Result<Hashed> HashAll(std::span<Database* const> databases) {
  Hashed hashed;
  auto walked = ForEachIn(databases, [&](const Article& article) {
    hashed[article.id] = HashesOf(article);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  return hashed;
}

}  // namespace

Result<std::vector<DigestPart>> DigestOf(Database& database) {
  Database* const one[] = {&database};
  return DigestOf(one);
}

Result<std::vector<DigestPart>> DigestOf(std::span<Database* const> databases) {
  std::array<Sum, kParts.size()> sums;
  Groups copies;
  Groups stories;
  auto walked = ForEachIn(databases, [&](const Article& article) {
    const PartHashes hashes = HashesOf(article);
    for (std::size_t i = 0; i < hashes.size(); ++i) sums[i].Add(hashes[i]);
    if (IsReadable(article)) {
      const auto& original = article.resolution.duplicate_of;
      copies.Put(original ? *original : article.id, article.id);
    }
    if (article.resolution.story) stories.Put(*article.resolution.story, article.id);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  std::vector<DigestPart> parts;
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    parts.push_back({std::string(kParts[i]), sums[i].Count(), sums[i].Total()});
  }
  parts.push_back(copies.Part("copy-groups"));
  parts.push_back(stories.Part("story-groups"));
  return parts;
}

Result<std::vector<StoreDifference>> CompareStores(Database& first, Database& other,
                                                   std::size_t differences_max) {
  Database* const one[] = {&first};
  Database* const two[] = {&other};
  return CompareStores(one, two, differences_max);
}

Result<std::vector<StoreDifference>> CompareStores(std::span<Database* const> first,
                                                   std::span<Database* const> other,
                                                   std::size_t differences_max) {
  auto expected = HashAll(first);
  if (!expected) return tl::unexpected(expected.error());
  std::map<ArticleId, StoreDifference> differences;
  auto walked = ForEachIn(other, [&](const Article& article) {
    const auto known = expected->find(article.id);
    if (known == expected->end()) {
      differences[article.id] = {article.id, article.url.Text(), "added"};
      return true;
    }
    const PartHashes hashes = HashesOf(article);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (hashes[i] == known->second[i]) continue;
      differences[article.id] = {article.id, article.url.Text(), std::string(kParts[i])};
      break;
    }
    expected->erase(known);
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  for (const auto& [id, hashes] : *expected) {
    auto url = UrlOf(first, id);
    if (!url) return tl::unexpected(url.error());
    differences[id] = {id, std::move(*url), "missing"};
  }
  std::vector<StoreDifference> listed;
  for (auto& [id, difference] : differences) {
    if (listed.size() == differences_max) break;
    listed.push_back(std::move(difference));
  }
  return listed;
}

}  // namespace stratwatch::store
