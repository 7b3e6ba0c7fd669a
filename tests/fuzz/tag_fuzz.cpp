#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string_view>

#include "pipeline/gazetteer.h"
#include "pipeline/relevance.h"
#include "pipeline/tagging.h"
#include "tests/fuzz/check.h"

namespace {

using stratwatch::fuzz::Check;
namespace pipeline = stratwatch::pipeline;

// One of each script, and one that has no rules.
constexpr std::string_view kLanguages[] = {"en", "fr", "tr", "ru", "el", "ar", "fa", "he",
                                           "am", "hi", "th", "zh", "ja", "ko", "vi", "und"};

// The shipped rules: what they match is what runs. Loaded, and the indexes of the languages made,
// before the first input, whose time is looked at.
struct Judges {
  Judges() {
    auto loaded = pipeline::Gazetteer::Load(STRATWATCH_GAZETTEER_FOLDER);
    Check(loaded.has_value(), "the shipped rules load");
    gazetteer = std::move(*loaded);
    tagger = std::move(*pipeline::Tagger::Create(*gazetteer));
    relevance = std::move(*pipeline::RelevanceJudge::Create(*gazetteer));
    for (const std::string_view language : kLanguages) {
      relevance->Judge("", "", language, tagger->Find("", "", language));
    }
  }
  std::unique_ptr<pipeline::Gazetteer> gazetteer;
  std::unique_ptr<pipeline::Tagger> tagger;
  std::unique_ptr<pipeline::RelevanceJudge> relevance;
};
const Judges kJudges;

// A title or a text, and whether it is UTF-8 throughout.
struct Field {
  explicit Field(std::string_view bytes) : text(bytes), is_utf8(stratwatch::fuzz::IsUtf8(bytes)) {}
  std::string_view text;
  bool is_utf8;
};

// Of a tag, a claim or a quote.
template <typename Found>
void CheckSpan(const Field& field, const Found& found) {
  Check(found.begin < found.end && found.end <= field.text.size(),
        "a span lies in its text and is not empty");
  Check(field.text.substr(found.begin, found.end - found.begin) == found.surface,
        "a surface is the bytes of its span");
  Check(!field.is_utf8 || stratwatch::fuzz::IsUtf8(found.surface),
        "a span begins and ends between characters");
}

}  // namespace

// The first byte is the language; the first line is the title.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view language = kLanguages[bytes[0] % std::size(kLanguages)];
  const std::string_view input(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view title = input.substr(0, line);
  const std::string_view text = input.substr(std::min(line + 1, input.size()));
  const Field title_field(title);
  const Field text_field(text);
  const auto found = kJudges.tagger->Read(title, text, language, 2026);
  for (const auto& tag : found.tags) {
    const bool in_title = tag.field == stratwatch::TagField::kTitle;
    CheckSpan(in_title ? title_field : text_field, tag);
    Check(!tag.canonical_id.empty(), "a tag says what it is");
    Check(tag.confidence >= 0.0F && tag.confidence <= 1.0F, "confidence is from 0 to 1");
  }
  std::size_t before = 0;
  for (const auto& claim : found.claims) {
    CheckSpan(text_field, claim);
    Check(std::isfinite(claim.value), "a figure is a number");
    Check(claim.begin >= before, "figures are in order of position");
    before = claim.begin;
  }
  for (const auto& quote : found.quotes) CheckSpan(text_field, quote);
  const auto relevance = kJudges.relevance->Judge(title, text, language, found.tags);
  Check(relevance.score >= 0.0 && relevance.score <= 1.0, "relevance is from 0 to 1");
  return 0;
}
