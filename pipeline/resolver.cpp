#include "pipeline/resolver.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "pipeline/fingerprint.h"
#include "pipeline/story_anchors.h"
#include "pipeline/story_pins.h"
#include "store/article_store.h"
#include "store/fingerprint_table.h"
#include "store/story_table.h"

namespace stratwatch::pipeline {
namespace {

// Looked at with each step: bounds the step, and is more than a step adds.
constexpr std::size_t kExpiredAStep = 500;

std::uint32_t HourOf(const Article& article) {
  const auto since = article.exchange.fetched_at.time_since_epoch();
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(since).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(hours, 0, UINT32_MAX / 2));
}

// A table as it will be once the step is written: what the step put over what is stored.
template <typename Key, typename Value>
class Overlay {
 public:
  void Put(const Key& key, Value value) { values_.insert_or_assign(key, std::move(value)); }
  void Clear() { values_.clear(); }

  // `stored` is asked when the step has nothing.
  template <typename Stored>
  Result<std::optional<Value>> Find(const Key& key, Stored stored) const {
    const auto found = values_.find(key);
    if (found != values_.end()) return std::optional<Value>(found->second);
    return stored(key);
  }

 private:
  std::unordered_map<Key, Value> values_;
};

}  // namespace

class Resolver::Impl {
 public:
  Impl(store::Database& database, ResolveOptions options)
      : identities_(database),
        fingerprints_(database),
        story_table_(database),
        copies_(options.copies),
        stories_(options.stories) {}

  Result<void> Load() {
    auto read = fingerprints_.ForEach([&](const ArticleId& id, store::FingerprintRecord record) {
      hour_ = std::max(hour_, record.seen_hour);
      copies_.Load(id, record);
    });
    if (!read) return read;
    copies_.FinishLoading();
    committed_hour_ = hour_;
    return story_table_.ForEach([&](const StoryId& id, store::StoryRecord record) {
      stories_.Load(id, std::move(record));
    });
  }

  Result<void> Begin(store::WriteBatch& state) {
    copies_.TakeBack();
    stories_.TakeBack();
    ForgetStep();
    hour_ = committed_hour_;
    for (const ArticleId& id : copies_.Expired(hour_, kExpiredAStep)) {
      auto record = fingerprints_.Find(id);
      if (!record) return tl::unexpected(record.error());
      fingerprints_.Delete(state, id);
      if (*record) expired_.emplace_back(id, std::move(**record));
    }
    closing_ = stories_.Closing(hour_, kExpiredAStep);
    for (const StoryId& id : closing_) story_table_.Delete(state, id);
    return {};
  }

  void Committed() {
    for (const auto& [id, record] : expired_) {
      if (!renewed_.contains(id)) copies_.Forget(id, record);
    }
    for (const StoryId& id : closing_) stories_.Close(id);
    copies_.Keep();
    stories_.Keep();
    committed_hour_ = hour_;
    ForgetStep();
  }

  Result<std::optional<ContentHash>> HashOf(const ArticleId& id) const {
    return hashes_.Find(id, [&](const ArticleId& wanted) { return identities_.HashOf(wanted); });
  }

  Result<void> Resolve(Article& article, store::WriteBatch& state) {
    hour_ = std::max(hour_, HourOf(article));
    const std::optional<StoryId> pin = PinOf(article);
    article.resolution = {};
    const auto known = HashOf(article.id);
    if (!known) return tl::unexpected(known.error());
    article.resolution.repeat = known->has_value();
    const auto first = FirstWith(article.content_hash);
    if (!first) return tl::unexpected(first.error());

    const bool copies_exactly = *first && **first != article.id;
    if (copies_exactly) {
      SetCopy(article, NearCopy{**first, CopyRelation::kSame, 1.0F, 1.0F});
      article.resolution.relation = "same-text";
      Sight(**first, state);
    } else {
      const bool same_again = *known && **known == article.content_hash;
      if (auto found = FindNear(article, same_again, state); !found) return found;
    }
    article.outcome = article.resolution.duplicate_of ? Outcome::kDuplicate : Outcome::kStored;
    if (!*first) {
      firsts_.Put(article.content_hash, article.id);
      identities_.PutFirst(state, article.content_hash, article.id);
    }
    if (*known != article.content_hash) {
      hashes_.Put(article.id, article.content_hash);
      identities_.PutHash(state, article.id, article.content_hash);
    }
    if (!article.relevance.relevant) return {};
    return pin ? Move(article, *pin, state) : FindStory(article, state);
  }

