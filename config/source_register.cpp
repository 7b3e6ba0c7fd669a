#include "config/source_register.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string_view>
#include <unordered_map>

namespace stratwatch::config {
namespace {

std::vector<std::string> SplitTabs(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t begin = 0;
  while (true) {
    const std::size_t tab = line.find('\t', begin);
    cells.push_back(line.substr(begin, tab - begin));
    if (tab == std::string::npos) return cells;
    begin = tab + 1;
  }
}

// One file's rows; mistakes are collected, so that one run shows them all.
class RegisterReader {
 public:
  RegisterReader(std::unordered_map<std::string, std::string>& seen, std::vector<Source>& sources,
                 std::vector<std::string>& mistakes)
      : seen_(seen), sources_(sources), mistakes_(mistakes) {}

  void Read(std::istream& in, const std::string& file) {
    file_ = file;
    std::string line;
    while (std::getline(in, line)) {
      ++line_number_;
      if (line.ends_with('\r')) line.pop_back();
      if (line.empty() || line.starts_with('#')) continue;
      if (columns_.empty()) {
        ReadHeader(line);
        if (columns_.empty()) return;
      } else {
        ReadRow(line);
      }
    }
    if (columns_.empty()) Mistake("no header line; the first line names the columns");
  }

 private:
  void ReadHeader(const std::string& line) {
    const auto names = SplitTabs(line);
    for (const std::string_view needed : {"id", "kind", "url"}) {
      if (std::find(names.begin(), names.end(), needed) == names.end()) {
        Mistake("the header names no column '" + std::string(needed) + "'");
        return;
      }
    }
    columns_ = names;
  }

  void ReadRow(const std::string& line) {
    const auto cells = SplitTabs(line);
    if (cells.size() > columns_.size()) {
      Mistake(std::to_string(cells.size()) + " cells under " + std::to_string(columns_.size()) +
              " columns");
      return;
    }
    const auto cell = [&](std::string_view name) {
      const auto column = std::find(columns_.begin(), columns_.end(), name) - columns_.begin();
      return static_cast<std::size_t>(column) < cells.size()
                 ? cells[static_cast<std::size_t>(column)]
                 : std::string();
    };
    Source source;
    source.id = SourceId{cell("id")};
    if (source.id.value.empty()) return Mistake("empty id");
    const auto kind = SourceKindFromName(cell("kind"));
    if (!kind) {
      return Mistake("kind '" + cell("kind") +
                     "' is unknown; known: rss, atom, feed, sitemap, news-sitemap, listing");
    }
    auto url = Url::Parse(cell("url"));
    if (!url) return Mistake("url: " + url.error().message);
    const auto [first, fresh] =
        seen_.emplace(source.id.value, file_ + ":" + std::to_string(line_number_));
    if (!fresh) return Mistake("id '" + source.id.value + "' stands already at " + first->second);
    source.kind = *kind;
    source.url = std::move(*url);
    source.outlet = cell("outlet");
    source.country = cell("country");
    source.language = cell("language");
    source.category = cell("category");
    sources_.push_back(std::move(source));
  }

  void Mistake(const std::string& what) {
    mistakes_.push_back(file_ + ":" + std::to_string(line_number_) + ": " + what);
  }

  std::unordered_map<std::string, std::string>& seen_;
  std::vector<Source>& sources_;
  std::vector<std::string>& mistakes_;
  std::string file_;
  int line_number_ = 0;
  std::vector<std::string> columns_;
};

}  // namespace

Result<std::vector<Source>> LoadSources(const std::vector<std::filesystem::path>& files,
                                        const std::vector<std::string>& only) {
  std::unordered_map<std::string, std::string> seen;
  std::vector<Source> sources;
  std::vector<std::string> mistakes;
  for (const auto& file : files) {
    std::ifstream in(file);
    if (!in) {
      return Fail(ErrorCode::kNotFound,
                  file.string() + ": cannot read the source register (sources.files names it)");
    }
    RegisterReader(seen, sources, mistakes).Read(in, file.string());
  }
  for (const std::string& id : only) {
    if (!seen.contains(id)) mistakes.push_back("sources.only: no source has the id '" + id + "'");
  }
  if (!mistakes.empty()) {
    std::string message;
    for (const std::string& each : mistakes) message += (message.empty() ? "" : "\n") + each;
    return Fail(ErrorCode::kInvalid, message);
  }
  if (!only.empty()) {
    const std::set<std::string> kept(only.begin(), only.end());
    std::erase_if(sources, [&](const Source& each) { return !kept.contains(each.id.value); });
  }
  return sources;
}

}  // namespace stratwatch::config
