// Url::Identity: which URLs are one article.
#include <algorithm>
#include <array>
#include <vector>

#include "model/internal/percent_encoding.h"
#include "model/url.h"

namespace stratwatch {
namespace {

using internal::AsciiLower;
using internal::HexValue;

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}
bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Parameters that say where the reader came from, never which article. In doubt a parameter is
// not here ("ref", "source", "id", "share"): one article kept twice is found by its text, two
// articles taken for one lose the second.
constexpr std::array<std::string_view, 14> kTrackingPrefixes = {
    "utm_",                                                            // Urchin, Google Analytics
    "mtm_",         "matomo_",                                         // Matomo
    "hsa_",                                                            // HubSpot ads
    "at_custom",    "at_link_", "at_bbc_", "at_campaign",  "at_ptr_",  // AT Internet / Piano
    "aspsessionid",                                                    // ASP session
    "amp_js_",      "amp_gsa",  "amp_tf",  "guce_referrer"};           // AMP cache, Yahoo consent
constexpr std::array<std::string_view, 70> kTrackingNames = {"__twitter_impression",
                                                             "_ga",
                                                             "_gl",
                                                             "_hsenc",
                                                             "_hsmi",
                                                             "_openstat",
                                                             "aoh",
                                                             "at_format",
                                                             "at_medium",
                                                             "cmpid",
                                                             "dclid",
                                                             "dicbo",
                                                             "epik",
                                                             "fb_action_ids",
                                                             "fb_action_types",
                                                             "fb_ref",
                                                             "fb_source",
                                                             "fbclid",
                                                             "ftag",
                                                             "gbraid",
                                                             "gclid",
                                                             "gclsrc",
                                                             "guccounter",
                                                             "hsctatracking",
                                                             "icid",
                                                             "igsh",
                                                             "igshid",
                                                             "ito",
                                                             "jsessionid",
                                                             "li_fat_id",
                                                             "mc_cid",
                                                             "mc_eid",
                                                             "mkt_tok",
                                                             "ml_subscriber",
                                                             "ml_subscriber_hash",
                                                             "msclkid",
                                                             "ncid",
                                                             "ns_campaign",
                                                             "ns_fee",
                                                             "ns_linkname",
                                                             "ns_mchannel",
                                                             "ns_source",
                                                             "ocid",
                                                             "oly_anon_id",
                                                             "oly_enc_id",
                                                             "phpsessid",
                                                             "piwik_campaign",
                                                             "piwik_kwd",
                                                             "pk_campaign",
                                                             "pk_cid",
                                                             "pk_content",
                                                             "pk_keyword",
                                                             "pk_kwd",
                                                             "pk_medium",
                                                             "pk_source",
                                                             "rb_clickid",
                                                             "ref_src",
                                                             "ref_url",
                                                             "s_cid",
                                                             "smid",
                                                             "soc_src",
                                                             "soc_trk",
                                                             "spm",
                                                             "srsltid",
                                                             "ttclid",
                                                             "twclid",
                                                             "usqp",
                                                             "vero_id",
                                                             "wbraid",
                                                             "xtor"};
// Yandex: sorted apart, because only the two are Russian search's.
constexpr std::array<std::string_view, 2> kYandexNames = {"yclid", "ysclid"};

template <std::size_t kSize>
bool Has(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsTracking(std::string_view parameter) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  std::string name = AsciiLower(parameter.substr(0, equals));
  // "&amp;utm_source=…": a link escaped twice by its feed.
  if (StartsWith(name, "amp;")) name.erase(0, 4);
  const bool prefixed =
      std::any_of(kTrackingPrefixes.begin(), kTrackingPrefixes.end(),
                  [&name](std::string_view prefix) { return StartsWith(name, prefix); });
  if (prefixed || Has(kTrackingNames, name) || Has(kYandexNames, name)) return true;
  const std::string value = AsciiLower(parameter.substr(std::min(equals + 1, parameter.size())));
  if (name == "amp") return value.empty() || value == "1" || value == "true" || value == "amp";
  return (name == "outputtype" || name == "output") && value == "amp";
}

std::string KeptQuery(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (parameter.empty() || IsTracking(parameter)) continue;
    out += out.empty() ? "?" : "&";
    out += parameter;
  }
  return out;
}

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// RFC 3986, 6.2.2: equal by the syntax itself. Feeds write Arabic and Cyrillic slugs in either
// case of hexadecimal digits.
std::string NormalEscapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text[at] == '%' && at + 2 < text.size() && HexValue(text[at + 1]) >= 0 &&
                        HexValue(text[at + 2]) >= 0;
    if (!escape) {
      out += text[at];
      continue;
    }
    const char byte = static_cast<char>(HexValue(text[at + 1]) * 16 + HexValue(text[at + 2]));
    if (IsUnreserved(byte)) {
      out += byte;
    } else {
      internal::AppendPercent(static_cast<unsigned char>(byte), out);
    }
    at += 2;
  }
  return out;
}

