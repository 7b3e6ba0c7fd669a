#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"

// The one place that knows how keys are laid out. docs/formats.md, "Store keys", shows every table
// byte by byte and is changed before this file is. Integers in keys are big-endian, so that
// RocksDB's bytewise order is numeric order; names in keys end with one zero byte.
namespace stratwatch::store {

// Raised by any change of a stored byte that an older binary would misread. A store written under
// a higher number is refused; one written under a lower number is migrated at Open.
inline constexpr std::uint32_t kSchemaVersion = 1;

// One column family each. The log's topics have their own, because a topic's records are written
// in key order and trimmed from the front: alone in a family they are never rewritten.
enum class Table : std::uint8_t {
  kMeta,              // "schema", "sequence", "host-health" 00 host -> row
  kLogPages,          // topic 00 offset:8 -> record
  kLogPagesBackfill,  // as above
  kLogArticles,       // as above
  kLogResolved,       // as above
  kLogDeadLetters,    // as above
  kLogOther,          // as above, every other topic
  kLogState,          // 'b' topic -> first kept offset; 'p' group 00 topic 00 partition:4 -> offset
  kFrontier,          // article id:16 -> entry
  kFrontierDue,       // seconds:8 article id:16 -> nothing
  kSources,           // source id -> state
  kRobots,            // origin -> entry
  kIdentities,        // what resolve knows; 'u' article id:16 -> content hash:16; 't' content
                      // hash:16 -> article id:16; 'f' article id:16 -> fingerprint; 'a' article
                      // id:16 -> story id:16; 's' story id:16 -> story
  kArticleIds,        // article id:16 -> sequence:8
  kArticles,          // sequence:8 -> article
  kDocuments,         // chunk:4 -> document rows (merged)
  kPostings,          // field:1 term 00 chunk:4 -> postings run (merged)
  kPositions,         // field:1 term 00 chunk:4 -> positions (merged)
  kCounters,          // 'o' outcome, 'f' facet 00 value, 'i' name, 'u' state -> count
};
inline constexpr std::size_t kTableCount = static_cast<std::size_t>(Table::kCounters) + 1;

// The column family's name; kMeta is RocksDB's "default".
std::string_view TableName(Table table);
Table TableOfTopic(std::string_view topic);

inline constexpr std::string_view kSchemaKey = "schema";        // -> version:4
inline constexpr std::string_view kRecoveredKey = "recovered";  // -> nothing: a full disk was left
inline constexpr std::string_view kSequenceKey = "sequence";    // -> the last one given:8

// What a posting's term is a value of; the first byte of its key.
enum class TermField : char {
  kText = 'w',          // A word of title or text.
  kCountry = 'c',       // Tagged countries, upper case.
  kSubject = 'j',       // Of these, whose policy the article is about.
  kLanguage = 'l',      // Whole tag and primary subtag, lower case.
  kSource = 's',        // The article's source and every source that sighted it.
  kStrategy = 'g',      // Register id.
  kOutcome = 'o',       // OutcomeName.
  kPublisher = 'p',     // The publisher's country, upper case.
  kTopic = 'k',         // Tag id.
  kOrganisation = 'r',  // Tag id.
  kPerson = 'n',        // Tag id.
  kStory = 'y',         // Story id in hexadecimal, lower case.
};

// A document is an article's place in the index; its number is the article's sequence. Documents
// are kept in chunks of 2^16, so that no value grows without bound.
using DocumentNumber = std::uint64_t;
inline constexpr unsigned kChunkBits = 16;
inline constexpr std::uint32_t kChunkSize = 1U << kChunkBits;
constexpr std::uint32_t ChunkOf(DocumentNumber document) {
  return static_cast<std::uint32_t>(document >> kChunkBits);
}
constexpr std::uint32_t SlotOf(DocumentNumber document) {
  return static_cast<std::uint32_t>(document & (kChunkSize - 1));
}

// Big-endian integers.
std::string Key32(std::uint32_t number);
std::string Key64(std::uint64_t number);
void AppendKey32(std::string& key, std::uint32_t number);
void AppendKey64(std::string& key, std::uint64_t number);
// nullopt unless `bytes` has exactly 4 or 8 bytes.
std::optional<std::uint32_t> ReadKey32(std::string_view bytes);
std::optional<std::uint64_t> ReadKey64(std::string_view bytes);

// `topic` and `group` are ASCII names without a zero byte.
std::string LogPrefix(std::string_view topic);
std::string LogKey(std::string_view topic, std::uint64_t offset);
std::optional<std::uint64_t> OffsetOfLogKey(std::string_view key);
std::string LogBeginKey(std::string_view topic);
std::string PositionKey(std::string_view group, std::string_view topic, int partition);
struct PositionName {
  std::string group;
  std::string topic;
  int partition = 0;
};
std::optional<PositionName> ReadPositionKey(std::string_view key);

// Seconds before 1970 sort as 0: due at once.
std::string DueKey(std::int64_t due_seconds, const ArticleId& id);
struct DueName {
  std::int64_t due_seconds = 0;
  ArticleId id;
};
std::optional<DueName> ReadDueKey(std::string_view key);

std::string HashOfUrlKey(const ArticleId& id);
std::string FirstOfTextKey(const ContentHash& hash);
inline constexpr std::string_view kFingerprintPrefix = "f";
std::string FingerprintKey(const ArticleId& id);
inline constexpr std::string_view kStoryPrefix = "s";
std::string StoryKey(const StoryId& id);
std::string StoryOfArticleKey(const ArticleId& id);

// Everything up to the chunk number; `term` loses what follows a zero byte, should there be one.
std::string TermPrefix(TermField field, std::string_view term);
std::string TermKey(TermField field, std::string_view term, std::uint32_t chunk);

std::string OutcomeCounterKey(std::string_view outcome);
std::string FacetCounterPrefix(std::string_view facet);
std::string FacetCounterKey(std::string_view facet, std::string_view value);
std::string IndexCounterKey(std::string_view name);
std::string FrontierCounterKey(std::string_view state_name);

std::string HostHealthKey(std::string_view host);

// The smallest key after every key that begins with `prefix`; empty when there is none.
std::string AfterPrefix(std::string_view prefix);

}  // namespace stratwatch::store
