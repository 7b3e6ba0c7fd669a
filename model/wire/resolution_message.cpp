#include "model/wire/internal/convert.h"
#include "model/wire/internal/valid_utf8.h"

namespace stratwatch::wire {
namespace {

void ToMessage(const stratwatch::StoryPart& part, pb::StoryPart* out) {
  out->set_name(ValidUtf8(part.name));
  out->set_score(part.score);
  out->set_evidence(ValidUtf8(part.evidence));
}

// Empty for an absent id. Errors: kInvalid.
Result<std::optional<Digest128>> ReadOptional(const std::string& key, std::string_view field) {
  if (key.empty()) return std::optional<Digest128>();
  const auto digest = ReadDigest(key, field);
  if (!digest) return tl::unexpected(digest.error());
  return std::optional<Digest128>(*digest);
}

}  // namespace

void ToMessage(const stratwatch::Resolution& resolution, pb::Resolution* out) {
  if (resolution.duplicate_of) {
    const auto key = resolution.duplicate_of->View();
    out->set_duplicate_of(key.data(), key.size());
  }
  out->set_relation(resolution.relation);
  out->set_repeat(resolution.repeat);
  out->set_of_this(resolution.of_this);
  out->set_of_original(resolution.of_original);
  if (resolution.story) {
    const auto key = resolution.story->View();
    out->set_story(key.data(), key.size());
  }
  out->set_story_score(resolution.story_score);
  for (const auto& part : resolution.story_parts) ToMessage(part, out->add_story_parts());
}

Result<stratwatch::Resolution> FromMessage(const pb::Resolution& message) {
  stratwatch::Resolution resolution;
  const auto original = ReadOptional(message.duplicate_of(), "duplicate_of");
  if (!original) return tl::unexpected(original.error());
  if (*original) resolution.duplicate_of = ArticleId{**original};
  resolution.relation = message.relation();
  resolution.repeat = message.repeat();
  resolution.of_this = message.of_this();
  resolution.of_original = message.of_original();
  const auto story = ReadOptional(message.story(), "story");
  if (!story) return tl::unexpected(story.error());
  if (*story) resolution.story = StoryId{**story};
  resolution.story_score = message.story_score();
  for (const auto& part : message.story_parts()) {
    resolution.story_parts.push_back({part.name(), part.score(), part.evidence()});
  }
  return resolution;
}

}  // namespace stratwatch::wire
