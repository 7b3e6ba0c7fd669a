#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace stratwatch::crawlers::internal {

// The status line and header fields of one HTTP response.
struct HttpHead {
  int status = 0;
  // Lower-case names; repeated ones joined by ", "; values in UTF-8.
  std::map<std::string, std::string> fields;
  std::string location;  // The first Location, byte by byte.
};

// `text`: status line and fields, up to and with the empty line or not. Lenient: odd line ends,
// folded lines, lines without a colon. nullopt when it does not begin with a status line.
std::optional<HttpHead> ParseHttpHead(std::string_view text);

// Takes the next line off the front, without its end ("\n" or "\r\n").
std::string_view TakeHeaderLine(std::string_view& rest);

// `text` when it is UTF-8, else its bytes read as Latin-1 (RFC 9110, 5.5).
std::string ToUtf8(std::string_view text);

}  // namespace stratwatch::crawlers::internal