  Size Held() const { return {copies_.Texts(), stories_.Open(), copies_.MemoryBytes()}; }

 private:
  static void SetCopy(Article& article, const NearCopy& copy) {
    article.resolution.duplicate_of = copy.original;
    article.resolution.relation = CopyRelationName(copy.relation);
    article.resolution.of_this = copy.of_new;
    article.resolution.of_original = copy.of_original;
  }

  Result<std::optional<ArticleId>> FirstWith(const ContentHash& hash) const {
    return firsts_.Find(hash,
                        [&](const ContentHash& wanted) { return identities_.FirstWith(wanted); });
  }

  Result<std::optional<store::FingerprintRecord>> FingerprintOf(const ArticleId& id) const {
    return records_.Find(id, [&](const ArticleId& wanted) { return fingerprints_.Find(wanted); });
  }

  void PutFingerprint(const ArticleId& id, store::FingerprintRecord record,
                      store::WriteBatch& state) {
    fingerprints_.Put(state, id, record);
    renewed_.insert(id);
    records_.Put(id, std::move(record));
  }

  void Sight(const ArticleId& original, store::WriteBatch& state) {
    const auto hour = copies_.Sight(original, hour_);
    if (!hour) return;
    auto record = FingerprintOf(original);
    // Without it nothing but the time of a sighting is lost; a damaged one is told at Open.
    if (!record || !*record) return;
    (*record)->seen_hour = *hour;
    PutFingerprint(original, std::move(**record), state);
  }

  Result<void> FindNear(Article& article, bool same_again, store::WriteBatch& state) {
    auto before = FingerprintOf(article.id);
    if (!before) return tl::unexpected(before.error());
    const Fingerprint text = fingerprinter_.Of(article.text);
    // Who was told to be an original stays one: its copies point to it.
    const bool original = *before && !(*before)->original;
    const auto copy = original ? std::nullopt : copies_.Find(article.id, text, hour_);
    if (copy) {
      SetCopy(article, *copy);
      Sight(copy->original, state);
    }
    if (same_again && *before) {
      Sight(article.id, state);
      return {};
    }
    auto record = copies_.Add(article.id, text, copy, hour_, *before ? &**before : nullptr);
    if (record) PutFingerprint(article.id, std::move(*record), state);
    return {};
  }

  Result<std::optional<StoryId>> StoryOf(const ArticleId& id) const {
    return story_of_.Find(id,
                          [&](const ArticleId& wanted) { return story_table_.StoryOf(wanted); });
  }

  void PutStoryOf(Article& article, const StoryId& story, store::WriteBatch& state) {
    article.resolution.story = story;
    story_of_.Put(article.id, story);
    story_table_.PutStoryOf(state, article.id, story);
  }

