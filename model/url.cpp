#include "model/url.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "model/internal/percent_encoding.h"
#include "model/internal/url_host.h"

namespace stratwatch {
namespace {

using internal::AppendEncoded;
using internal::AsciiLower;
using internal::EncodeSet;

// Browsers stop at 2 MiB, servers at 8 KiB; a longer link is a trap or a data dump.
constexpr std::size_t kUrlBytesMax = std::size_t{16} << 10U;

// A URL record of the standard (4.1), its parts already encoded.
struct UrlRecord {
  std::string scheme;
  std::string credentials;  // "user:password", or empty.
  std::string host;
  std::optional<std::uint16_t> port;  // Only when not the default one.
  std::vector<std::string> path;
  std::optional<std::string> query;
  std::optional<std::string> fragment;
};

std::uint16_t DefaultPort(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}
bool IsSlash(char c) {
  return c == '/' || c == '\\';
}

// The standard drops control characters and blanks at the ends, and tabs and newlines anywhere.
std::string Trimmed(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return out;
}

// Takes the scheme and its colon off the front; empty, and nothing taken, when there is none.
std::string TakeScheme(std::string_view& rest) {
  const auto alpha = [](char c) { return AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z'; };
  if (rest.empty() || !alpha(rest[0])) return "";
  for (std::size_t at = 0; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == ':') {
      std::string scheme = AsciiLower(rest.substr(0, at));
      rest.remove_prefix(at + 1);
      return scheme;
    }
    if (!alpha(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') break;
  }
  return "";
}

bool IsDot(std::string_view segment) {
  return segment == "." || AsciiLower(segment) == "%2e";
}

bool IsDoubleDot(std::string_view segment) {
  if (segment.size() < 2 || segment.size() > 6) return false;
  const std::string lower = AsciiLower(segment);
  return lower == ".." || lower == ".%2e" || lower == "%2e." || lower == "%2e%2e";
}

Result<void> ParsePort(std::string_view text, UrlRecord& record) {
  std::uint32_t port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return Fail(ErrorCode::kInvalid, "port is not a number");
    port = port * 10 + static_cast<std::uint32_t>(c - '0');
    if (port > 0xFFFF) return Fail(ErrorCode::kInvalid, "port is over 65535");
  }
  if (!text.empty() && port != DefaultPort(record.scheme)) {
    record.port = static_cast<std::uint16_t>(port);
  }
  return {};
}

// Takes "user:password@host:port" off the front.
Result<void> TakeAuthority(std::string_view& rest, UrlRecord& record) {
  const std::size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view credentials = authority.substr(0, at);
    const std::size_t colon = std::min(credentials.find(':'), credentials.size());
    AppendEncoded(credentials.substr(0, colon), EncodeSet::kUserinfo, record.credentials);
    if (colon + 1 < credentials.size()) {
      record.credentials += ':';
      AppendEncoded(credentials.substr(colon + 1), EncodeSet::kUserinfo, record.credentials);
    }
    authority.remove_prefix(at + 1);
  }
  std::size_t colon = authority.size();
  bool in_brackets = false;
  for (std::size_t at = 0; at < authority.size(); ++at) {
    if (authority[at] == '[') in_brackets = true;
    if (authority[at] == ']') in_brackets = false;
    if (authority[at] != ':' || in_brackets) continue;
    colon = at;
    break;
  }
  if (colon == 0) return Fail(ErrorCode::kInvalid, "no host");
  auto host = internal::ParseHost(authority.substr(0, colon));
  if (!host) return tl::unexpected(host.error());
  record.host = std::move(*host);
  if (colon == authority.size()) return {};
  return ParsePort(authority.substr(colon + 1), record);
}

// Takes the path off the front, its segments put behind those of record.path. Without a slash at
// the front the first segment begins at once.
void TakePath(std::string_view& rest, UrlRecord& record) {
  const std::size_t end = std::min(rest.find_first_of("?#"), rest.size());
  std::string_view path = rest.substr(0, end);
  rest.remove_prefix(end);
  if (!path.empty() && IsSlash(path[0])) path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = std::min(path.find_first_of("/\\"), path.size());
    const std::string_view segment = path.substr(0, slash);
    const bool last = slash == path.size();
    if (IsDoubleDot(segment)) {
      if (!record.path.empty()) record.path.pop_back();
      if (last) record.path.emplace_back();
    } else if (!IsDot(segment)) {
      AppendEncoded(segment, EncodeSet::kPath, record.path.emplace_back());
    } else if (last) {
      record.path.emplace_back();
    }
    if (last) return;
    path.remove_prefix(slash + 1);
  }
}

void TakeQueryAndFragment(std::string_view rest, UrlRecord& record) {
  if (!rest.empty() && rest[0] == '?') {
    const std::size_t end = std::min(rest.find('#'), rest.size());
    record.query.emplace();
    AppendEncoded(rest.substr(1, end - 1), EncodeSet::kSpecialQuery, *record.query);
    rest.remove_prefix(end);
  }
  if (!rest.empty() && rest[0] == '#') {
    record.fragment.emplace();
    AppendEncoded(rest.substr(1), EncodeSet::kFragment, *record.fragment);
  }
}

// What a relative reference inherits. `base` is valid, so nothing here can fail.
UrlRecord InheritedFrom(const Url& base) {
  UrlRecord record;
  record.scheme = base.Scheme();
  record.host = base.Host();
  if (base.Port() != DefaultPort(record.scheme)) record.port = base.Port();
  const std::string& text = base.Text();
  const std::size_t authority = record.scheme.size() + 3;
  if (base.HasCredentials()) {
    record.credentials = text.substr(authority, text.find('@', authority) - authority);
  }
  return record;
}

void InheritPath(const Url& base, UrlRecord& record) {
  std::string_view path = base.Path().substr(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    record.path.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return;
    path.remove_prefix(slash + 1);
  }
}

// A reference without scheme and authority: the standard's "relative state".
void TakeRelative(std::string_view rest, const Url& base, UrlRecord& record) {
  record = InheritedFrom(base);
  if (rest.empty() || !IsSlash(rest[0])) InheritPath(base, record);
  const bool path_given = !rest.empty() && rest[0] != '?' && rest[0] != '#';
  if (path_given) {
    if (!record.path.empty()) record.path.pop_back();
    TakePath(rest, record);
  } else if (rest.empty() || rest[0] == '#') {
    const std::string& text = base.Text();
    const std::size_t mark = base.Path().data() + base.Path().size() - text.data();
    if (mark < text.size() && text[mark] == '?') record.query = base.Query();
  }
  TakeQueryAndFragment(rest, record);
}

// The basic URL parser (4.4) for the two schemes.
Result<UrlRecord> ParseRecord(std::string_view text, const Url* base) {
  if (text.size() > kUrlBytesMax) return Fail(ErrorCode::kInvalid, "over 16,384 bytes");
  const std::string trimmed = Trimmed(text);
  std::string_view rest = trimmed;
  UrlRecord record;
  record.scheme = TakeScheme(rest);
  const bool absolute = !record.scheme.empty();
  if (absolute && record.scheme != "http" && record.scheme != "https") {
    return Fail(ErrorCode::kInvalid, "scheme is not http or https");
  }
  if (!absolute && base == nullptr) return Fail(ErrorCode::kInvalid, "no scheme");
  const bool slashes = rest.size() >= 2 && IsSlash(rest[0]) && IsSlash(rest[1]);
  // "https:path" against a base of that scheme is relative.
  const bool same_scheme = base != nullptr && absolute && base->Scheme() == record.scheme;
  const bool relative = !slashes && (same_scheme || !absolute);
  if (relative) {
    TakeRelative(rest, *base, record);
    return record;
  }
  if (!absolute) record.scheme = base->Scheme();
  while (!rest.empty() && IsSlash(rest[0])) rest.remove_prefix(1);
  if (auto done = TakeAuthority(rest, record); !done) return tl::unexpected(done.error());
  TakePath(rest, record);
  TakeQueryAndFragment(rest, record);
  return record;
}

// The input in printable ASCII, cut, for a message that goes to logs and messages as it is.
std::string Quoted(std::string_view text) {
  constexpr std::size_t kShownMax = 200;
  std::string out = "'";
  for (const char c : text.substr(0, kShownMax)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7E) {
      internal::AppendPercent(byte, out);
    } else {
      out += c;
    }
  }
  return out + (text.size() > kShownMax ? "…'" : "'");
}

}  // namespace

