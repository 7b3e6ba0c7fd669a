#include "pipeline/ingest.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "crawlers/warc.h"
#include "model/wire/digest.h"
#include "parsers/date.h"
#include "pipeline/internal/crawl_step.h"
#include "pipeline/internal/ingest_files.h"
#include "pipeline/internal/log_records.h"
#include "pipeline/internal/tag_scan.h"
#include "pipeline/manifest.h"
#include "pipeline/page_file.h"
#include "store/article_store.h"
#include "store/log_table.h"

namespace stratwatch::pipeline {
namespace {

using std::chrono::milliseconds;

// A batch's bodies; bounds memory when pages are large.
constexpr std::size_t kBatchBytesMax = std::size_t{16} << 20U;
// While the log or the store is unavailable: 100 ms, doubled; half a minute in all.
constexpr milliseconds kPause{100};
constexpr int kCommitTries = 9;
// How often to look whether normalise has caught up. Its position moves in another thread or
// process that knows nothing of us: there is nothing to wait on.
constexpr milliseconds kLagPoll{5};

bool IsArticle(Outcome outcome) {
  return outcome == Outcome::kStored || outcome == Outcome::kDuplicate ||
         outcome == Outcome::kIrrelevant;
}

bool IsHtml(std::string_view content_type, std::string_view body) {
  if (!content_type.empty()) {
    return FindNoCase(content_type, "html") != std::string_view::npos;
  }
  const std::size_t first = body.substr(0, 512).find_first_not_of("\xEF\xBB\xBF \t\r\n\f");
  return first != std::string_view::npos && body[first] == '<';
}

// The value of a header line in an HTTP head, without spaces at its ends.
std::string HeaderValue(std::string_view head, std::string_view lower_name) {
  std::size_t begin = head.find('\n');
  while (begin != std::string_view::npos && begin + 1 < head.size()) {
    const std::size_t end = head.find('\n', begin + 1);
    const std::string_view line = head.substr(begin + 1, end - begin - 1);
    const std::size_t colon = line.find(':');
    if (colon == lower_name.size() && FindNoCase(line.substr(0, colon), lower_name) == 0) {
      std::string_view value = line.substr(colon + 1);
      while (!value.empty() && IsAsciiSpace(value.front())) value.remove_prefix(1);
      while (!value.empty() && IsAsciiSpace(value.back())) value.remove_suffix(1);
      return std::string(value);
    }
    begin = end;
  }
  return {};
}

// A page as it was read from a file, before it is known whether it is wanted.
struct FilePage {
  Url url;
  std::string body;
  std::string content_type;
  int status = 200;
  std::chrono::sys_seconds fetched_at{};
  ArchiveLocation place;
};

class Ingest {
 public:
  Ingest(const IngestOptions& options, store::Database& database, Log& log, LogSession& session,
         const Clock& clock, EventSink& events,
         const std::function<bool(const IngestProgress&)>& report)
      : options_(options),
        log_(log),
        log_table_(database),
        articles_(database),
        step_(database, session, Topic::kPagesBackfill, nullptr, metrics_),
        clock_(clock),
        events_(events),
        report_(report) {}

  Result<IngestProgress> Run() {
    auto files = ListIngestFiles(options_.paths);
    if (!files) return tl::unexpected(files.error());
    if (!options_.url.empty() &&
        (files->size() != 1 || files->front().kind != IngestFileKind::kHtml)) {
      return Fail(ErrorCode::kInvalid, "a URL goes with one HTML file, not with " +
                                           std::to_string(files->size()) + " files or a WARC");
    }
    for (const IngestFile& file : *files) progress_.bytes_total += file.bytes;
    for (const IngestFile& file : *files) {
      progress_.current_file = file.path.string();
      const std::uint64_t before = progress_.bytes_done;
      auto read = ReadFile(file);
      if (!read) return tl::unexpected(read.error());
      if (stopped_) break;
      progress_.bytes_done = before + file.bytes;
    }
    if (auto flushed = Flush(); !flushed) return tl::unexpected(flushed.error());
    report_(progress_);
    return progress_;
  }

 private:
  Result<void> ReadFile(const IngestFile& file) {
    switch (file.kind) {
      case IngestFileKind::kWarc:
        return ReadWarc(file.path);
      case IngestFileKind::kManifest:
        return ReadManifestFiles(file.path);
      case IngestFileKind::kHtml:
        return ReadHtml(file.path, options_.url);
    }
    return {};
  }

