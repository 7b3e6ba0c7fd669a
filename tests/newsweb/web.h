#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace stratwatch::newsweb {

// The words a site's own furniture is written in: menus, cookie bar, advertisement labels.
using Words = std::map<std::string, std::string, std::less<>>;

// Something an outlet offers to be polled.
struct Offer {
  std::string kind;  // "rss", "atom", "rdf", "json", "sitemap" or "listing"
  std::string path;
};

// One publisher: a host name with a way of building pages.
struct Outlet {
  std::string host;
  std::string name;
  std::string country;        // ISO 3166-1 alpha-2
  std::string language;       // BCP 47
  std::string page_template;  // "modern", "portal", "legacy", "app", "blog" or "government"
  std::string charset;        // WHATWG label its pages are sent in.
  std::string category;
  std::string robots;  // Empty: its robots.txt is a 404.
  std::vector<Offer> offers;
};

// What the article must come out as; checked by tests, never served.
struct Expectation {
  std::string outcome;  // Empty: an article. Else the outcome's name: "gone", "blocked-bot", …
  bool relevant = false;
  std::vector<std::string> countries;
  std::vector<std::string> subject_countries;
  std::vector<std::string> strategies;
  std::string story;
  std::string same_text_as;  // "host/path" of the article whose text this one repeats.
  std::string near_copy_of;  // "host/path" of the article this one is an edited copy of.
};

// One article of one outlet.
struct Piece {
  std::string host;
  std::string path;  // UTF-8, not percent-encoded.
  std::string section;
  std::string title;
  std::string author;
  std::string credit;  // Of a syndicated copy: whose text it is.
  std::chrono::sys_seconds published{};
  std::string body;           // Paragraphs separated by a blank line.
  std::string page_template;  // Empty: the outlet's.
  // How the charset is told: "both" (HTTP and <meta>), "http", "meta", "none", or "utf-8": a
  // claim that is wrong.
  std::string declare = "both";
  std::string correction;  // A paragraph the publisher adds later; see NewsWeb::PublishCorrections.
  Expectation expect;

  std::string Key() const { return host + path; }
};

// Everything the sample web consists of, as read from its folder (README.md there).
struct Web {
  std::vector<Outlet> outlets;
  std::vector<Piece> pieces;               // Newest first.
  std::map<std::string, Words> languages;  // By BCP 47 tag.

  const Outlet& OutletOf(const Piece& piece) const;
  const Words& WordsOf(const Outlet& outlet) const;
  std::vector<const Piece*> PiecesOf(std::string_view host) const;
};

// Reads outlets.jsonl, articles.jsonl and words.jsonl.
// Errors: kNotFound (a file is missing), kInvalid (names the file and line).
Result<Web> LoadWeb(const std::filesystem::path& folder);

}  // namespace stratwatch::newsweb
