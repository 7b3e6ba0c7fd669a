#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/error.h"

namespace stratwatch {

// An absolute http or https URL, parsed and serialised as the WHATWG URL Standard says
// (https://url.spec.whatwg.org/), restricted to those two schemes. A plain value.
//
// Departures: a non-ASCII host is lower-cased only in ASCII and then Punycode-encoded; the
// full IDNA mapping (UTS 46) needs tables that model/ does not carry.
class Url {
 public:
  // No URL yet: Text() is empty and the parts are too.
  Url() = default;

  // Errors: kInvalid with the reason and the input (cut at 200 bytes).
  static Result<Url> Parse(std::string_view text);
  // Resolves `reference` (absolute or relative) against this URL. Errors: kInvalid.
  Result<Url> Resolve(std::string_view reference) const;

  // The serialisation, always valid ASCII: "https://example.org/a?b#c".
  const std::string& Text() const { return text_; }
  std::string_view Scheme() const;  // "http" or "https"
  std::string_view Host() const;    // Lower case; an IPv6 host keeps its brackets.
  std::uint16_t Port() const;       // The scheme's default when none is written.
  std::string_view Path() const;    // Begins with '/'.
  std::string_view Query() const;   // Without '?'; empty when absent.
  std::string Origin() const;       // "https://example.org" or "http://example.org:8080"
  bool HasCredentials() const;

  // The article's identity: this URL without fragment, credentials, tracking parameters
  // (utm_*, fbclid, gclid, …), with "amp" and mobile host prefixes removed, http seen as https,
  // default port and trailing slash dropped, and query parameters in their written order. Two
  // URLs of one article should have one identity; two articles never may.
  std::string Identity() const;

  auto operator<=>(const Url&) const = default;

 private:
  std::string text_;
  // Byte offsets into text_.
  std::uint32_t host_begin_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_begin_ = 0;
  std::uint32_t query_begin_ = 0;     // Of '?', or where the path ends.
  std::uint32_t fragment_begin_ = 0;  // Of '#', or the end.
};

}  // namespace stratwatch
