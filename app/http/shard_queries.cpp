#include "app/http/shard_queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "app/http/http_client.h"
#include "app/status.h"

namespace stratwatch::app {
namespace {

constexpr std::string_view kShards = "/api/v1/shards/";
constexpr std::string_view kGroup = "index";
constexpr std::chrono::seconds kLookEvery{1};

std::string_view NameOf(ShardQuestion::Kind kind) {
  switch (kind) {
    case ShardQuestion::Kind::kStatistics:
      return "statistics";
    case ShardQuestion::Kind::kSearch:
      return "search";
    case ShardQuestion::Kind::kArticle:
      return "article";
  }
  return "";
}

std::vector<ShardQuestion> ForEach(const std::vector<int>& shards, const ShardQuestion& question) {
  std::vector<ShardQuestion> questions;
  for (const int shard : shards) {
    questions.push_back(question);
    questions.back().shard = shard;
  }
  return questions;
}

// What another process answered.
Result<std::string> BodyOf(int shard, Result<HttpAnswer> answer) {
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == 200) return std::move(answer->body);
  const std::string message = fmt::format("shard {}: {}", shard, answer->body);
  switch (answer->status) {
    case 400:
      return Fail(ErrorCode::kInvalid, message);
    case 404:
      return Fail(ErrorCode::kNotFound, message);
    default:
      return Fail(ErrorCode::kUnavailable, message);
  }
}

}  // namespace

std::string TargetOf(const ShardQuestion& question) {
  std::string target = fmt::format("{}{}/{}?q={}", kShards, question.shard, NameOf(question.kind),
                                   QueryEncoded(question.text));
  if (!question.part.empty()) target += "&part=" + question.part;
  return target;
}

std::optional<ShardQuestion> ParseShardQuestion(std::string_view path, std::string_view query,
                                                std::string_view part) {
  if (!path.starts_with(kShards)) return std::nullopt;
  path.remove_prefix(kShards.size());
  ShardQuestion question;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), question.shard);
  if (error != std::errc() || end == path.data() + path.size() || *end != '/') return std::nullopt;
  path.remove_prefix(static_cast<std::size_t>(end - path.data()) + 1);
  for (const auto kind : {ShardQuestion::Kind::kStatistics, ShardQuestion::Kind::kSearch,
                          ShardQuestion::Kind::kArticle}) {
    if (path != NameOf(kind)) continue;
    question.kind = kind;
    question.text = query;
    question.part = part;
    return question;
  }
  return std::nullopt;
}

ShardQueries::ShardQueries(ShardQueriesParts parts)
    : parts_(parts), follower_([this](std::stop_token stop) { FollowMembers(stop); }) {}

ShardQueries::~ShardQueries() = default;

// Top function of its thread.
void ShardQueries::FollowMembers(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    try {
      // Without an answer the last one stands: the brokers may be away, the shards are not.
      if (const auto members = parts_.log.Members(kGroup, [&] { return stop.stop_requested(); })) {
        const std::lock_guard guard(mutex_);
        for (const pipeline::LogMember& member : *members) {
          for (const int shard : member.partitions) owners_[shard] = member.address;
        }
      }
    } catch (const std::exception& thrown) {
      parts_.events.Write(Severity::kError, "shards.follow-failed", {{"error", thrown.what()}});
    }
    lock.lock();
  } while (!changed_.wait_for(lock, stop, kLookEvery, [&] { return stop.stop_requested(); }));
}

void ShardQueries::NoteMissing(int shard, const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (!missing_.insert(shard).second) return;
  }
  parts_.events.Write(Severity::kWarning, "shard.missing",
                      {{"shard", shard}, {"error", error.message}});
}

void ShardQueries::NoteAnswer(int shard) {
  {
    const std::lock_guard lock(mutex_);
    if (missing_.erase(shard) == 0) return;
  }
  parts_.events.Write(Severity::kInfo, "shard.answers", {{"shard", shard}});
}

Result<std::string> ShardQueries::AnswerHere(const ShardQuestion& question) const {
  std::shared_ptr<store::Database> database;
  for (const pipeline::IndexShard& each : parts_.shards.Answering()) {
    if (each.number == question.shard) database = each.database;
  }
  if (!database) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("shard {} is not here, or has yet to catch up", question.shard));
  }
  if (question.kind == ShardQuestion::Kind::kArticle) {
    const auto article = app::FindArticle(OneStore(*database), question.text);
    if (!article) return tl::unexpected(article.error());
    return ArticleJson(*article, ArticleDetail::kWhole);
  }
  const auto rules = parts_.rules.Current();
  const store::Search search(*database, rules->gazetteer.get());
  if (question.kind == ShardQuestion::Kind::kStatistics) {
    const auto statistics = search.Statistics(question.text);
    if (!statistics) return tl::unexpected(statistics.error());
    return store::EncodeStatistics(*statistics);
  }
  const auto part = store::DecodePart(question.part, question.text);
  if (!part) return tl::unexpected(part.error());
  const auto found = search.FindPart(*part);
  if (!found) return tl::unexpected(found.error());
  return PartJson(*found);
}