  Result<void> ReadManifestFiles(const std::filesystem::path& manifest) {
    auto lines = ReadManifest(manifest);
    if (!lines) return tl::unexpected(lines.error());
    for (const ManifestLine& line : *lines) {
      if (stopped_) return {};
      if (!line.defect.empty()) {
        NoteFailure(manifest.string() + ":" + std::to_string(line.number), line.defect);
        continue;
      }
      const std::filesystem::path file = line.PathBeside(manifest);
      if (auto read = ReadHtml(file, line.url); !read) return read;
      std::error_code ignored;  // Only progress.
      const auto bytes = std::filesystem::file_size(file, ignored);
      if (!ignored) progress_.bytes_done += bytes;
    }
    return {};
  }

  // `url`: empty when the page itself shall tell.
  Result<void> ReadHtml(const std::filesystem::path& file, const std::string& url) {
    auto bytes = ReadPageFile(file, options_.page_bytes_max);
    if (!bytes) {
      NoteFailure(file.string(), bytes.error().message);
      return {};
    }
    const std::string stated = url.empty() ? StatedUrlOf(*bytes) : url;
    if (stated.empty()) {
      NoteFailure(file.string(), "names no canonical URL; give --url or a manifest");
      return {};
    }
    const auto parsed = Url::Parse(stated);
    if (!parsed) {
      NoteFailure(file.string(), parsed.error().message);
      return {};
    }
    FilePage page;
    page.url = *parsed;
    page.place.file = std::filesystem::absolute(file).lexically_normal().string();
    page.place.length = bytes->size();
    page.body = std::move(*bytes);
    page.content_type = "text/html";
    page.fetched_at = Now();
    return Take(std::move(page));
  }

  Result<void> ReadWarc(const std::filesystem::path& file) {
    auto reader = crawlers::WarcReader::Open(file);
    if (!reader) {
      NoteFailure(file.string(), reader.error().message);
      return {};
    }
    const std::string name = std::filesystem::absolute(file).lexically_normal().string();
    const std::uint64_t before = progress_.bytes_done;
    while (!stopped_) {
      auto record = (*reader)->Next();
      progress_.bytes_done = before + (*reader)->BytesRead();
      if (!record) {
        NoteFailure(name, record.error().message);
        if (record.error().code == ErrorCode::kUnavailable) return {};
        continue;
      }
      if (!record->has_value()) return {};
      if (auto taken = TakeRecord(std::move(**record), name); !taken) return taken;
    }
    return {};
  }

  Result<void> TakeRecord(crawlers::WarcRecord record, const std::string& file) {
    const bool response = record.type == "response";
    if (!response && record.type != "resource") {
      ++progress_.skipped;
      return {};
    }
    const std::string place = file + "@" + std::to_string(record.offset);
    if (!record.defect.empty()) {
      NoteFailure(place, record.target_uri + ": " + record.defect);
      return {};
    }
    FilePage page;
    page.status = response ? record.http_status : 200;
    page.content_type =
        response ? HeaderValue(record.http_header, "content-type") : record.content_type;
    if (page.status < 200 || page.status >= 300 || !IsHtml(page.content_type, record.payload)) {
      ++progress_.skipped;
      return {};
    }
    // Some writers put the URI in angle brackets, as WARC/1.0's grammar has it.
    std::string_view uri = record.target_uri;
    if (uri.starts_with('<') && uri.ends_with('>')) uri = uri.substr(1, uri.size() - 2);
    const auto url = Url::Parse(uri);
    if (!url) {
      NoteFailure(place, url.error().message);
      return {};
    }
    page.url = *url;
    const auto date = parsers::ParseDate(record.date);
    page.fetched_at = date ? date->utc : Now();
    page.place = {file, record.offset, record.length};
    page.body = std::move(record.payload);
    return Take(std::move(page));
  }

  Result<void> Take(FilePage file_page) {
    auto page = WantedPage(file_page);
    if (!page) return tl::unexpected(page.error());
    if (!*page) {
      ++progress_.known;
      return MaybeReport();
    }
    store::FrontierEntry entry = std::move((*page)->second);
    if (auto put = step_.Emit(std::move(entry), std::move((*page)->first)); !put) return put;
    if (step_.Pages() >= options_.batch_pages || step_.Bytes() >= kBatchBytesMax) return Flush();
    return {};
  }

  using PageAndEntry = std::pair<Page, store::FrontierEntry>;

