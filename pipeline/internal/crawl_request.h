#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "model/ids.h"
#include "model/url.h"

namespace stratwatch::pipeline {

enum class RequestKind { kRobots, kSource, kPage };

// "robots", "source", "page": a metric's label.
constexpr const char* RequestKindName(RequestKind kind) {
  switch (kind) {
    case RequestKind::kRobots:
      return "robots";
    case RequestKind::kSource:
      return "source";
    case RequestKind::kPage:
      return "page";
  }
  return "page";
}

// One thing the crawl wants fetched, from the moment it is thought of until it is answered,
// through all its redirects.
struct CrawlRequest {
  RequestKind kind = RequestKind::kPage;
  Url url;                             // To ask now: the last redirect's target.
  std::vector<std::string> redirects;  // Targets so far, in order.
  std::chrono::milliseconds spent{0};  // By the hops before this one.
  std::string robots_rule;             // That allowed `url`.

  ArticleId article;  // kPage: its frontier entry.

  std::size_t source = 0;  // kSource: index into CrawlOptions::sources.
  int depth = 0;           // kSource: 1 for a child of a sitemap index.
  std::string if_none_match;
  std::string if_modified_since;

  std::string origin;  // kRobots: whose rules these are, whatever host answers.

  // The politeness clock that `url` goes by.
  std::string HostKey() const { return std::string(url.Host()); }
};

}  // namespace stratwatch::pipeline