ShardQueries::Answers ShardQueries::AskOthers(const std::vector<ShardQuestion>& questions) {
  Answers answers;
  std::vector<int> asked;
  std::vector<HttpGet> requests;
  {
    const std::lock_guard lock(mutex_);
    for (const ShardQuestion& question : questions) {
      const auto owner = owners_.find(question.shard);
      if (owner == owners_.end()) {
        answers.emplace_back(question.shard, Fail(ErrorCode::kUnavailable, "nobody has it yet"));
        continue;
      }
      asked.push_back(question.shard);
      requests.push_back({owner->second, TargetOf(question)});
    }
  }
  if (requests.empty()) return answers;
  auto got = GetAll(requests, parts_.wait);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    answers.emplace_back(asked[i], BodyOf(asked[i], std::move(got[i])));
  }
  return answers;
}

ShardQueries::Answers ShardQueries::Ask(const std::vector<ShardQuestion>& questions) {
  std::vector<ShardQuestion> here;
  std::vector<ShardQuestion> elsewhere;
  const auto ours = parts_.shards.Answering();
  for (const ShardQuestion& question : questions) {
    const bool local = std::any_of(ours.begin(), ours.end(),
                                   [&](const auto& each) { return each.number == question.shard; });
    (local ? here : elsewhere).push_back(question);
  }
  Answers answers = AskOthers(elsewhere);
  for (const ShardQuestion& question : here) {
    answers.emplace_back(question.shard, AnswerHere(question));
  }
  std::sort(answers.begin(), answers.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  return answers;
}

Result<void> ShardQueries::GatherStatistics(store::ShardedQuery& query, const std::string& text) {
  // A mistake in the query is told as such, whoever answers.
  const auto rules = parts_.rules.Current();
  const auto parsed = store::Search(parts_.store, rules->gazetteer.get()).Statistics(text);
  if (!parsed) return tl::unexpected(parsed.error());
  std::vector<int> all(static_cast<std::size_t>(parts_.shards.Count()));
  std::iota(all.begin(), all.end(), 0);
  for (auto& [shard, answer] : Ask(ForEach(all, {0, ShardQuestion::Kind::kStatistics, text, ""}))) {
    auto statistics = answer.and_then(store::DecodeStatistics);
    auto added = statistics ? query.AddStatistics(shard, *statistics)
                            : Result<void>(tl::unexpected(statistics.error()));
    if (!added) NoteMissing(shard, added.error());
  }
  return {};
}

Result<ShardedResult> ShardQueries::Find(const store::SearchRequest& request) {
  auto query = store::ShardedQuery::Begin(request);
  if (!query) return tl::unexpected(query.error());
  if (query->IsFirstPage()) {
    if (auto gathered = GatherStatistics(*query, request.query); !gathered) {
      return tl::unexpected(gathered.error());
    }
  }
  std::vector<ShardQuestion> questions;
  for (const int shard : query->Shards()) {
    questions.push_back({shard, ShardQuestion::Kind::kSearch, request.query,
                         store::EncodePart(query->PartOf(shard))});
  }
  std::vector<store::ShardPlaces> places;
  std::vector<ShardPart> parts;
  for (auto& [shard, answer] : Ask(questions)) {
    auto part = answer ? ReadPart(shard, *answer) : tl::unexpected(answer.error());
    if (!part) {
      NoteMissing(shard, part.error());
      continue;
    }
    NoteAnswer(shard);
    places.push_back(part->places);
    parts.push_back(std::move(*part));
  }
  if (parts.empty()) {
    return Fail(ErrorCode::kUnavailable, "no index shard answers; /readyz says more");
  }
  store::MergedPage page = query->Merge(places);
  ShardedResult result{{}, page.total, std::move(page.next_cursor), {}};
  for (const store::MergedHit& hit : page.hits) {
    result.hits.push_back(std::move(parts[hit.answer].hits[hit.place]));
  }
  for (int shard = 0; shard < parts_.shards.Count(); ++shard) {
    const bool there = std::any_of(places.begin(), places.end(),
                                   [&](const auto& each) { return each.shard == shard; });
    if (!there) result.missing_shards.push_back(shard);
  }
  if (!result.missing_shards.empty()) {
    parts_.metrics.Count("stratwatch_searches_partial_total");
  }
  return result;
}

Result<std::string> ShardQueries::FindArticle(std::string_view name) {
  std::vector<int> all(static_cast<std::size_t>(parts_.shards.Count()));
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::string> found;
  std::string missing;
  for (auto& [shard, answer] :
       Ask(ForEach(all, {0, ShardQuestion::Kind::kArticle, std::string(name), ""}))) {
    if (answer) {
      found.push_back(std::move(*answer));
    } else if (answer.error().code == ErrorCode::kInvalid) {
      return answer;
    } else if (answer.error().code != ErrorCode::kNotFound) {
      NoteMissing(shard, answer.error());
      missing += fmt::format("{}{}", missing.empty() ? "" : ", ", shard);
    }
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.size() > 1) {
    return Fail(ErrorCode::kInvalid, fmt::format("{} articles of different shards have an id that "
                                                 "begins with {}",
                                                 found.size(), name));
  }
  if (!missing.empty()) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("no article has the id {} in the shards that answer; missing: {}", name,
                            missing));
  }
  return Fail(ErrorCode::kNotFound, fmt::format("no article has the id {}", name));
}

}  // namespace stratwatch::app
