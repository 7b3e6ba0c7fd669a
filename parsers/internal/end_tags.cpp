#include "parsers/internal/end_tags.h"

#include <algorithm>

#include "parsers/internal/ascii.h"

namespace stratwatch::parsers::internal {

std::size_t EndTags::Find(std::string_view name, std::size_t from) {
  auto known = std::find_if(known_.begin(), known_.end(),
                            [&](const Known& each) { return each.name == name; });
  if (known == known_.end()) {
    known = known_.insert(known_.end(), {std::string(name), from, Search(name, from)});
  } else if (from < known->from || from > known->found) {
    known->from = from;
    known->found = Search(name, from);
  }
  return known->found;
}

std::size_t EndTags::Search(std::string_view name, std::size_t from) const {
  while ((from = html_.find("</", from)) != std::string_view::npos) {
    const std::string_view rest = html_.substr(from + 2);
    const char after = rest.size() > name.size() ? rest[name.size()] : '>';
    if (StartsWithIgnoringCase(rest, name) && !IsAsciiAlnum(after) && after != '-') return from;
    from += 2;
  }
  return std::string_view::npos;
}

}  // namespace stratwatch::parsers::internal
