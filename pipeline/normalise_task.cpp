#include "pipeline/normalise_task.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "model/wire/digest.h"
#include "model/wire/messages.h"
#include "parsers/foreign_passages.h"
#include "pipeline/content_hash.h"
#include "pipeline/internal/log_records.h"

namespace stratwatch::pipeline {
namespace {

// Adds the time between two calls to a stage's counter.
class StageTimer {
 public:
  StageTimer(const Clock& clock, Metrics& metrics)
      : clock_(clock), metrics_(metrics), begin_(clock.Steady()) {}

  void Ended(const char* stage) {
    const auto now = clock_.Steady();
    metrics_.Count("stratwatch_normalise_seconds_total", {{"stage", stage}},
                   std::chrono::duration<double>(now - begin_).count());
    begin_ = now;
  }

  void Restart() { begin_ = clock_.Steady(); }

 private:
  const Clock& clock_;
  Metrics& metrics_;
  std::chrono::steady_clock::time_point begin_;
};

Article ArticleOf(Page page) {
  Article article;
  article.id = page.id;
  article.url = std::move(page.url);
  article.source = std::move(page.source);
  article.publisher_country = std::move(page.publisher_country);
  article.sightings = std::move(page.sightings);
  article.exchange = std::move(page.exchange);
  article.archive = std::move(page.archive);
  article.outcome = page.outcome;
  return article;
}

// Why a page that came without a body ended as it did.
std::string ReasonOf(const FetchExchange& exchange) {
  if (!exchange.failure.empty()) return exchange.failure;
  if (!exchange.robots_rule.empty()) return exchange.robots_rule;
  return exchange.status == 0 ? std::string() : "HTTP " + std::to_string(exchange.status);
}

struct Ending {
  Outcome outcome;
  std::string_view reason;
};

// kPending: an article; go on.
Ending EndingOf(const parsers::ExtractedArticle& extracted) {
  switch (extracted.page_class) {
    case parsers::PageClass::kArticle:
    case parsers::PageClass::kLiveBlog:
      if (extracted.text.empty()) return {Outcome::kMalformed, "the page has no body text"};
      return {Outcome::kPending, ""};
    case parsers::PageClass::kEmpty:
      return {Outcome::kMalformed, "the page has no body text"};
    case parsers::PageClass::kListing:
      return {Outcome::kMalformed, "a list of articles, not an article"};
    // What text a video has is searched like an article's.
    case parsers::PageClass::kVideo:
      if (extracted.text.empty()) return {Outcome::kMalformed, "a video without text"};
      return {Outcome::kPending, ""};
    case parsers::PageClass::kGallery:
      if (extracted.text.empty()) return {Outcome::kMalformed, "pictures without text"};
      return {Outcome::kPending, ""};
    case parsers::PageClass::kErrorPage:
      return {Outcome::kMalformed, "an error message answered as a page"};
    case parsers::PageClass::kBotWall:
      return {Outcome::kBlockedBot, "a bot wall answered as a page"};
    case parsers::PageClass::kConsentWall:
      return {Outcome::kBlockedConsent, "a consent wall answered as a page"};
    case parsers::PageClass::kPaywall:
      return {Outcome::kBlockedPaywall, "a paywall left no body"};
  }
  return {Outcome::kMalformed, "unknown page class"};
}

PreparedRecord Prepared(Article article, const PolledRecord& page) {
  PreparedRecord prepared;
  prepared.outputs.push_back(
      {Topic::kArticles, ArticleRecord(Topic::kArticles, article, FetchedAtOf(page.record))});
  return prepared;
}

// 0 when no date is known.
int YearOf(const std::optional<PublishedDate>& published) {
  if (!published) return 0;
  const auto day = std::chrono::floor<std::chrono::days>(
      published->utc + std::chrono::minutes(published->offset_minutes));
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

}  // namespace

struct NormaliseTask::Reading {
  parsers::ExtractedArticle extracted;
  ContentHash content_hash;
  Outcome outcome = Outcome::kPending;
  std::string outcome_reason;
  Relevance relevance;
  std::vector<Tag> tags;
  std::vector<Claim> claims;
  std::vector<Quote> quotes;

