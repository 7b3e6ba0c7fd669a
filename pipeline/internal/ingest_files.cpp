#include "pipeline/internal/ingest_files.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

#include "pipeline/internal/tag_scan.h"
#include "pipeline/manifest.h"

namespace stratwatch::pipeline {
namespace {

namespace fs = std::filesystem;

// The head of a page holds what it says of itself; the rest is not looked at.
constexpr std::size_t kHeadBytes = std::size_t{256} << 10U;

bool EndsWithAny(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

std::optional<IngestFileKind> KindByName(const fs::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), LowerAscii);
  if (EndsWithAny(name, {".warc", ".warc.gz"})) return IngestFileKind::kWarc;
  if (EndsWithAny(name, {".html", ".htm", ".xhtml", ".html.gz", ".htm.gz"})) {
    return IngestFileKind::kHtml;
  }
  if (EndsWithAny(name, {".jsonl"})) return IngestFileKind::kManifest;
  return std::nullopt;
}

// Of a file that was named by the operator and has no telling name.
std::optional<IngestFileKind> KindByContent(const fs::path& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return std::nullopt;
  std::array<char, 512> head{};
  const int got = gzread(file.get(), head.data(), static_cast<unsigned>(head.size()));
  std::string_view text(head.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (text.starts_with("WARC/")) return IngestFileKind::kWarc;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty() && IsAsciiSpace(text.front())) text.remove_prefix(1);
  if (text.starts_with('<')) return IngestFileKind::kHtml;
  if (text.starts_with('{')) return IngestFileKind::kManifest;
  return std::nullopt;
}

std::uint64_t SizeOf(const fs::path& path) {
  std::error_code failed;
  const auto bytes = fs::file_size(path, failed);
  return failed ? 0 : bytes;
}

Result<void> ListFolder(const fs::path& folder, std::vector<IngestFile>& files) {
  std::error_code failed;
  std::vector<IngestFile> found;
  for (fs::recursive_directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    std::error_code ignored;  // A file that vanished is no file of ours.
    if (!each->is_regular_file(ignored)) continue;
    if (const auto kind = KindByName(each->path())) {
      found.push_back({each->path(), *kind, SizeOf(each->path())});
    }
  }
  if (failed) {
    return Fail(ErrorCode::kUnavailable, folder.string() + ": " + failed.message());
  }
  std::sort(found.begin(), found.end(),
            [](const IngestFile& a, const IngestFile& b) { return a.path < b.path; });
  files.insert(files.end(), found.begin(), found.end());
  return {};
}

// Manifests speak for their files.
Result<void> DropNamedFiles(std::vector<IngestFile>& files) {
  std::set<fs::path> named;
  for (IngestFile& file : files) {
    if (file.kind != IngestFileKind::kManifest) continue;
    auto lines = ReadManifest(file.path);
    if (!lines) return tl::unexpected(lines.error());
    for (const ManifestLine& line : *lines) {
      if (!line.defect.empty()) continue;
      const fs::path path = line.PathBeside(file.path);
      file.bytes += SizeOf(path);
      named.insert(path.lexically_normal());
    }
  }
  std::erase_if(files, [&](const IngestFile& file) {
    return file.kind != IngestFileKind::kManifest && named.contains(file.path.lexically_normal());
  });
  return {};
}

}  // namespace

Result<std::vector<IngestFile>> ListIngestFiles(const std::vector<fs::path>& paths) {
  std::vector<IngestFile> files;
  for (const fs::path& path : paths) {
    std::error_code failed;
    const auto status = fs::status(path, failed);
    if (!fs::exists(status)) return Fail(ErrorCode::kNotFound, path.string() + ": not found");
    if (fs::is_directory(status)) {
      if (auto listed = ListFolder(path, files); !listed) return tl::unexpected(listed.error());
      continue;
    }
    auto kind = KindByName(path);
    if (!kind) kind = KindByContent(path);
    if (!kind) {
      return Fail(ErrorCode::kInvalid,
                  path.string() + ": neither a WARC file, an HTML page nor a JSONL manifest");
    }
    files.push_back({path, *kind, SizeOf(path)});
  }
  if (auto dropped = DropNamedFiles(files); !dropped) return tl::unexpected(dropped.error());
  return files;
}

std::string StatedUrlOf(std::string_view html) {
  const std::string_view head = html.substr(0, kHeadBytes);
  for (std::size_t at = 0;;) {
    const std::string_view tag = NextStartTag(head, "link", &at);
    if (at == std::string_view::npos) break;
    if (FindNoCase(AttributeOf(tag, "rel"), "canonical") != std::string_view::npos) {
      return UnescapeAmpersands(AttributeOf(tag, "href"));
    }
  }
  for (std::size_t at = 0;;) {
    const std::string_view tag = NextStartTag(head, "meta", &at);
    if (at == std::string_view::npos) break;
    if (AttributeOf(tag, "property") == "og:url") {
      return UnescapeAmpersands(AttributeOf(tag, "content"));
    }
  }
  return {};
}

}  // namespace stratwatch::pipeline
