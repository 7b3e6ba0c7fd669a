#include "parsers/internal/feed_json.h"

#include <simdjson.h>

#include <initializer_list>
#include <string>

#include "parsers/internal/feed_values.h"
#include "parsers/internal/html_text.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kSummaryBytesMax = 1000;  // As of XML feeds.

std::string StringOf(dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(text);
  // Version 1.0 says ids that are numbers are to be taken as strings.
  if (value.is_number()) return simdjson::minify(value);
  return {};
}

// The first of the members that is there and not empty.
std::string Member(dom::object object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    dom::element value;
    if (object[name].get(value) != simdjson::SUCCESS) continue;
    std::string text = StringOf(value);
    if (!text.empty()) return text;
  }
  return {};
}

void AddAuthor(dom::element value, std::vector<FeedPerson>* authors) {
  dom::object author;
  if (value.get(author) != simdjson::SUCCESS) return;
  FeedPerson person;
  person.name = CollapseSpace(Member(author, {"name"}));
  person.url = Member(author, {"url"});
  if (!person.name.empty() || !person.url.empty()) authors->push_back(std::move(person));
}

// "authors" of 1.1, "author" of 1.0.
std::vector<FeedPerson> Authors(dom::object object) {
  std::vector<FeedPerson> authors;
  dom::array list;
  if (object["authors"].get(list) == simdjson::SUCCESS) {
    for (const dom::element each : list) AddAuthor(each, &authors);
  }
  dom::element one;
  if (authors.empty() && object["author"].get(one) == simdjson::SUCCESS) AddAuthor(one, &authors);
  return authors;
}

std::string Names(const std::vector<FeedPerson>& authors) {
  std::string names;
  for (const FeedPerson& author : authors) {
    if (author.name.empty()) continue;
    names += (names.empty() ? "" : ", ") + author.name;
  }
  return names;
}

void AddAttachments(dom::object item, std::string_view base, FeedEntry* entry) {
  dom::array list;
  if (item["attachments"].get(list) != simdjson::SUCCESS) return;
  for (const dom::element each : list) {
    dom::object attachment;
    if (each.get(attachment) != simdjson::SUCCESS) continue;
    FeedLink link;
    link.href = ResolveLink(base, Member(attachment, {"url"}));
    link.rel = "enclosure";
    link.type = Member(attachment, {"mime_type"});
    link.title = Member(attachment, {"title"});
    if (!link.href.empty()) entry->links.push_back(std::move(link));
  }
}

FeedEntry ReadItem(dom::object item, std::string_view base, std::string_view language) {
  FeedEntry entry;
  entry.guid = Member(item, {"id"});
  entry.title = CollapseSpace(Member(item, {"title"}));
  entry.link = ResolveLink(base, Member(item, {"url"}));
  if (entry.link.empty()) entry.link = ResolveLink(base, Member(item, {"external_url"}));
  if (entry.link.empty() && entry.guid.substr(0, 4) == "http") {
    entry.link = ResolveLink(base, entry.guid);
  }
  entry.content = TextOfHtml(Member(item, {"content_html"}), true);
  if (entry.content.empty()) entry.content = CollapseSpace(Member(item, {"content_text"}));
  entry.summary = CollapseSpace(Member(item, {"summary"}));
  if (entry.summary.empty()) {
    entry.summary = CollapseSpace(Utf8Prefix(entry.content, kSummaryBytesMax));
  }
  entry.language = Member(item, {"language"});
  entry.published = FeedDate(Member(item, {"date_published"}), language);
  entry.updated = FeedDate(Member(item, {"date_modified"}), language);
  entry.authors = Authors(item);
  entry.author = Names(entry.authors);
  dom::array tags;
  if (item["tags"].get(tags) == simdjson::SUCCESS) {
    for (const dom::element tag : tags) {
      std::string text = CollapseSpace(StringOf(tag));
      if (!text.empty()) entry.categories.push_back(std::move(text));
    }
  }
  AddAttachments(item, base, &entry);
  return entry;
}

}  // namespace

Result<Feed> ReadJsonFeed(std::string_view utf8, const Url& url, const FeedOptions& options) {
  dom::parser parser;
  dom::element root;
  const auto error = parser.parse(simdjson::padded_string(utf8)).get(root);
  if (error != simdjson::SUCCESS) {
    return Fail(ErrorCode::kInvalid,
                std::string("looks like JSON, but is broken: ") + simdjson::error_message(error));
  }
  dom::object object;
  dom::array items;
  if (root.get(object) != simdjson::SUCCESS || object["items"].get(items) != simdjson::SUCCESS) {
    return Fail(ErrorCode::kInvalid, "JSON, but no JSON Feed: it has no \"items\" array");
  }
  Feed feed;
  feed.format = "json-feed";
  const std::string version = Member(object, {"version"});
  feed.version = version.substr(version.rfind('/') + 1);
  feed.title = CollapseSpace(Member(object, {"title"}));
  feed.link = ResolveLink(url.Text(), Member(object, {"home_page_url"}));
  feed.description = CollapseSpace(Member(object, {"description"}));
  feed.language = Member(object, {"language"});
  const std::vector<FeedPerson> authors = Authors(object);
  feed.author = Names(authors);
  if (version.find("jsonfeed.org") == std::string::npos) feed.defect = "no JSON Feed version";
  for (const dom::element each : items) {
    dom::object item;
    if (each.get(item) != simdjson::SUCCESS) continue;
    if (feed.entries.size() >= options.entries_max) {
      feed.defect = "only the first " + std::to_string(options.entries_max) + " entries were read";
      break;
    }
    FeedEntry entry = ReadItem(item, url.Text(), feed.language);
    if (entry.authors.empty()) {
      entry.authors = authors;
      entry.author = feed.author;
    }
    feed.entries.push_back(std::move(entry));
  }
  feed.authors = authors;
  return feed;
}

}  // namespace stratwatch::parsers::internal
