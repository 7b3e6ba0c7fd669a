#include "parsers/internal/feed_map.h"

#include <algorithm>

#include "parsers/internal/ascii.h"
#include "parsers/internal/feed_values.h"
#include "parsers/internal/html_text.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/xml_names.h"

namespace stratwatch::parsers::internal {
namespace {

// What stands in for a summary; enough to judge what an entry is about.
constexpr std::size_t kSummaryBytesMax = 1000;

// "en-US" of " en_US ".
std::string LanguageTag(std::string_view text) {
  std::string tag = CollapseSpace(text);
  std::replace(tag.begin(), tag.end(), '_', '-');
  return tag;
}

void SetIfEmpty(std::string* field, std::string value) {
  if (field->empty()) *field = std::move(value);
}

void SetIfNone(std::optional<ParsedDate>* field, const XmlNode& node, std::string_view language) {
  if (!field->has_value()) *field = FeedDate(node.AllText(), language);
}

std::string JoinedNames(const std::vector<FeedPerson>& people) {
  std::string names;
  for (const FeedPerson& person : people) {
    const std::string& name = person.name.empty() ? person.email : person.name;
    if (name.empty()) continue;
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

void AddCategory(std::string text, std::vector<std::string>* categories) {
  if (text.empty()) return;
  if (std::find(categories->begin(), categories->end(), text) == categories->end()) {
    categories->push_back(std::move(text));
  }
}

void AddCategories(const XmlNode& node, std::vector<std::string>* categories) {
  if (node.HasAttribute("term")) {
    AddCategory(CollapseSpace(node.Attribute("term")), categories);
  } else {
    AddCategory(TextOfHtml(node.AllText()), categories);
  }
}

// A list with commas.
void AddKeywords(std::string_view keywords, std::vector<std::string>* categories) {
  for (std::size_t begin = 0; begin < keywords.size();) {
    const std::size_t end = std::min(keywords.find(',', begin), keywords.size());
    AddCategory(TextOfHtml(keywords.substr(begin, end - begin)), categories);
    begin = end + 1;
  }
}

void AddPerson(const XmlNode& node, std::vector<FeedPerson>* people) {
  FeedPerson person = ReadPerson(node);
  if (person.name.empty() && person.email.empty() && person.url.empty()) return;
  for (const FeedPerson& known : *people) {
    // dc:creator and author often name the same one twice.
    if (known.name == person.name && !person.name.empty()) return;
  }
  people->push_back(std::move(person));
}

// Fills a FeedEntry from an item's children.
class EntryReader {
 public:
  EntryReader(const XmlNode& item, std::string_view language) : item_(item), language_(language) {
    entry_.language = LanguageTag(item.Language());
    if (!entry_.language.empty()) language_ = entry_.language;
  }

  FeedEntry Read() {
    for (const auto& child : item_.children) {
      if (child->IsText()) continue;
      const std::string_view name = WithoutAtomPrefix(child->name);
      if (!Texts(name, *child) && !Dates(name, *child)) Relations(name, *child);
    }
    SetIfEmpty(&entry_.title, std::move(other_title_));
    SetIfEmpty(&entry_.summary, std::move(other_summary_));
    if (!entry_.published) entry_.published = other_date_;
    ChooseLink();
    entry_.author = JoinedNames(entry_.authors);
    if (entry_.summary.empty()) {
      entry_.summary = CollapseSpace(Utf8Prefix(entry_.content, kSummaryBytesMax));
    }
    return std::move(entry_);
  }

 private:
  bool Texts(std::string_view name, const XmlNode& node) {
    if (name == "title") {
      SetIfEmpty(&entry_.title, PlainText(node));
    } else if (name == "dc:title" || name == "media:title") {
      SetIfEmpty(&other_title_, PlainText(node));
    } else if (name == "description" || name == "summary" || name == "dc:description" ||
               name == "abstract" || name == "dcterms:abstract") {
      SetIfEmpty(&entry_.summary, PlainText(node));
    } else if (name == "media:description" || name == "itunes:summary") {
      SetIfEmpty(&other_summary_, PlainText(node));
    } else if (name == "media:group") {
      // Where video sites put all they say.
      for (const auto& child : node.children) {
        if (!child->IsText() && child->name.substr(0, 6) == "media:") Texts(child->name, *child);
      }
    } else if (name == "content" || name == "content:encoded" || name == "xhtml:body" ||
               name == "body" || name == "fullitem" || name == "xhtml:div" || name == "prodlink") {
      SetIfEmpty(&entry_.content, PlainText(node, true));
    } else if (name == "rights" || name == "copyright" || name == "dc:rights") {
      SetIfEmpty(&entry_.rights, PlainText(node));
    } else if (name == "dc:language" || name == "language") {
      entry_.language = LanguageTag(node.AllText());
    } else {
      return false;
    }
    return true;
  }

  bool Dates(std::string_view name, const XmlNode& node) {
    if (name == "pubdate" || name == "published" || name == "issued" || name == "dcterms:issued") {
      SetIfNone(&entry_.published, node, language_);
    } else if (name == "dc:date" || name == "dcterms:created" || name == "created") {
      // Dublin Core's date of an item is in practice the day it appeared.
      SetIfNone(&other_date_, node, language_);
    } else if (name == "updated" || name == "modified" || name == "dcterms:modified" ||
               name == "lastbuilddate") {
      SetIfNone(&entry_.updated, node, language_);
    } else {
      return false;
    }
    return true;
  }

  void Relations(std::string_view name, const XmlNode& node) {
    if (name == "link" || name == "enclosure") {
      if (node.HasAttribute("href") || node.HasAttribute("url")) {
        entry_.links.push_back(ReadLink(node));
      } else if (name == "link") {
        SetIfEmpty(&text_link_, ResolveLink(node.Base(), node.AllText()));
      }
    } else if (name == "guid" || name == "id" || name == "dc:identifier") {
      ReadGuid(name, node);
    } else if (name == "feedburner:origlink" || name == "pheedo:origlink") {
      SetIfEmpty(&original_link_, ResolveLink(node.Base(), node.AllText()));
    } else if (name == "author" || name == "dc:creator" || name == "dc:author" ||
               name == "itunes:author" || name == "managingeditor") {
      AddPerson(node, &entry_.authors);
    } else if (name == "category" || name == "dc:subject" || name == "media:category") {
      AddCategories(node, &entry_.categories);
    } else if (name == "tags" || name == "keywords" || name == "media:keywords") {
      AddKeywords(node.AllText(), &entry_.categories);
    } else if (name == "source") {
      ReadSource(node);
    }
  }

  void ReadGuid(std::string_view name, const XmlNode& node) {
    const std::string guid(TrimAscii(node.AllText()));
    if (name == "dc:identifier" && !entry_.guid.empty()) return;
    entry_.guid = guid;
    // RSS 2.0: a guid is the address of the page unless it says otherwise; Atom's id is not.
    if (name != "guid" || AsciiLower(TrimAscii(node.Attribute("ispermalink"))) == "false") return;
    if (StartsWithIgnoringCase(guid, "http://") || StartsWithIgnoringCase(guid, "https://")) {
      guid_link_ = ResolveLink(node.Base(), guid);
    }
  }

  void ReadSource(const XmlNode& node) {
    if (node.HasAttribute("url")) {
      entry_.source_link = ResolveLink(node.Base(), node.Attribute("url"));
      entry_.source_title = TextOfHtml(node.AllText());
      return;
    }
    std::vector<FeedLink> links;
    for (const auto& child : node.children) {
      const std::string_view name = WithoutAtomPrefix(child->name);
      if (name == "title") entry_.source_title = PlainText(*child);
      if (name == "link") links.push_back(ReadLink(*child));
      // RFC 4287, 4.2.1: the source's authors are the entry's when it has none.
      if (name == "author") AddPerson(*child, &source_authors_);
    }
    if (const FeedLink* page = PageLink(links)) entry_.source_link = page->href;
    if (entry_.authors.empty()) entry_.authors = source_authors_;
  }

  // The article's page: what a tracking service says the original was, then the link proper, then
  // a guid that is a permalink, then RDF's name of the item.
  void ChooseLink() {
    entry_.link = std::move(original_link_);
    SetIfEmpty(&entry_.link, std::move(text_link_));
    if (const FeedLink* page = PageLink(entry_.links)) {
      SetIfEmpty(&entry_.link, ResolveLink(item_.Base(), page->href));
    }
    SetIfEmpty(&entry_.link, std::move(guid_link_));
    SetIfEmpty(&entry_.link, ResolveLink(item_.Base(), item_.Attribute("rdf:about")));
    SetIfEmpty(&entry_.guid, std::string(item_.Attribute("rdf:about")));
  }

  const XmlNode& item_;
  std::string language_;
  FeedEntry entry_;
  std::string other_title_;
  std::string other_summary_;
  std::optional<ParsedDate> other_date_;
  std::string text_link_;
  std::string guid_link_;
  std::string original_link_;
  std::vector<FeedPerson> source_authors_;
};

const XmlNode& ChannelOf(const XmlNode& root) {
  const XmlNode* channel = root.Child("channel");
  if (channel == nullptr) channel = root.Child("rdf:channel");
  return channel == nullptr ? root : *channel;
}

}  // namespace

std::string FormatOfRoot(const XmlNode& root) {
  const std::string_view name = root.name;
  if (name == "rss" || name == "channel") {
    const std::string_view version = TrimAscii(root.Attribute("version"));
    return version.substr(0, 2) == "0." || name == "channel" ? "rss-0.9x" : "rss-2.0";
  }
  if (name == "rdf:rdf" || name == "rdf") return "rdf";
  if (name == "atom:feed" || name == "feed" || name == "atom:entry") {
    const bool old = IsOldAtom(root.Attribute("#namespace")) ||
                     TrimAscii(root.Attribute("version")).substr(0, 2) == "0.";
    return old ? "atom-0.3" : "atom-1.0";
  }
  if (name == "sm:urlset" || name == "urlset") return "sitemap";
  if (name == "sm:sitemapindex" || name == "sitemapindex") return "sitemap-index";
  return {};
}

FeedEntry ReadEntry(const XmlNode& item, std::string_view language) {
  return EntryReader(item, language).Read();
}

std::string LanguageOfChannel(const XmlNode& root) {
  const XmlNode& channel = ChannelOf(root);
  for (const std::string_view name : {"language", "dc:language", "atom:language"}) {
    if (const XmlNode* node = channel.Child(name)) {
      std::string language = LanguageTag(node->AllText());
      if (!language.empty()) return language;
    }
  }
  return LanguageTag(channel.Language());
}

void ReadChannel(const XmlNode& root, Feed* feed) {
  const XmlNode& channel = ChannelOf(root);
  feed->language = LanguageOfChannel(root);
  std::string text_link;
  std::vector<FeedPerson> authors;
  for (const auto& child : channel.children) {
    if (child->IsText()) continue;
    const std::string_view name = WithoutAtomPrefix(child->name);
    if (name == "title" || name == "dc:title") {
      SetIfEmpty(&feed->title, PlainText(*child));
    } else if (name == "description" || name == "subtitle" || name == "tagline" || name == "info" ||
               name == "dc:description" || name == "itunes:subtitle") {
      SetIfEmpty(&feed->description, PlainText(*child));
    } else if (name == "rights" || name == "copyright" || name == "dc:rights") {
      SetIfEmpty(&feed->rights, PlainText(*child));
    } else if (name == "link" && child->HasAttribute("href")) {
      feed->links.push_back(ReadLink(*child));
    } else if (name == "link") {
      SetIfEmpty(&text_link, ResolveLink(child->Base(), child->AllText()));
    } else if (name == "author" || name == "managingeditor" || name == "dc:creator" ||
               name == "dc:author" || name == "itunes:author") {
      AddPerson(*child, &authors);
    } else if (name == "updated" || name == "modified" || name == "lastbuilddate" ||
               name == "dc:date" || name == "dcterms:modified" || name == "pubdate") {
      SetIfNone(&feed->updated, *child, feed->language);
    }
  }
  feed->link = std::move(text_link);
  if (const FeedLink* page = PageLink(feed->links)) SetIfEmpty(&feed->link, page->href);
  feed->author = JoinedNames(authors);
  feed->version = TrimAscii(root.Attribute("version"));
  if (feed->format.substr(0, 4) == "atom") InheritAuthors(authors, feed);
  feed->authors = std::move(authors);
}

FeedEntry ReadSitemapUrl(const XmlNode& item, bool* news) {
  FeedEntry entry;
  for (const auto& child : item.children) {
    if (child->name == "sm:loc" || child->name == "loc") {
      entry.link = ResolveLink(child->Base(), child->AllText());
    } else if (child->name == "sm:lastmod" || child->name == "lastmod") {
      SetIfNone(&entry.updated, *child, {});
    } else if (child->name == "news:news") {
      *news = true;
      for (const auto& part : child->children) {
        if (part->name == "news:title") entry.title = TextOfHtml(part->AllText());
        if (part->name == "news:publication_date") SetIfNone(&entry.published, *part, {});
        if (part->name == "news:keywords") AddKeywords(part->AllText(), &entry.categories);
        if (part->name != "news:publication") continue;
        if (const XmlNode* language = part->Child("news:language")) {
          entry.language = LanguageTag(language->AllText());
        }
      }
    }
  }
  entry.guid = entry.link;
  return entry;
}

std::string ReadChildSitemap(const XmlNode& item) {
  for (const auto& child : item.children) {
    if (child->name == "sm:loc" || child->name == "loc") {
      return ResolveLink(child->Base(), child->AllText());
    }
  }
  return {};
}

void InheritAuthors(const std::vector<FeedPerson>& authors, Feed* feed) {
  for (FeedEntry& entry : feed->entries) {
    if (!entry.authors.empty()) continue;
    entry.authors = authors;
    entry.author = JoinedNames(authors);
  }
}

}  // namespace stratwatch::parsers::internal