  std::size_t Bytes() const {
    return extracted.text.size() + extracted.title.size() + tags.size() * sizeof(Tag) +
           claims.size() * sizeof(Claim) + quotes.size() * sizeof(Quote) + sizeof(Reading);
  }
};

// The latest readings by body. Thread-safe.
class NormaliseTask::Cache {
 public:
  Cache(std::size_t pages_max, std::size_t bytes_max)
      : pages_max_(pages_max), bytes_max_(bytes_max) {}

  std::shared_ptr<const Reading> Find(const Digest128& key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key.View());
    if (found == by_key_.end()) return nullptr;
    latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
    return found->second->reading;
  }

  void Put(const Digest128& key, std::shared_ptr<const Reading> reading) {
    const std::lock_guard lock(mutex_);
    if (by_key_.contains(key.View())) return;
    bytes_ += reading->Bytes();
    latest_first_.push_front({key, std::move(reading)});
    by_key_.emplace(latest_first_.front().key.View(), latest_first_.begin());
    while (latest_first_.size() > pages_max_ || bytes_ > bytes_max_) {
      const Slot& oldest = latest_first_.back();
      bytes_ -= oldest.reading->Bytes();
      by_key_.erase(oldest.key.View());
      latest_first_.pop_back();
    }
  }

 private:
  struct Slot {
    Digest128 key;
    std::shared_ptr<const Reading> reading;  // Shared: it may be dropped while it is being used.
  };
  const std::size_t pages_max_;
  const std::size_t bytes_max_;
  std::mutex mutex_;  // Guards what follows.
  std::size_t bytes_ = 0;
  std::list<Slot> latest_first_;
  // Views into the slots' keys; a list's slots stay where they are.
  std::unordered_map<std::string_view, std::list<Slot>::iterator> by_key_;
};

NormaliseTask::NormaliseTask(NormaliseTaskOptions options, const Rules& rules, const Clock& clock,
                             Metrics& metrics)
    : options_(std::move(options)),
      extractor_(options_.extractor),
      rules_(rules),
      clock_(clock),
      metrics_(metrics),
      cache_(std::make_unique<Cache>(options_.cache_pages, options_.cache_bytes_max)) {}

NormaliseTask::~NormaliseTask() = default;

Result<PreparedRecord> NormaliseTask::Prepare(const PolledRecord& record) const {
  StageTimer timer(clock_, metrics_);
  auto page = wire::DecodePage(record.record.value);
  timer.Ended("decode");
  if (!page) return Fail("page", page.error());
  if (page->outcome != Outcome::kPending) {
    Article article = ArticleOf(std::move(*page));
    article.outcome_reason = ReasonOf(article.exchange);
    return Prepared(std::move(article), record);
  }
  auto reading = Read(*page);
  if (!reading) return Fail(page->url.Text(), reading.error());

  timer.Restart();
  Article article = ArticleOf(std::move(*page));
  const Reading& read = **reading;
  article.title = read.extracted.title;
  article.authors = read.extracted.authors;
  article.published = read.extracted.published;
  article.language = read.extracted.language;
  article.language_confidence = read.extracted.language_confidence;
  article.region = read.extracted.region;
  article.foreign_passages = read.extracted.foreign_passages;
  article.site_name = read.extracted.site_name;
  article.canonical_url = read.extracted.canonical_url;
  article.statements = read.extracted.statements;
  article.extraction = read.extracted.extraction;
  article.text = read.extracted.text;
  article.content_hash = read.content_hash;
  article.outcome = read.outcome;
  article.outcome_reason = read.outcome_reason;
  article.relevance = read.relevance;
  article.tags = read.tags;
  article.claims = read.claims;
  article.quotes = read.quotes;
  auto prepared = Prepared(std::move(article), record);
  timer.Ended("encode");
  return prepared;
}

Result<std::shared_ptr<const NormaliseTask::Reading>> NormaliseTask::Read(const Page& page) const {
  const auto rules = rules_.Current();
  // What is read depends on the bytes, their declared charset, where relative links lead, and the
  // rules.
  std::string place = page.exchange.final_url.Origin();
  place += '\n';
  place += page.exchange.content_type;
  place += '\n';
  place += std::to_string(rules->generation);
  Digest128 key = wire::Hash128(page.body);
  const Digest128 place_key = wire::Hash128(place);
  for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] ^= place_key.bytes[i];

