#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "tests/newsweb/web.h"

namespace stratwatch::testing {

struct ManyPage {
  std::string url;
  std::string charset;
  std::string html;  // In that charset.
};
// Visits `pages` different pages of `web`'s outlets: its own, and any number of editions of them.
// An edition keeps headline and lead and has a text of its own, mixed from the words of its
// language; of every twenty-four one is an exact copy at another address, and one a near copy.
void ForManyPages(const newsweb::Web& web, std::size_t pages, std::uint64_t seed,
                  const std::function<void(const ManyPage&)>& visit);
// Writes them as one WARC file. All were "fetched" at fixed times, so that two readings of the file
// can be equal. Throws std::runtime_error when it cannot write.
void WriteManyPages(const newsweb::Web& web, std::size_t pages, std::uint64_t seed,
                    const std::filesystem::path& warc);

}  // namespace stratwatch::testing