  // The page with its frontier entry; nullopt when its URL is known.
  Result<std::optional<PageAndEntry>> WantedPage(FilePage& from) {
    const ArticleId id = wire::ArticleIdOf(from.url);
    auto known = step_.Find(id);
    if (!known) return tl::unexpected(known.error());
    store::FrontierEntry entry;
    if (known->has_value()) {
      entry = std::move(**known);
      auto again = MayGoAgain(entry, from.place);
      if (!again) return tl::unexpected(again.error());
      if (!*again) return std::nullopt;
    } else {
      entry.id = id;
      entry.url = from.url;
      entry.source = SourceId{std::string(kIngestSource)};
      entry.discovered_at = Now();
      entry.due_at = Now();
    }
    const SourceId source{std::string(kIngestSource)};
    if (std::none_of(entry.sightings.begin(), entry.sightings.end(),
                     [&](const Sighting& each) { return each.source == source; })) {
      entry.sightings.push_back({source, Now(), std::string(), std::nullopt});
    }
    Page page;
    page.id = id;
    page.url = entry.url;
    page.source = entry.source;
    page.sightings = entry.sightings;
    page.exchange.requested = from.url;
    page.exchange.final_url = from.url;
    page.exchange.status = from.status;
    page.exchange.fetched_at = from.fetched_at;
    page.exchange.content_type = std::move(from.content_type);
    page.archive = std::move(from.place);
    page.body = std::move(from.body);
    return PageAndEntry{std::move(page), std::move(entry)};
  }

  // Whether the page of a URL that we know goes the way (again).
  Result<bool> MayGoAgain(const store::FrontierEntry& entry, const ArchiveLocation& place) const {
    if (entry.state == store::FrontierState::kWaiting) return true;
    const auto article = articles_.Find(entry.id);
    if (!article) return tl::unexpected(article.error());
    if (!article->has_value()) return false;  // Still on its way.
    if (IsArticle((*article)->outcome)) return false;
    const auto& archive = (*article)->archive;
    return !archive || archive->file != place.file || archive->offset != place.offset;
  }

  Result<void> Flush() {
    const std::size_t pages = step_.Pages();
    auto pause = kPause;
    for (int attempt = 1;; ++attempt) {
      auto committed = step_.Commit();
      if (committed) break;
      if (committed.error().code != ErrorCode::kUnavailable || attempt == kCommitTries) {
        return Fail("ingest", committed.error());
      }
      events_.Write(Severity::kWarning, "ingest.paused",
                    {{"error", committed.error().message},
                     {"retry_ms", static_cast<std::int64_t>(pause.count())}});
      // Bounded by kCommitTries; nothing tells when a disk or broker is there again.
      std::this_thread::sleep_for(pause);
      pause *= 2;
    }
    progress_.pages += pages;
    if (auto reported = MaybeReport(); !reported) return reported;
    return WaitForNormalise();
  }

  // Back-pressure: the log keeps what we append, so we append no faster than it is read.
  Result<void> WaitForNormalise() {
    if (log_.Engine() != "embedded") return {};
    while (!stopped_) {
      const auto extent = log_table_.ExtentOf(TopicName(Topic::kPagesBackfill));
      if (!extent) return tl::unexpected(extent.error());
      const auto position = log_table_.Position("normalise", TopicName(Topic::kPagesBackfill), 0);
      if (!position) return tl::unexpected(position.error());
      const std::uint64_t next = std::max(position->value_or(0), extent->begin);
      if (extent->end - std::min(next, extent->end) <= options_.lag_max) return {};
      std::this_thread::sleep_for(kLagPoll);
      if (auto reported = MaybeReport(); !reported) return reported;
    }
    return {};
  }

  Result<void> MaybeReport() {
    const auto now = clock_.Steady();
    if (now - reported_ < milliseconds(100)) return {};
    reported_ = now;
    if (!report_(progress_)) stopped_ = true;
    return {};
  }

  void NoteFailure(const std::string& place, const std::string& error) {
    ++progress_.failed;
    events_.Write(Severity::kWarning, "ingest.record-failed", {{"place", place}, {"error", error}});
  }

  std::chrono::sys_seconds Now() const {
    return std::chrono::floor<std::chrono::seconds>(clock_.Now());
  }

  const IngestOptions& options_;
  Log& log_;
  store::LogTable log_table_;
  store::ArticleStore articles_;
  Metrics metrics_;  // The command's result says what they would.
  CrawlStep step_;
  const Clock& clock_;
  EventSink& events_;
  const std::function<bool(const IngestProgress&)>& report_;
  IngestProgress progress_;
  bool stopped_ = false;
  std::chrono::steady_clock::time_point reported_{};
};

}  // namespace

Result<IngestProgress> IngestPages(const IngestOptions& options, store::Database& database,
                                   Log& log, const Clock& clock, EventSink& events,
                                   const std::function<bool(const IngestProgress&)>& report) {
  auto session = log.OpenSession({"ingest", {}, "", PositionHome::kLog});
  if (!session) return Fail("ingest", session.error());
  return Ingest(options, database, log, **session, clock, events, report).Run();
}

}  // namespace stratwatch::pipeline
