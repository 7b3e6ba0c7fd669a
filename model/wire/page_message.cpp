#include <zstd.h>

#include "model/wire/internal/convert.h"
#include "model/wire/internal/valid_utf8.h"
#include "model/wire/messages.h"

namespace stratwatch::wire {
namespace {

// Level 1 keeps a page at a fifth of its size at some 400 MB/s; the log is read back at once, so
// a better ratio would not pay.
constexpr int kZstdLevel = 1;

std::string Compress(std::string_view body) {
  std::string frame(ZSTD_compressBound(body.size()), '\0');
  const std::size_t size =
      ZSTD_compress(frame.data(), frame.size(), body.data(), body.size(), kZstdLevel);
  // Cannot fail: the bound was asked for and the level is a constant.
  frame.resize(ZSTD_isError(size) ? 0 : size);
  return frame;
}

Result<std::string> Decompress(std::string_view frame, std::size_t bytes_max) {
  if (frame.empty()) return std::string();
  const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
    return Fail(ErrorCode::kInvalid, "page body is not a zstd frame that states its size");
  }
  if (size > bytes_max) {
    return Fail(ErrorCode::kLimit, "page body of " + std::to_string(size) +
                                       " bytes is over the bound of " + std::to_string(bytes_max));
  }
  std::string body(size, '\0');
  const std::size_t written = ZSTD_decompress(body.data(), body.size(), frame.data(), frame.size());
  if (ZSTD_isError(written) || written != size) {
    return Fail(ErrorCode::kInvalid, "page body does not inflate: damaged zstd frame");
  }
  return body;
}

}  // namespace

Result<Digest128> ReadDigest(std::string_view key, std::string_view field) {
  const auto digest = Digest128::FromBytes(key);
  if (!digest) {
    return Fail(ErrorCode::kInvalid,
                std::string(field) + ": expected 16 bytes, found " + std::to_string(key.size()));
  }
  return *digest;
}

Result<Url> ReadUrl(const std::string& text, std::string_view field) {
  if (text.empty()) return Url();
  auto url = Url::Parse(text);
  if (!url) return Fail(field, url.error());
  return url;
}

Result<Outcome> ReadOutcome(std::int32_t number) {
  for (const Outcome outcome : kAllOutcomes) {
    if (static_cast<std::int32_t>(outcome) == number) return outcome;
  }
  return Fail(ErrorCode::kInvalid, "outcome " + std::to_string(number) +
                                       " is unknown to this version; was it written by a newer?");
}

void ToMessage(const stratwatch::Sighting& sighting, pb::Sighting* out) {
  out->set_source(ValidUtf8(sighting.source.value));
  out->set_seen_at(ToSeconds(sighting.seen_at));
  out->set_title(ValidUtf8(sighting.title));
  if (sighting.claimed_published)
    out->set_claimed_published(ToSeconds(*sighting.claimed_published));
}

stratwatch::Sighting FromMessage(const pb::Sighting& message) {
  stratwatch::Sighting sighting{SourceId{message.source()}, FromSeconds(message.seen_at()),
                                message.title(), std::nullopt};
  if (message.has_claimed_published()) {
    sighting.claimed_published = FromSeconds(message.claimed_published());
  }
  return sighting;
}

void ToMessage(const stratwatch::ArchiveLocation& location, pb::ArchiveLocation* out) {
  out->set_file(ValidUtf8(location.file));
  out->set_offset(location.offset);
  out->set_length(location.length);
}

stratwatch::ArchiveLocation FromMessage(const pb::ArchiveLocation& message) {
  return {message.file(), message.offset(), message.length()};
}

void ToMessage(const stratwatch::FetchExchange& exchange, pb::FetchExchange* out) {
  out->set_requested(exchange.requested.Text());
  out->set_final_url(exchange.final_url.Text());
  for (const std::string& target : exchange.redirects) out->add_redirects(ValidUtf8(target));
  out->set_status(exchange.status);
  out->set_fetched_at(ToSeconds(exchange.fetched_at));
  out->set_duration_ms(exchange.duration.count());
  out->set_remote_address(ValidUtf8(exchange.remote_address));
  out->set_content_type(ValidUtf8(exchange.content_type));
  out->set_robots_rule(ValidUtf8(exchange.robots_rule));
  out->set_robots_tag(ValidUtf8(exchange.robots_tag));
  out->set_failure(ValidUtf8(exchange.failure));
}

Result<stratwatch::FetchExchange> FromMessage(const pb::FetchExchange& message) {
  stratwatch::FetchExchange exchange;
  auto requested = ReadUrl(message.requested(), "exchange.requested");
  if (!requested) return tl::unexpected(requested.error());
  auto final_url = ReadUrl(message.final_url(), "exchange.final_url");
  if (!final_url) return tl::unexpected(final_url.error());
  exchange.requested = std::move(*requested);
  exchange.final_url = std::move(*final_url);
  exchange.redirects.assign(message.redirects().begin(), message.redirects().end());
  exchange.status = message.status();
  exchange.fetched_at = FromSeconds(message.fetched_at());
  exchange.duration = std::chrono::milliseconds(message.duration_ms());
  exchange.remote_address = message.remote_address();
  exchange.content_type = message.content_type();
  exchange.robots_rule = message.robots_rule();
  exchange.robots_tag = message.robots_tag();
  exchange.failure = message.failure();
  return exchange;
}

std::string EncodePage(const stratwatch::Page& page) {
  pb::Page message;
  message.set_id(page.id.View().data(), page.id.View().size());
  message.set_url(page.url.Text());
  message.set_source(ValidUtf8(page.source.value));
  message.set_publisher_country(ValidUtf8(page.publisher_country));
  for (const auto& sighting : page.sightings) ToMessage(sighting, message.add_sightings());
  ToMessage(page.exchange, message.mutable_exchange());
  if (!page.body.empty()) message.set_body_zstd(Compress(page.body));
  if (page.archive) ToMessage(*page.archive, message.mutable_archive());
  message.set_outcome(static_cast<std::int32_t>(page.outcome));
  return message.SerializeAsString();
}

Result<stratwatch::Page> DecodePage(std::string_view bytes, std::size_t body_bytes_max) {
  const auto message = ParseMessage<pb::Page>(bytes, "Page");
  if (!message) return tl::unexpected(message.error());
  stratwatch::Page page;
  const auto id = ReadDigest(message->id(), "page id");
  if (!id) return tl::unexpected(id.error());
  auto url = Url::Parse(message->url());
  if (!url) return Fail("page url", url.error());
  auto exchange = FromMessage(message->exchange());
  if (!exchange) return tl::unexpected(exchange.error());
  const auto outcome = ReadOutcome(message->outcome());
  if (!outcome) return tl::unexpected(outcome.error());
  auto body = Decompress(message->body_zstd(), body_bytes_max);
  if (!body) return Fail(message->url(), body.error());
  page.id = ArticleId{*id};
  page.url = std::move(*url);
  page.source = SourceId{message->source()};
  page.publisher_country = message->publisher_country();
  for (const auto& each : message->sightings()) page.sightings.push_back(FromMessage(each));
  page.exchange = std::move(*exchange);
  page.body = std::move(*body);
  if (message->has_archive()) page.archive = FromMessage(message->archive());
  page.outcome = *outcome;
  return page;
}

}  // namespace stratwatch::wire
