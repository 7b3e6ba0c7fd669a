#include "crawlers/internal/warc_format.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include "crawlers/internal/ascii.h"
#include "crawlers/internal/http_head.h"

namespace stratwatch::crawlers::internal {
namespace {

struct CivilTime {
  int year;
  unsigned month, day, hour, minute, second;
};

CivilTime CivilOf(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<unsigned>(clock.hours().count()),
          static_cast<unsigned>(clock.minutes().count()),
          static_cast<unsigned>(clock.seconds().count())};
}

template <typename... Values>
std::string Formatted(const char* format, Values... values) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

// RFC 4648, 6; no padding is needed for whole groups of five bytes.
std::string Base32(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bits = (bits << 8U) | bytes[i];
    held += 8;
    while (held >= 5) {
      held -= 5;
      out += kDigits[(bits >> held) & 0x1FU];
    }
  }
  return out;
}

std::optional<unsigned> Digits(std::string_view text, std::size_t begin, std::size_t count) {
  unsigned value = 0;
  const char* end = text.data() + begin + count;
  const auto [rest, failure] = std::from_chars(text.data() + begin, end, value);
  if (failure != std::errc() || rest != end) return std::nullopt;
  return value;
}

}  // namespace

std::string WarcDate(std::chrono::sys_seconds time) {
  const CivilTime t = CivilOf(time);
  return Formatted("%04d-%02u-%02uT%02u:%02u:%02uZ", t.year, t.month, t.day, t.hour, t.minute,
                   t.second);
}

std::string WarcRecordId(std::mt19937_64& random) {
  // RFC 9562, 5.4: version 4 in the upper half, the variant in the lower.
  const std::uint64_t upper = (random() & 0xFFFFFFFFFFFF0FFFU) | 0x4000U;
  const std::uint64_t lower = (random() & 0x3FFFFFFFFFFFFFFFU) | 0x8000000000000000U;
  return Formatted("<urn:uuid:%08x-%04x-%04x-%04x-%012llx>", static_cast<unsigned>(upper >> 32U),
                   static_cast<unsigned>(upper >> 16U) & 0xFFFFU,
                   static_cast<unsigned>(upper) & 0xFFFFU, static_cast<unsigned>(lower >> 48U),
                   static_cast<unsigned long long>(lower & 0xFFFFFFFFFFFFU));
}

std::string WarcDigest(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1) {
    return "";
  }
  return "sha1:" + Base32(digest.data(), length);
}

std::string WarcRecordText(const WarcFields& fields, std::string_view block) {
  std::string text = "WARC/1.1\r\n";
  text.reserve(block.size() + 1024);
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    text += name;
    text += ": ";
    std::copy_if(value.begin(), value.end(), std::back_inserter(text),
                 [](char c) { return c != '\r' && c != '\n'; });
    text += "\r\n";
  }
  text += "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n";
  text += block;
  text += "\r\n\r\n";
  return text;
}

std::string ArchivedHeader(std::string_view header, std::size_t body_bytes) {
  const std::string length = "Content-Length: " + std::to_string(body_bytes);
  std::string out;
  bool length_kept = false;
  while (!header.empty()) {
    const std::string_view line = TakeHeaderLine(header);
    if (line.empty()) break;
    const std::string name = AsciiLower(TrimBlanks(line.substr(0, line.find(':'))));
    const bool coding = name == "content-encoding" || name == "transfer-encoding";
    const bool holds = EqualsIgnoringCase(line, length) && !length_kept;
    if (holds) length_kept = true;
    if (coding || (name == "content-length" && !holds)) out += "X-Crawler-";
    out += line;
    out += "\r\n";
  }
  if (!length_kept) out += length + "\r\n";
  return out + "\r\n";
}

std::string WarcFileNameText(std::string_view prefix, const WarcFileName& name) {
  const CivilTime t = CivilOf(name.begun);
  return std::string(prefix) + Formatted("-%04d%02u%02u%02u%02u%02u-%05llu.warc.gz", t.year,
                                         t.month, t.day, t.hour, t.minute, t.second,
                                         static_cast<unsigned long long>(name.serial));
}

std::optional<WarcFileName> ParseWarcFileName(std::string_view prefix, std::string_view text) {
  constexpr std::string_view kEnd = ".warc.gz";
  if (text.size() < prefix.size() + kEnd.size() + 16 + 5 ||
      text.substr(0, prefix.size()) != prefix || text.substr(text.size() - kEnd.size()) != kEnd) {
    return std::nullopt;
  }
  text.remove_prefix(prefix.size());
  text.remove_suffix(kEnd.size());
  if (text[0] != '-' || text[15] != '-') return std::nullopt;
  const auto year = Digits(text, 1, 4);
  const auto month = Digits(text, 5, 2);
  const auto day = Digits(text, 7, 2);
  const auto hour = Digits(text, 9, 2);
  const auto minute = Digits(text, 11, 2);
  const auto second = Digits(text, 13, 2);
  const auto serial = text.size() > 26 ? std::nullopt : Digits(text, 16, text.size() - 16);
  if (!year || !month || !day || !hour || !minute || !second || !serial) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return WarcFileName{std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                          std::chrono::minutes(*minute) + std::chrono::seconds(*second),
                      *serial};
}

std::optional<std::map<std::string, std::string>> ParseWarcHead(std::string_view head) {
  if (TakeHeaderLine(head).substr(0, 5) != "WARC/") return std::nullopt;
  std::map<std::string, std::string> fields;
  std::string* last = nullptr;
  while (!head.empty()) {
    const std::string_view line = TakeHeaderLine(head);
    if (line.empty()) break;
    if ((line[0] == ' ' || line[0] == '\t') && last != nullptr) {
      *last += " " + ToUtf8(TrimBlanks(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto [field, added] =
        fields.try_emplace(ToUtf8(AsciiLower(TrimBlanks(line.substr(0, colon)))),
                           ToUtf8(TrimBlanks(line.substr(colon + 1))));
    // A repeated field (WARC-Concurrent-To) keeps its first value: none that is read repeats.
    last = added ? &field->second : nullptr;
  }
  return fields;
}

}  // namespace stratwatch::crawlers::internal
