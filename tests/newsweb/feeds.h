#pragma once

#include <string>

#include "tests/newsweb/web.h"

namespace stratwatch::newsweb {

// A document as it is sent.
struct Document {
  std::string content_type;
  std::string body;
};

// The feed, sitemap or listing an outlet offers; a path that ends in ".gz" is compressed.
Document OfferedDocument(const Web& web, const Outlet& outlet, const Offer& offer);

// The news sitemap an outlet's sitemap index points to.
Document NewsSitemap(const Web& web, const Outlet& outlet);

}  // namespace stratwatch::newsweb