  if (auto known = cache_->Find(key); known != nullptr) {
    metrics_.Count("stratwatch_normalise_cache_hits_total");
    return known;
  }
  auto fresh = ReadAfresh(page, *rules);
  if (!fresh) return tl::unexpected(fresh.error());
  // A date that was read from the URL is that page's alone.
  const auto& published = fresh->extracted.published;
  const bool depends_on_url = published && published->evidence.starts_with("url");
  auto reading = std::make_shared<const Reading>(std::move(*fresh));
  if (!depends_on_url) cache_->Put(key, reading);
  return reading;
}

Result<NormaliseTask::Reading> NormaliseTask::ReadAfresh(const Page& page,
                                                         const RuleSet& rules) const {
  StageTimer timer(clock_, metrics_);
  parsers::PageHints hints;
  hints.url = page.exchange.final_url.Text().empty() ? page.url : page.exchange.final_url;
  hints.content_type = page.exchange.content_type;
  if (page.exchange.fetched_at.time_since_epoch().count() > 0) {
    hints.fetched_at = page.exchange.fetched_at;
  }
  if (rules.site_rules) hints.rules = &*rules.site_rules;
  auto extracted = extractor_.Extract(page.body, hints);
  timer.Ended("extract");
  if (!extracted) return tl::unexpected(extracted.error());
  for (const parsers::AppliedRule& rule : extracted->rules) {
    metrics_.Count("stratwatch_site_rules_total",
                   {{"host", rule.host},
                    {"field", std::string(parsers::RuleFieldName(rule.field))},
                    {"effect", std::string(parsers::RuleEffectName(rule.effect))}});
  }

  Reading reading;
  reading.extracted = std::move(*extracted);
  const Ending ending = EndingOf(reading.extracted);
  if (ending.outcome != Outcome::kPending) {
    reading.outcome = ending.outcome;
    reading.outcome_reason = ending.reason;
    reading.extracted.text.clear();
    return reading;
  }
  reading.content_hash = HashOfText(reading.extracted.text);
  timer.Ended("hash");
  TextFindings found =
      rules.tagger->Read(reading.extracted.title, reading.extracted.text,
                         reading.extracted.language, YearOf(reading.extracted.published));
  reading.tags = std::move(found.tags);
  reading.claims = std::move(found.claims);
  reading.quotes = std::move(found.quotes);
  timer.Ended("tag");
  reading.relevance = rules.relevance->Judge(reading.extracted.title, reading.extracted.text,
                                             reading.extracted.language, reading.tags);
  timer.Ended("judge");
  if (!reading.relevance.relevant) {
    SetIrrelevant(reading);
  } else {
    reading.extracted.foreign_passages =
        parsers::ForeignPassagesOf(reading.extracted.text, reading.extracted.language);
  }
  return reading;
}

void NormaliseTask::SetIrrelevant(Reading& reading) const {
  reading.outcome = Outcome::kIrrelevant;
  if (!reading.relevance.reasons.empty()) {
    reading.outcome_reason = reading.relevance.reasons.front();
  }
  if (options_.keep_irrelevant_text) return;
  reading.extracted.text.clear();
  // The bytes of tags, claims and quotes must be there to be cited.
  reading.claims.clear();
  reading.quotes.clear();
  std::erase_if(reading.tags, [](const Tag& tag) { return tag.field == TagField::kBody; });
}

std::optional<PreparedRecord> NormaliseTask::Salvage(const PolledRecord& record,
                                                     const Error& error) const {
  auto page = wire::DecodePage(record.record.value);
  if (!page) return std::nullopt;
  Article article = ArticleOf(std::move(*page));
  article.outcome = Outcome::kDeadLettered;
  article.outcome_reason = error.message;
  PreparedRecord prepared;
  prepared.outputs.push_back({Topic::kArticles, ArticleRecord(Topic::kArticles, article)});
  prepared.article = std::move(article);
  return prepared;
}

void NormaliseTask::Committed(const std::vector<PreparedRecord>&) {}

}  // namespace stratwatch::pipeline
