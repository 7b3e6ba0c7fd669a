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
// Departures: of the IDNA mapping (UTS 46) only full-width forms and simple lower case are done
// before a host is Punycode-encoded, the rest needs tables that model/ does not carry; input
// over 16 KiB is refused.
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
  std::string_view Scheme() const;    // "http" or "https"
  std::string_view Host() const;      // Lower case; an IPv6 host keeps its brackets.
  std::uint16_t Port() const;         // The scheme's default when none is written.
  std::string_view Path() const;      // Begins with '/'.
  std::string_view Query() const;     // Without '?'; empty when absent.
  std::string_view Fragment() const;  // Without '#'; empty when absent.
  std::string Origin() const;         // "https://example.org" or "http://example.org:8080"
  std::string RequestTarget() const;  // Path with query, as in a request line: "/a?b"
  std::string WithoutFragment() const;
  bool HasCredentials() const;

  // The article's identity, a URL in form but for comparing only, never for fetching. Two URLs of
  // one article should have one identity; two articles never may. What changes here changes
  // article ids, so a new rule needs a new store.
  //
  //   scheme    http and https are one; written "https".
  //   host      "www.", "m.", "mobile." and "amp." at the front dropped while two labels remain;
  //             dropped too: the dot at the end, credentials, the scheme's default port.
  //   path      escapes in capitals, unreserved characters unescaped (RFC 3986, 6.2.2); the slash
  //             at the end dropped, the AMP forms "/amp", "/amp/…", "….amp", "….amp.html", and
  //             ";jsessionid=…". Case and index pages stay as they are.
  //   query     tracking parameters (utm_*, fbclid, gclid, …) and amp=1, outputType=amp go;
  //             the rest in its written order.
  //   fragment  dropped, but for routes ("#!/…", "#/…") that script-drawn pages use as paths.
  // A copy in the AMP cache of Google (cdn.ampproject.org, google.com/amp/s/…) is its original.
  std::string Identity() const;

  auto operator<=>(const Url&) const = default;

 private:
  static Result<Url> Build(std::string_view text, const Url* base);

  std::string text_;
  // Byte offsets into text_.
  std::uint32_t host_begin_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_begin_ = 0;
  std::uint32_t query_begin_ = 0;     // Of '?', or where the path ends.
  std::uint32_t fragment_begin_ = 0;  // Of '#', or the end.
};

}  // namespace stratwatch