  // To the story that the operator says.
  Result<void> Move(Article& article, const StoryId& to, store::WriteBatch& state) {
    const auto own = StoryOf(article.id);
    if (!own) return tl::unexpected(own.error());
    article.resolution.story_parts = {{std::string(kPinnedPart), 0.0F, {}}};
    const bool stays = *own && **own == to;
    // A copy brought nothing to its story and takes nothing along, and it brings something only
    // where its original is not.
    const bool is_copy = article.resolution.duplicate_of.has_value();
    Result<std::optional<StoryId>> original{std::nullopt};
    if (is_copy) original = StoryOf(*article.resolution.duplicate_of);
    if (!original) return tl::unexpected(original.error());
    if (!stays && *original != to) {
      const StoryAnchors anchors = anchor_reader_.Read(article);
      if (*own && !is_copy) {
        const auto left = stories_.Leave(**own, anchors);
        if (left) {
          story_table_.Put(state, **own, *left);
        } else {
          story_table_.Delete(state, **own);
        }
      }
      story_table_.Put(state, to, stories_.Join(to, anchors, hour_));
    }
    PutStoryOf(article, to, state);
    return {};
  }

  Result<void> FindStory(Article& article, store::WriteBatch& state) {
    const auto own = StoryOf(article.id);
    if (!own) return tl::unexpected(own.error());
    if (*own) {
      article.resolution.story = **own;
      article.resolution.story_parts = {{"same address as before", 0.0F, {}}};
      return {};
    }
    if (article.resolution.duplicate_of) {
      const auto original = StoryOf(*article.resolution.duplicate_of);
      if (!original) return tl::unexpected(original.error());
      if (*original) {
        PutStoryOf(article, **original, state);
        article.resolution.story_parts = {
            {"copy of", 0.0F, article.resolution.duplicate_of->Hex()}};
        return {};
      }
    }
    const StoryAnchors anchors = anchor_reader_.Read(article);
    auto choice = stories_.Choose(anchors);
    const StoryId story = choice ? choice->story : StoryId{article.id};
    if (choice) {
      article.resolution.story_score = choice->score;
      article.resolution.story_parts = std::move(choice->parts);
    }
    story_table_.Put(state, story, stories_.Join(story, anchors, hour_));
    PutStoryOf(article, story, state);
    return {};
  }

  void ForgetStep() {
    hashes_.Clear();
    firsts_.Clear();
    records_.Clear();
    story_of_.Clear();
    renewed_.clear();
    expired_.clear();
    closing_.clear();
  }

  store::IdentityTable identities_;
  store::FingerprintTable fingerprints_;
  store::StoryTable story_table_;
  Fingerprinter fingerprinter_;
  StoryAnchorReader anchor_reader_;
  NearCopies copies_;
  Stories stories_;
  std::uint32_t hour_ = 0;  // Of the latest fetch.
  std::uint32_t committed_hour_ = 0;

  // Of the step under way.
  Overlay<ArticleId, ContentHash> hashes_;
  Overlay<ContentHash, ArticleId> firsts_;
  Overlay<ArticleId, store::FingerprintRecord> records_;
  Overlay<ArticleId, StoryId> story_of_;
  std::unordered_set<ArticleId> renewed_;  // Fingerprints written, so not to be forgotten.
  std::vector<std::pair<ArticleId, store::FingerprintRecord>> expired_;
  std::vector<StoryId> closing_;
};

Resolver::Resolver(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Resolver::~Resolver() = default;

Result<std::unique_ptr<Resolver>> Resolver::Open(store::Database& database,
                                                 ResolveOptions options) {
  auto impl = std::make_unique<Impl>(database, options);
  if (auto loaded = impl->Load(); !loaded) return tl::unexpected(loaded.error());
  return std::unique_ptr<Resolver>(new Resolver(std::move(impl)));
}

Result<void> Resolver::Begin(store::WriteBatch& state) {
  return impl_->Begin(state);
}

Result<void> Resolver::Resolve(Article& article, store::WriteBatch& state) {
  return impl_->Resolve(article, state);
}

Result<bool> Resolver::Knows(const ArticleId& id) const {
  const auto known = impl_->HashOf(id);
  if (!known) return tl::unexpected(known.error());
  return known->has_value();
}

void Resolver::Committed() {
  impl_->Committed();
}

Resolver::Size Resolver::Held() const {
  return impl_->Held();
}

}  // namespace stratwatch::pipeline