std::string_view WithoutHostPrefixes(std::string_view host) {
  if (host.size() > 1 && EndsWith(host, ".")) host.remove_suffix(1);
  constexpr std::array<std::string_view, 4> kPrefixes = {"www.", "m.", "mobile.", "amp."};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view prefix : kPrefixes) {
      if (!StartsWith(host, prefix)) continue;
      const std::string_view rest = host.substr(prefix.size());
      // "m.example" and "amp.dev" are sites of their own.
      if (rest.find('.') == std::string_view::npos) continue;
      host = rest;
      again = true;
    }
  }
  return host;
}

// Drops ";jsessionid=…" of any segment's end.
void DropSessionId(std::string& path) {
  const std::size_t begin = AsciiLower(path).find(";jsessionid=");
  if (begin == std::string::npos) return;
  path.erase(begin, std::min(path.find('/', begin), path.size()) - begin);
}

// "/amp" alone stays: it is a section or a home page.
void DropAmp(std::string& path) {
  const std::string lower = AsciiLower(path);
  if (StartsWith(lower, "/amp/") && path.size() > 5) {
    path.erase(0, 4);
  } else if (EndsWith(lower, "/amp") && path.size() > 4) {
    path.resize(path.size() - 4);
  } else if (EndsWith(lower, ".amp")) {
    path.resize(path.size() - 4);
  } else if (EndsWith(lower, ".amp.html")) {
    path.erase(path.size() - 9, 4);
  }
}

std::string KeptPath(std::string_view written) {
  std::string path = NormalEscapes(written);
  DropSessionId(path);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  DropAmp(path);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// The original of a copy in Google's AMP cache, as its address formats are documented:
// https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a (v and c, s for https) and
// https://www.google.com/amp/s/www.example.org/a. Empty when `url` is none.
std::string AmpOriginal(const Url& url) {
  std::string_view path = url.Path();
  if (EndsWith(url.Host(), ".cdn.ampproject.org") || url.Host() == "cdn.ampproject.org") {
    if (!StartsWith(path, "/c/") && !StartsWith(path, "/v/")) return "";
    path.remove_prefix(3);
    if (StartsWith(path, "s/")) path.remove_prefix(2);
  } else if (StartsWith(url.Host(), "www.google.") && StartsWith(path, "/amp/s/")) {
    path.remove_prefix(7);
  } else {
    return "";
  }
  if (path.find('.') == std::string_view::npos) return "";
  std::string original = "https://" + std::string(path);
  if (!url.Query().empty()) original += "?" + std::string(url.Query());
  return original;
}

}  // namespace

std::string Url::Identity() const {
  if (text_.empty()) return "";
  if (const std::string original = AmpOriginal(*this); !original.empty()) {
    const auto inner = Parse(original);
    // Each unwrapping shortens the URL, so this ends.
    if (inner) return inner->Identity();
  }
  std::string identity = "https://" + std::string(WithoutHostPrefixes(Host()));
  if (host_end_ != path_begin_) identity += ":" + std::to_string(Port());
  identity += KeptPath(Path());
  identity += KeptQuery(Query());
  const std::string_view fragment = Fragment();
  if (StartsWith(fragment, "!") || StartsWith(fragment, "/")) {
    identity += "#" + std::string(fragment);
  }
  return identity;
}

}  // namespace stratwatch
