#include "parsers/feed.h"

#include <utility>

#include "parsers/charset.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/feed_json.h"
#include "parsers/internal/feed_map.h"
#include "parsers/internal/feed_sniff.h"
#include "parsers/internal/gunzip.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/xml_prepare.h"
#include "parsers/internal/xml_tree.h"

namespace stratwatch::parsers {
namespace {

using internal::XmlNode;
using internal::XmlRepair;

// Some servers gzip a file that is gzip already; nobody does it three times.
constexpr int kGzipLayersMax = 2;

// One reading of the XML into a Feed.
class FeedReading {
 public:
  FeedReading(const Url& url, const FeedOptions& options) : url_(url), options_(options) {}

  Result<void> Read(std::string_view utf8, bool recover) {
    const auto prepared =
        internal::PrepareXml(utf8, recover ? XmlRepair::kTags : XmlRepair::kEntities);
    internal::XmlReaderOptions reader;
    reader.base = url_.Text();
    reader.recover = recover;
    auto reading = internal::ReadXml(
        prepared.xml, reader,
        [this](const XmlNode& root, const XmlNode& item) { return Take(root, item); });
    if (!reading) return tl::unexpected(reading.error());
    root_ = std::move(reading->root);
    well_formed_ = reading->defect.empty();
    if (feed_.defect.empty()) feed_.defect = prepared.defect;
    if (feed_.defect.empty()) feed_.defect = reading->defect;
    Finish();
    return {};
  }

  bool WellFormed() const { return well_formed_; }
  const Feed& Peek() const { return feed_; }
  Feed Take() { return std::move(feed_); }
  std::string_view RootName() const { return root_ ? std::string_view(root_->name) : ""; }

 private:
  bool Take(const XmlNode& root, const XmlNode& item) {
    if (feed_.format.empty()) feed_.format = internal::FormatOfRoot(root);
    if (feed_.format.empty()) return false;
    if (feed_.entries.size() + feed_.child_sitemaps.size() >= options_.entries_max) {
      feed_.defect =
          "only the first " + std::to_string(options_.entries_max) + " entries were read";
      return false;
    }
    if (feed_.format == "sitemap-index") {
      std::string link = internal::ReadChildSitemap(item);
      if (!link.empty()) feed_.child_sitemaps.push_back(std::move(link));
    } else if (feed_.format == "sitemap") {
      FeedEntry entry = internal::ReadSitemapUrl(item, &news_);
      if (!entry.link.empty()) feed_.entries.push_back(std::move(entry));
    } else {
      if (language_.empty()) language_ = internal::LanguageOfChannel(root);
      feed_.entries.push_back(internal::ReadEntry(item, language_));
    }
    return true;
  }

  void Finish() {
    if (!root_) return;
    if (feed_.format.empty()) feed_.format = internal::FormatOfRoot(*root_);
    if (feed_.format.empty()) return;
    // An entry that is served alone (RFC 4287, 2).
    if (root_->name == "atom:entry") feed_.entries.push_back(internal::ReadEntry(*root_, ""));
    if (feed_.format == "sitemap" && news_) feed_.format = "news-sitemap";
    if (feed_.format.find("sitemap") == std::string::npos) internal::ReadChannel(*root_, &feed_);
  }

  const Url& url_;
  const FeedOptions& options_;
  Feed feed_;
  std::unique_ptr<XmlNode> root_;
  std::string language_;
  bool news_ = false;
  bool well_formed_ = false;
};

tl::unexpected<Error> NotAFeed(std::string_view utf8, const Url& url, std::string_view root) {
  std::string message = "not a feed but ";
  if (internal::LooksLikeHtml(utf8) || root == "html" || root == "xhtml:html") {
    message += "an HTML page";
    const std::string feed = internal::AlternateFeedOfPage(utf8, url);
    message += feed.empty() ? ", which names none" : "; it names the feed " + feed;
  } else if (!root.empty()) {
    message += "XML with the root <" + std::string(internal::Utf8Prefix(root, 100)) + ">";
  } else {
    message += internal::DescribeBytes(utf8);
  }
  return Fail(ErrorCode::kInvalid, std::move(message));
}

// Strictly first; what has errors is repaired and read again, and the reading that got more
// entries is taken.
Result<Feed> ReadXmlFeed(std::string_view utf8, const Url& url, const FeedOptions& options) {
  if (internal::LooksLikeHtml(utf8)) return NotAFeed(utf8, url, {});
  FeedReading strict(url, options);
  const auto first = strict.Read(utf8, false);
  if (!first && first.error().code == ErrorCode::kLimit) return tl::unexpected(first.error());
  if (first && strict.WellFormed()) {
    if (strict.Peek().format.empty()) return NotAFeed(utf8, url, strict.RootName());
    return strict.Take();
  }
  FeedReading lenient(url, options);
  const auto second = lenient.Read(utf8, true);
  if (!second && second.error().code == ErrorCode::kLimit) return tl::unexpected(second.error());
  const bool strict_better = first && strict.Peek().entries.size() > lenient.Peek().entries.size();
  FeedReading& better = !second || strict_better ? strict : lenient;
  if (better.Peek().format.empty()) return NotAFeed(utf8, url, better.RootName());
  Feed feed = better.Take();
  if (feed.defect.empty()) feed.defect = strict.Peek().defect;
  return feed;
}

// True when the XML declaration has an encoding.
bool NamesACharset(std::string_view utf8) {
  const std::string_view declaration = utf8.substr(0, utf8.find("?>"));
  return declaration.size() < 1024 && declaration.find("encoding=") != std::string_view::npos;
}

}  // namespace

Result<Feed> ParseFeed(std::string_view bytes, std::string_view content_type, const Url& url,
                       const FeedOptions& options) {
  const std::string context = "feed " + (url.Text().empty() ? "without a URL" : url.Text());
  std::string inflated;
  std::string defect;
  for (int layer = 0; layer < kGzipLayersMax && internal::LooksLikeGzip(bytes); ++layer) {
    auto gunzipped = internal::Gunzip(bytes, options.bytes_max);
    if (!gunzipped) return Fail(context, gunzipped.error());
    if (!gunzipped->complete) defect = "the gzip stream is cut short or damaged";
    inflated = std::move(gunzipped->bytes);
    bytes = inflated;
  }
  if (bytes.size() > options.bytes_max) {
    return Fail(ErrorCode::kLimit,
                context + ": more than " + std::to_string(options.bytes_max) + " bytes");
  }
  const DecodedText decoded = DecodeMarkup(bytes, content_type, MarkupKind::kXml);
  if (decoded.utf8.find_first_not_of(" \t\r\n\f") == std::string::npos) {
    return Fail(ErrorCode::kInvalid, context + ": empty");
  }
  auto feed = internal::LooksLikeJson(decoded.utf8)
                  ? internal::ReadJsonFeed(decoded.utf8, url, options)
                  : ReadXmlFeed(decoded.utf8, url, options);
  if (!feed) return Fail(context, feed.error());
  feed->charset = decoded.charset;
  if (decoded.replaced > 0 && feed->defect.empty()) {
    feed->defect = std::to_string(decoded.replaced) + " bytes that are no " + decoded.charset;
  }
  // UTF-16 is told by its zero bytes, whatever is declared.
  if (decoded.evidence == "detected" && decoded.charset.substr(0, 6) != "utf-16" &&
      feed->defect.empty() && NamesACharset(decoded.utf8)) {
    feed->defect = "the declared charset is wrong; read as " + decoded.charset;
  }
  if (!defect.empty()) feed->defect = defect;
  return feed;
}

}  // namespace stratwatch::parsers
