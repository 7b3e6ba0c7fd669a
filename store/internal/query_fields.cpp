#include "store/internal/query_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>

#include "model/outcome.h"
#include "store/internal/analyzer.h"
#include "store/internal/article_record.h"

namespace stratwatch::store {
namespace {

struct FieldName {
  std::string_view name;
  TermField field;
};

constexpr std::array kFilterFields = {
    FieldName{"country", TermField::kCountry},
    FieldName{"subject", TermField::kSubject},
    FieldName{"publisher", TermField::kPublisher},
    FieldName{"lang", TermField::kLanguage},
    FieldName{"language", TermField::kLanguage},
    FieldName{"source", TermField::kSource},
    FieldName{"topic", TermField::kTopic},
    FieldName{"organisation", TermField::kOrganisation},
    FieldName{"organization", TermField::kOrganisation},
    FieldName{"org", TermField::kOrganisation},
    FieldName{"person", TermField::kPerson},
    FieldName{"story", TermField::kStory},
};
constexpr std::string_view kAllFields =
    "country:, subject:, publisher:, lang:, source:, strategy:, outcome:, topic:, organisation:, "
    "person:, story:, title:, after: or before:";

bool AllLetters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
  });
}

QueryNode FilterNode(TermField field, const QueryToken& token) {
  QueryNode node;
  node.kind = QueryNode::Kind::kTerm;
  node.column = token.column;
  node.term = {field, FoldFilterValue(token.text), token.prefix};
  return node;
}

std::optional<int> ReadNumber(std::string_view text, std::size_t digits) {
  int number = 0;
  const char* const end = text.data() + text.size();
  if (text.size() != digits) return std::nullopt;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || number < 0) return std::nullopt;
  return number;
}

// The first day that `text` names: a day, a month or a year.
std::optional<std::int64_t> ReadDay(std::string_view text) {
  const auto year = ReadNumber(text.substr(0, 4), 4);
  std::optional<int> month = 1;
  std::optional<int> day = 1;
  if (text.size() > 4) {
    if (text.size() < 7 || text[4] != '-') return std::nullopt;
    month = ReadNumber(text.substr(5, 2), 2);
  }
  if (text.size() > 7) {
    if (text.size() != 10 || text[7] != '-') return std::nullopt;
    day = ReadNumber(text.substr(8, 2), 2);
  }
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

Result<QueryNode> DatesNode(const QueryToken& token) {
  const auto day = ReadDay(token.text);
  if (!day) {
    return QueryError(token.column, fmt::format("'{}' is no date", token.text),
                      fmt::format("{0}:2026-03-17, {0}:2026-03 or {0}:2026", token.field));
  }
  QueryNode node;
  node.kind = QueryNode::Kind::kDates;
  node.column = token.column;
  const bool after = token.field == "after";
  node.day_from = after ? *day : std::numeric_limits<std::int64_t>::min();
  node.day_end = after ? std::numeric_limits<std::int64_t>::max() : *day;
  return node;
}

Result<QueryNode> OutcomeNode(const QueryToken& token) {
  const auto outcome = OutcomeFromName(FoldFilterValue(token.text));
  if (outcome && IsSearchable(*outcome)) return FilterNode(TermField::kOutcome, token);
  const std::string what =
      outcome ? fmt::format("articles with outcome {} are kept but not searched", token.text)
              : fmt::format("there is no outcome '{}'", token.text);
  return QueryError(token.column, what, "outcome:stored or outcome:duplicate");
}

Result<QueryNode> StrategyNode(const QueryToken& token, const StrategyNames* names) {
  std::vector<std::string> ids;
  if (names != nullptr) ids = names->IdsOf(token.text);
  // MA:2024 is an id; a name has no colon after two letters.
  const bool is_id = token.text.size() > 3 && token.text[2] == ':' &&
                     AllLetters(std::string_view(token.text).substr(0, 2));
  if (ids.empty() && (is_id || names == nullptr)) ids.push_back(token.text);
  if (ids.empty()) {
    return QueryError(token.column,
                      fmt::format("the register has no strategy named '{}'", token.text),
                      "an id such as strategy:MA:2024, or a name as the register has it");
  }
  QueryNode node;
  node.kind = QueryNode::Kind::kOr;
  node.column = token.column;
  for (std::string& id : ids) {
    QueryToken each = token;
    each.text = std::move(id);
    node.children.push_back(FilterNode(TermField::kStrategy, each));
  }
  return node.children.size() == 1 ? std::move(node.children.front()) : std::move(node);
}

Result<QueryNode> CheckedFilter(TermField field, const QueryToken& token) {
  const bool country = field == TermField::kCountry || field == TermField::kSubject ||
                       field == TermField::kPublisher;
  if (country && (token.text.size() != 2 || !AllLetters(token.text))) {
    return QueryError(token.column, fmt::format("'{}' is no country", token.text),
                      fmt::format("a two-letter code such as {}:MA (ISO 3166-1)", token.field));
  }
  const std::string_view primary = std::string_view(token.text).substr(0, token.text.find('-'));
  if (field == TermField::kLanguage &&
      (primary.size() < 2 || primary.size() > 8 || !AllLetters(primary))) {
    return QueryError(token.column, fmt::format("'{}' is no language", token.text),
                      fmt::format("a code such as {0}:fr or {0}:pt-BR (BCP 47)", token.field));
  }
  return FilterNode(field, token);
}

}  // namespace

QueryNode WordsNode(Where where, const QueryToken& token, const Analyzer& analyzer) {
  QueryNode node;
  node.column = token.column;
  analyzer.Analyze(token.text, Analyzer::Purpose::kQuery, [&](const Token& each) {
    node.parts.push_back(
        {each.position, {TermField::kText, std::string(each.term), each.begins_pairs}});
    return true;
  });
  if (node.parts.empty()) return node;  // kAll: nothing to look for.
  if (token.prefix) node.parts.back().pattern.prefix = true;
  node.kind = QueryNode::Kind::kPhrase;
  node.title_only = where == Where::kTitle;
  if (node.parts.size() == 1 && !node.title_only) {
    node.kind = QueryNode::Kind::kTerm;
    node.term = std::move(node.parts.front().pattern);
    node.parts.clear();
  }
  return node;
}

Result<QueryNode> ParseField(const QueryToken& token, const Analyzer& analyzer,
                             const StrategyNames* names) {
  if (token.text.empty()) {
    return QueryError(token.column, fmt::format("{}: has no value", token.field),
                      fmt::format("a value right after the colon"));
  }
  if (token.field == "after" || token.field == "before") return DatesNode(token);
  if (token.field == "outcome") return OutcomeNode(token);
  if (token.field == "strategy") return StrategyNode(token, names);
  if (token.field == "title") {
    QueryNode node = WordsNode(Where::kTitle, token, analyzer);
    if (node.kind != QueryNode::Kind::kAll) return node;
    return QueryError(token.column, fmt::format("'{}' has no letter or digit", token.text),
                      "a word or a \"phrase\" of the title");
  }
  for (const FieldName& each : kFilterFields) {
    if (each.name == token.field) return CheckedFilter(each.field, token);
  }
  return QueryError(token.column, fmt::format("there is no field '{}'", token.field),
                    fmt::format("{}, or quotation marks around what is no field", kAllFields));
}

}  // namespace stratwatch::store
