#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratwatch::crawlers::internal {

// "2026-02-25T06:13:20Z"
std::string WarcDate(std::chrono::sys_seconds time);
// "<urn:uuid:…>", version 4.
std::string WarcRecordId(std::mt19937_64& random);
// "sha1:" and the digest in base32, as archives have it.
std::string WarcDigest(std::string_view bytes);

// One record: the version line, `fields` in their order with Content-Length behind them, the
// block, and the two empty lines. Line ends in values are dropped.
using WarcFields = std::vector<std::pair<std::string_view, std::string>>;
std::string WarcRecordText(const WarcFields& fields, std::string_view block);

// The response header as it is kept beside a decoded body; see WarcExchange::body.
std::string ArchivedHeader(std::string_view header, std::size_t body_bytes);

// "<prefix>-20260225061320-00001.warc.gz"
struct WarcFileName {
  std::chrono::sys_seconds begun{};
  std::uint64_t serial = 0;
};
std::string WarcFileNameText(std::string_view prefix, const WarcFileName& name);
std::optional<WarcFileName> ParseWarcFileName(std::string_view prefix, std::string_view text);

// A record's fields as read: lower-case names, values in UTF-8. nullopt when `head` does not begin
// with a WARC version.
std::optional<std::map<std::string, std::string>> ParseWarcHead(std::string_view head);

}  // namespace stratwatch::crawlers::internal
