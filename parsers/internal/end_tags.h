#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::parsers::internal {

// Finds the end tags of a page. What was found is kept, so that all the questions of one pass over
// the page together read it once for each name: a page of unclosed <select> would otherwise be
// read to its end for each of them.
class EndTags {
 public:
  // Views `html` for its own lifetime.
  explicit EndTags(std::string_view html) : html_(html) {}

  // Where "</name" stands at or after `from`; npos when nowhere. `name`: lower case, one of the few
  // names of elements that are dropped whole; views no longer than the call.
  std::size_t Find(std::string_view name, std::size_t from);

 private:
  struct Known {
    std::string name;
    std::size_t from = 0;   // No end tag stands between this
    std::size_t found = 0;  // and this one.
  };

  std::size_t Search(std::string_view name, std::size_t from) const;

  std::string_view html_;
  std::vector<Known> known_;  // The latest answer for each name.
};

}  // namespace stratwatch::parsers::internal
