#include "store/key_layout.h"

#include <algorithm>

namespace stratwatch::store {
namespace {

constexpr std::array<std::string_view, kTableCount> kNames = {
    "default",          "log.pages", "log.pages-backfill", "log.articles", "log.resolved",
    "log.dead-letters", "log",       "log-state",          "frontier",     "frontier-due",
    "sources",          "robots",    "identities",         "article-ids",  "articles",
    "documents",        "postings",  "positions",          "counters",
};

template <typename Integer>
void AppendBigEndian(std::string& key, Integer number) {
  for (unsigned shift = 8 * sizeof(Integer); shift > 0; shift -= 8) {
    key.push_back(static_cast<char>((number >> (shift - 8)) & 0xFF));
  }
}

template <typename Integer>
std::optional<Integer> ReadBigEndian(std::string_view bytes) {
  if (bytes.size() != sizeof(Integer)) return std::nullopt;
  Integer number = 0;
  for (const char byte : bytes) {
    number = static_cast<Integer>((number << 8U) | static_cast<std::uint8_t>(byte));
  }
  return number;
}

std::string Joined(char kind, std::string_view bytes) {
  std::string key(1, kind);
  key.append(bytes);
  return key;
}

}  // namespace

std::string_view TableName(Table table) {
  return kNames[static_cast<std::size_t>(table)];
}

Table TableOfTopic(std::string_view topic) {
  for (const Table table : {Table::kLogPages, Table::kLogPagesBackfill, Table::kLogArticles,
                            Table::kLogResolved, Table::kLogDeadLetters}) {
    if (TableName(table).substr(4) == topic) return table;  // After "log."
  }
  return Table::kLogOther;
}

std::string Key32(std::uint32_t number) {
  std::string key;
  AppendBigEndian(key, number);
  return key;
}

std::string Key64(std::uint64_t number) {
  std::string key;
  AppendBigEndian(key, number);
  return key;
}

void AppendKey32(std::string& key, std::uint32_t number) {
  AppendBigEndian(key, number);
}
void AppendKey64(std::string& key, std::uint64_t number) {
  AppendBigEndian(key, number);
}

std::optional<std::uint32_t> ReadKey32(std::string_view bytes) {
  return ReadBigEndian<std::uint32_t>(bytes);
}

std::optional<std::uint64_t> ReadKey64(std::string_view bytes) {
  return ReadBigEndian<std::uint64_t>(bytes);
}

std::string LogPrefix(std::string_view topic) {
  std::string key(topic);
  key.push_back('\0');
  return key;
}

std::string LogKey(std::string_view topic, std::uint64_t offset) {
  std::string key = LogPrefix(topic);
  AppendKey64(key, offset);
  return key;
}

std::optional<std::uint64_t> OffsetOfLogKey(std::string_view key) {
  const std::size_t end = key.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return ReadKey64(key.substr(end + 1));
}

std::string LogBeginKey(std::string_view topic) {
  return Joined('b', topic);
}

std::string PositionKey(std::string_view group, std::string_view topic, int partition) {
  std::string key = Joined('p', group);
  key.push_back('\0');
  key.append(topic);
  key.push_back('\0');
  AppendKey32(key, static_cast<std::uint32_t>(partition));
  return key;
}

std::optional<PositionName> ReadPositionKey(std::string_view key) {
  if (key.empty() || key.front() != 'p') return std::nullopt;
  const std::size_t group_end = key.find('\0');
  if (group_end == std::string_view::npos) return std::nullopt;
  const std::size_t topic_end = key.find('\0', group_end + 1);
  if (topic_end == std::string_view::npos) return std::nullopt;
  const auto partition = ReadKey32(key.substr(topic_end + 1));
  if (!partition) return std::nullopt;
  return PositionName{std::string(key.substr(1, group_end - 1)),
                      std::string(key.substr(group_end + 1, topic_end - group_end - 1)),
                      static_cast<int>(*partition)};
}

std::string DueKey(std::int64_t due_seconds, const ArticleId& id) {
  std::string key = Key64(static_cast<std::uint64_t>(std::max<std::int64_t>(due_seconds, 0)));
  key.append(id.View());
  return key;
}

std::optional<DueName> ReadDueKey(std::string_view key) {
  if (key.size() != 24) return std::nullopt;
  const auto seconds = ReadKey64(key.substr(0, 8));
  const auto id = Digest128::FromBytes(key.substr(8));
  if (!seconds || !id) return std::nullopt;
  return DueName{static_cast<std::int64_t>(*seconds), ArticleId{*id}};
}

std::string HashOfUrlKey(const ArticleId& id) {
  return Joined('u', id.View());
}
std::string FirstOfTextKey(const ContentHash& hash) {
  return Joined('t', hash.View());
}

std::string FingerprintKey(const ArticleId& id) {
  return Joined(kFingerprintPrefix.front(), id.View());
}

std::string StoryKey(const StoryId& id) {
  return Joined(kStoryPrefix.front(), id.View());
}

std::string StoryOfArticleKey(const ArticleId& id) {
  return Joined('a', id.View());
}

std::string TermPrefix(TermField field, std::string_view term) {
  std::string key = Joined(static_cast<char>(field), term.substr(0, term.find('\0')));
  key.push_back('\0');
  return key;
}

std::string TermKey(TermField field, std::string_view term, std::uint32_t chunk) {
  std::string key = TermPrefix(field, term);
  AppendKey32(key, chunk);
  return key;
}

std::string OutcomeCounterKey(std::string_view outcome) {
  return Joined('o', outcome);
}

std::string FacetCounterPrefix(std::string_view facet) {
  std::string key = Joined('f', facet);
  key.push_back('\0');
  return key;
}

std::string FacetCounterKey(std::string_view facet, std::string_view value) {
  return FacetCounterPrefix(facet).append(value);
}

std::string IndexCounterKey(std::string_view name) {
  return Joined('i', name);
}

std::string FrontierCounterKey(std::string_view state) {
  return Joined('u', state);
}

std::string HostHealthKey(std::string_view host) {
  return std::string("host-health").append(1, '\0').append(host);
}

std::string AfterPrefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xFF) after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(after.back() + 1);
  return after;
}

}  // namespace stratwatch::store