Result<Url> Url::Build(std::string_view text, const Url* base) {
  const auto record = ParseRecord(text, base);
  if (!record) {
    return Fail(record.error().code, "URL " + Quoted(text) + ": " + record.error().message);
  }
  Url url;
  url.text_ = record->scheme + "://";
  if (!record->credentials.empty()) url.text_ += record->credentials + "@";
  url.host_begin_ = static_cast<std::uint32_t>(url.text_.size());
  url.text_ += record->host;
  url.host_end_ = static_cast<std::uint32_t>(url.text_.size());
  if (record->port) url.text_ += ":" + std::to_string(*record->port);
  url.path_begin_ = static_cast<std::uint32_t>(url.text_.size());
  for (const std::string& segment : record->path) url.text_ += "/" + segment;
  url.query_begin_ = static_cast<std::uint32_t>(url.text_.size());
  if (record->query) url.text_ += "?" + *record->query;
  url.fragment_begin_ = static_cast<std::uint32_t>(url.text_.size());
  if (record->fragment) url.text_ += "#" + *record->fragment;
  // Escaping and resolving make it longer; what cannot be parsed again cannot be stored.
  if (url.text_.size() > kUrlBytesMax) {
    return Fail(ErrorCode::kInvalid, "URL " + Quoted(text) + ": over 16,384 bytes when escaped");
  }
  return url;
}

