#include "model/wire/internal/convert.h"
#include "model/wire/internal/valid_utf8.h"
#include "model/wire/messages.h"

namespace stratwatch::wire {
namespace {

// The overloads below would hide the shared ones.
using wire::FromMessage;
using wire::ToMessage;

void ToMessage(const stratwatch::Tag& tag, pb::Tag* out) {
  out->set_type(static_cast<std::int32_t>(tag.type));
  out->set_canonical_id(ValidUtf8(tag.canonical_id));
  out->set_surface(ValidUtf8(tag.surface));
  out->set_field(static_cast<std::int32_t>(tag.field));
  out->set_begin(tag.begin);
  out->set_end(tag.end);
  out->set_rule_version(tag.rule_version);
  out->set_confidence(tag.confidence);
  out->set_subject(tag.subject);
  out->set_name(ValidUtf8(tag.name));
  out->set_role(ValidUtf8(tag.role));
  out->set_organisation(ValidUtf8(tag.organisation));
}

void ToMessage(const stratwatch::Claim& claim, pb::Claim* out) {
  out->set_type(static_cast<std::int32_t>(claim.type));
  out->set_value(claim.value);
  out->set_unit(ValidUtf8(claim.unit));
  out->set_surface(ValidUtf8(claim.surface));
  out->set_begin(claim.begin);
  out->set_end(claim.end);
  out->set_target_year(claim.target_year);
  out->set_rule_version(claim.rule_version);
  out->set_speaker(ValidUtf8(claim.speaker));
  out->set_subject(ValidUtf8(claim.subject));
}

void ToMessage(const stratwatch::Quote& quote, pb::Quote* out) {
  out->set_surface(ValidUtf8(quote.surface));
  out->set_begin(quote.begin);
  out->set_end(quote.end);
  out->set_speaker(ValidUtf8(quote.speaker));
  out->set_speaker_id(ValidUtf8(quote.speaker_id));
  out->set_confidence(quote.confidence);
  out->set_rule_version(quote.rule_version);
}

stratwatch::Quote FromMessage(const pb::Quote& message) {
  return {message.surface(),    message.begin(),      message.end(),         message.speaker(),
          message.speaker_id(), message.confidence(), message.rule_version()};
}

Result<stratwatch::Claim> FromMessage(const pb::Claim& message) {
  if (message.type() < 0 || message.type() > static_cast<int>(ClaimType::kCapacity)) {
    return Fail(ErrorCode::kInvalid,
                "claim type is unknown to this version; was it written by a newer?");
  }
  stratwatch::Claim claim;
  claim.type = static_cast<ClaimType>(message.type());
  claim.value = message.value();
  claim.unit = message.unit();
  claim.surface = message.surface();
  claim.begin = message.begin();
  claim.end = message.end();
  claim.target_year = message.target_year();
  claim.rule_version = message.rule_version();
  claim.speaker = message.speaker();
  claim.subject = message.subject();
  return claim;
}

void ToMessage(const stratwatch::Statement& statement, pb::Statement* out) {
  out->set_field(static_cast<std::int32_t>(statement.field));
  out->set_value(ValidUtf8(statement.value));
  out->set_language(ValidUtf8(statement.language));
  out->set_evidence(ValidUtf8(statement.evidence));
}

// A field of a newer version is passed over: nothing else hangs on it.
void ReadStatements(const pb::Article& message, stratwatch::Article* article) {
  for (const auto& each : message.statements()) {
    if (each.field() < 0 || each.field() > kStatementFieldLast) continue;
    article->statements.push_back({static_cast<StatementField>(each.field()), each.value(),
                                   each.language(), each.evidence()});
  }
}

Result<stratwatch::Tag> FromMessage(const pb::Tag& message) {
  if (message.type() < 0 || message.type() > static_cast<int>(TagType::kPerson) ||
      message.field() < 0 || message.field() > static_cast<int>(TagField::kBody)) {
    return Fail(ErrorCode::kInvalid,
                "tag type or field is unknown to this version; was it written by a newer?");
  }
  stratwatch::Tag tag;
  tag.type = static_cast<TagType>(message.type());
  tag.canonical_id = message.canonical_id();
  tag.surface = message.surface();
  tag.field = static_cast<TagField>(message.field());
  tag.begin = message.begin();
  tag.end = message.end();
  tag.rule_version = message.rule_version();
  tag.confidence = message.confidence();
  tag.subject = message.subject();
  tag.name = message.name();
  tag.role = message.role();
  tag.organisation = message.organisation();
  return tag;
}

void ToMessage(const stratwatch::PublishedDate& date, pb::PublishedDate* out) {
  out->set_utc(ToSeconds(date.utc));
  out->set_offset_minutes(date.offset_minutes);
  out->set_precision(static_cast<std::int32_t>(date.precision));
  out->set_evidence(ValidUtf8(date.evidence));
  out->set_confidence(date.confidence);
}

stratwatch::PublishedDate FromMessage(const pb::PublishedDate& message) {
  stratwatch::PublishedDate date;
  date.utc = FromSeconds(message.utc());
  date.offset_minutes = static_cast<std::int16_t>(message.offset_minutes());
  date.precision = message.precision() == 0   ? DatePrecision::kDay
                   : message.precision() == 1 ? DatePrecision::kMinute
                                              : DatePrecision::kSecond;
  date.evidence = message.evidence();
  date.confidence = message.confidence();
  return date;
}

void WriteHead(const stratwatch::Article& article, pb::Article* message) {
  message->set_id(article.id.View().data(), article.id.View().size());
  message->set_url(article.url.Text());
  message->set_source(ValidUtf8(article.source.value));
  message->set_publisher_country(ValidUtf8(article.publisher_country));
  for (const auto& each : article.sightings) ToMessage(each, message->add_sightings());
  ToMessage(article.exchange, message->mutable_exchange());
  if (article.archive) ToMessage(*article.archive, message->mutable_archive());
  message->set_outcome(static_cast<std::int32_t>(article.outcome));
  message->set_outcome_reason(ValidUtf8(article.outcome_reason));
}

Result<void> ReadHead(const pb::Article& message, stratwatch::Article* article) {
  const auto id = ReadDigest(message.id(), "article id");
  if (!id) return tl::unexpected(id.error());
  auto url = Url::Parse(message.url());
  if (!url) return Fail("article url", url.error());
  auto exchange = FromMessage(message.exchange());
  if (!exchange) return tl::unexpected(exchange.error());
  const auto outcome = ReadOutcome(message.outcome());
  if (!outcome) return tl::unexpected(outcome.error());
  article->id = ArticleId{*id};
  article->url = std::move(*url);
  article->source = SourceId{message.source()};
  article->publisher_country = message.publisher_country();
  for (const auto& each : message.sightings()) article->sightings.push_back(FromMessage(each));
  article->exchange = std::move(*exchange);
  if (message.has_archive()) article->archive = FromMessage(message.archive());
  article->outcome = *outcome;
  article->outcome_reason = message.outcome_reason();
  return {};
}

Result<void> ReadFindings(const pb::Article& message, stratwatch::Article* article) {
  article->relevance.relevant = message.relevance().relevant();
  article->relevance.score = message.relevance().score();
  article->relevance.reasons.assign(message.relevance().reasons().begin(),
                                    message.relevance().reasons().end());
  article->tags.reserve(static_cast<std::size_t>(message.tags_size()));
  for (const auto& each : message.tags()) {
    auto tag = FromMessage(each);
    if (!tag) return tl::unexpected(tag.error());
    article->tags.push_back(std::move(*tag));
  }
  for (const auto& each : message.claims()) {
    auto claim = FromMessage(each);
    if (!claim) return tl::unexpected(claim.error());
    article->claims.push_back(std::move(*claim));
  }
  for (const auto& each : message.quotes()) article->quotes.push_back(FromMessage(each));
  auto resolution = FromMessage(message.resolution());
  if (!resolution) return tl::unexpected(resolution.error());
  article->resolution = std::move(*resolution);
  return {};
}

void ToMessage(const stratwatch::Extraction& extraction, pb::Extraction* message) {
  message->set_method(extraction.method);
  message->set_charset(extraction.charset);
  message->set_charset_evidence(extraction.charset_evidence);
  message->set_title_evidence(ValidUtf8(extraction.title_evidence));
  message->set_authors_evidence(ValidUtf8(extraction.authors_evidence));
  message->set_page_bytes(extraction.page_bytes);
  message->set_text_bytes(extraction.text_bytes);
}

stratwatch::Extraction FromMessage(const pb::Extraction& message) {
  stratwatch::Extraction extraction;
  extraction.method = message.method();
  extraction.charset = message.charset();
  extraction.charset_evidence = message.charset_evidence();
  extraction.title_evidence = message.title_evidence();
  extraction.authors_evidence = message.authors_evidence();
  extraction.page_bytes = message.page_bytes();
  extraction.text_bytes = message.text_bytes();
  return extraction;
}

void WriteLanguageUse(const stratwatch::Article& article, pb::Article* message) {
  if (!article.region.code.empty()) {
    message->mutable_region()->set_code(article.region.code);
    message->mutable_region()->set_evidence(ValidUtf8(article.region.evidence));
    message->mutable_region()->set_confidence(article.region.confidence);
  }
  for (const ForeignPassage& passage : article.foreign_passages) {
    auto* each = message->add_foreign_passages();
    each->set_begin(passage.begin);
    each->set_end(passage.end);
    each->set_language(passage.language);
    each->set_confidence(passage.confidence);
  }
}

void ReadLanguageUse(const pb::Article& message, stratwatch::Article* article) {
  article->region = {message.region().code(), message.region().evidence(),
                     message.region().confidence()};
  for (const auto& each : message.foreign_passages()) {
    article->foreign_passages.push_back(
        {each.begin(), each.end(), each.language(), each.confidence()});
  }
}

}  // namespace

std::string EncodeArticle(const stratwatch::Article& article) {
  pb::Article message;
  WriteHead(article, &message);
  message.set_title(ValidUtf8(article.title));
  for (const std::string& author : article.authors) message.add_authors(ValidUtf8(author));
  if (article.published) ToMessage(*article.published, message.mutable_published());
  message.set_language(ValidUtf8(article.language));
  message.set_language_confidence(article.language_confidence);
  WriteLanguageUse(article, &message);
  message.set_site_name(ValidUtf8(article.site_name));
  message.set_canonical_url(ValidUtf8(article.canonical_url));
  message.set_text(ValidUtf8(article.text));
  message.set_content_hash(article.content_hash.View().data(), article.content_hash.View().size());
  ToMessage(article.extraction, message.mutable_extraction());
  auto* relevance = message.mutable_relevance();
  relevance->set_relevant(article.relevance.relevant);
  relevance->set_score(article.relevance.score);
  for (const std::string& reason : article.relevance.reasons)
    relevance->add_reasons(ValidUtf8(reason));
  for (const auto& tag : article.tags) ToMessage(tag, message.add_tags());
  for (const auto& claim : article.claims) ToMessage(claim, message.add_claims());
  for (const auto& quote : article.quotes) ToMessage(quote, message.add_quotes());
  for (const auto& statement : article.statements) {
    ToMessage(statement, message.add_statements());
  }
  ToMessage(article.resolution, message.mutable_resolution());
  message.set_sequence(article.sequence);
  // The encoding of two messages, one behind the other, is that of both merged.
  return message.SerializeAsString() + article.newer_fields;
}

Result<stratwatch::Article> DecodeArticle(std::string_view bytes) {
  auto message = ParseMessage<pb::Article>(bytes, "Article");
  if (!message) return tl::unexpected(message.error());
  stratwatch::Article article;
  if (const auto head = ReadHead(*message, &article); !head) return tl::unexpected(head.error());
  article.title = std::move(*message->mutable_title());
  article.authors.assign(message->authors().begin(), message->authors().end());
  if (message->has_published()) article.published = FromMessage(message->published());
  article.language = message->language();
  article.language_confidence = message->language_confidence();
  ReadLanguageUse(*message, &article);
  article.site_name = message->site_name();
  article.canonical_url = message->canonical_url();
  ReadStatements(*message, &article);
  article.text = std::move(*message->mutable_text());
  const auto hash = ReadDigest(message->content_hash(), "content_hash");
  if (!hash) return tl::unexpected(hash.error());
  article.content_hash = ContentHash{*hash};
  article.extraction = FromMessage(message->extraction());
  if (const auto rest = ReadFindings(*message, &article); !rest) {
    return tl::unexpected(rest.error());
  }
  article.sequence = message->sequence();
  const auto& newer = message->GetReflection()->GetUnknownFields(*message);
  if (!newer.empty() && !newer.SerializeToString(&article.newer_fields)) {
    return Fail(ErrorCode::kInvalid, "article: fields of a newer version cannot be carried on");
  }
  return article;
}

}  // namespace stratwatch::wire