Result<Url> Url::Parse(std::string_view text) {
  return Build(text, nullptr);
}

Result<Url> Url::Resolve(std::string_view reference) const {
  return Build(reference, text_.empty() ? nullptr : this);
}

std::string_view Url::Scheme() const {
  return std::string_view(text_).substr(0, std::min(text_.find(':'), text_.size()));
}

std::string_view Url::Host() const {
  return std::string_view(text_).substr(host_begin_, host_end_ - host_begin_);
}

std::uint16_t Url::Port() const {
  if (text_.empty()) return 0;
  if (host_end_ == path_begin_) return DefaultPort(Scheme());
  unsigned port = 0;
  for (std::uint32_t at = host_end_ + 1; at < path_begin_; ++at) {
    port = port * 10 + static_cast<unsigned>(text_[at] - '0');
  }
  return static_cast<std::uint16_t>(port);
}

std::string_view Url::Path() const {
  return std::string_view(text_).substr(path_begin_, query_begin_ - path_begin_);
}

std::string_view Url::Query() const {
  if (query_begin_ == fragment_begin_) return {};
  return std::string_view(text_).substr(query_begin_ + 1, fragment_begin_ - query_begin_ - 1);
}

std::string_view Url::Fragment() const {
  if (fragment_begin_ >= text_.size()) return {};
  return std::string_view(text_).substr(fragment_begin_ + 1);
}

std::string Url::Origin() const {
  if (text_.empty()) return "";
  return std::string(Scheme()) + "://" + text_.substr(host_begin_, path_begin_ - host_begin_);
}

std::string Url::RequestTarget() const {
  return text_.substr(path_begin_, fragment_begin_ - path_begin_);
}

std::string Url::WithoutFragment() const {
  return text_.substr(0, fragment_begin_);
}

bool Url::HasCredentials() const {
  return host_begin_ > Scheme().size() + 3;
}

}  // namespace stratwatch
