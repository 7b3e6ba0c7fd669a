#include "parsers/internal/json_ld.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/entities.h"
#include "parsers/internal/json_repair.h"

namespace stratwatch::parsers::internal {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

// Scripts are small; a page with more is an attack or a catalogue.
constexpr std::size_t kScriptBytesMax = std::size_t{2} << 20U;
constexpr std::size_t kNodesMax = 2000;
constexpr int kDepthMax = 12;
constexpr std::size_t kAuthorsMax = 30;
constexpr std::size_t kTextsMax = 40;  // Of one key.

std::string_view StringOf(const element& value) {
  std::string_view text;
  return value.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// A text that may be written as a string, {"@value": …}, {"name": …} or an array of these.
std::string_view TextOf(const element& value) {
  if (value.is_string()) return StringOf(value);
  if (array values; value.get(values) == simdjson::SUCCESS) {
    for (const element each : values) {
      if (const std::string_view text = TextOf(each); !text.empty()) return text;
    }
    return {};
  }
  if (object node; value.get(node) == simdjson::SUCCESS) {
    for (const char* key : {"@value", "name"}) {
      element inner;
      if (node[key].get(inner) == simdjson::SUCCESS && inner.is_string()) return StringOf(inner);
    }
  }
  return {};
}

std::string_view Field(const object& node, const char* key) {
  element value;
  return node[key].get(value) == simdjson::SUCCESS ? TextOf(value) : std::string_view();
}

bool TypeIs(const element& type, bool (*matches)(std::string_view)) {
  if (type.is_string()) return matches(StringOf(type));
  if (array types; type.get(types) == simdjson::SUCCESS) {
    for (const element each : types) {
      if (matches(StringOf(each))) return true;
    }
  }
  return false;
}

bool HasType(const object& node, bool (*matches)(std::string_view)) {
  element type;
  return node["@type"].get(type) == simdjson::SUCCESS && TypeIs(type, matches);
}

std::string_view TypeName(std::string_view type) {
  const std::size_t slash = type.find_last_of("/:#");
  return slash == std::string_view::npos ? type : type.substr(slash + 1);
}

bool IsArticleType(std::string_view type) {
  const std::string_view name = TypeName(type);
  constexpr std::array<std::string_view, 4> kOthers = {"BlogPosting", "LiveBlogPosting", "Report",
                                                       "SocialMediaPosting"};
  return name.ends_with("Article") ||
         std::find(kOthers.begin(), kOthers.end(), name) != kOthers.end();
}

bool IsPageType(std::string_view type) {
  return TypeName(type).ends_with("WebPage");
}

bool IsSiteType(std::string_view type) {
  const std::string_view name = TypeName(type);
  return name == "WebSite" || name == "NewsMediaOrganization" || name == "Organization";
}

bool IsLiveBlogType(std::string_view type) {
  return TypeName(type) == "LiveBlogPosting";
}

bool IsVideoType(std::string_view type) {
  return TypeName(type) == "VideoObject";
}

bool IsGalleryType(std::string_view type) {
  return TypeName(type) == "ImageGallery" || TypeName(type) == "MediaGallery";
}

bool IsOrganisationType(std::string_view type) {
  const std::string_view name = TypeName(type);
  return name.ends_with("Organization") || name == "Corporation" || name == "WebSite";
}

// One script's nodes, flattened, with an index by @id.
struct Graph {
  std::vector<object> nodes;
  std::map<std::string_view, object> by_id;
};

void Collect(const element& value, int depth, Graph& graph) {
  if (depth > kDepthMax || graph.nodes.size() > kNodesMax) return;
  if (array values; value.get(values) == simdjson::SUCCESS) {
    for (const element each : values) Collect(each, depth + 1, graph);
    return;
  }
  object node;
  if (value.get(node) != simdjson::SUCCESS) return;
  graph.nodes.push_back(node);
  element id;
  if (node["@id"].get(id) == simdjson::SUCCESS && id.is_string() && node.size() > 1) {
    graph.by_id.emplace(StringOf(id), node);
  }
  for (const auto field : node) {
    if (field.value.is_object() || field.value.is_array()) Collect(field.value, depth + 1, graph);
  }
}

void AddName(const element& value, int depth, std::vector<std::string>& names) {
  if (depth > 3 || names.size() >= kAuthorsMax) return;
  if (array values; value.get(values) == simdjson::SUCCESS) {
    for (const element each : values) AddName(each, depth + 1, names);
    return;
  }
  std::string name = PlainText(StringOf(value));
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(std::move(name));
  }
}

// A name, a node with one, a reference to such a node, or a list of these.
void AddAuthors(const element& value, const Graph& graph, int depth, JsonLdFacts& facts) {
  if (depth > 3) return;
  if (array values; value.get(values) == simdjson::SUCCESS) {
    for (const element each : values) AddAuthors(each, graph, depth + 1, facts);
    return;
  }
  object node;
  if (value.get(node) != simdjson::SUCCESS) return AddName(value, depth, facts.authors);
  element name;
  if (node["name"].get(name) != simdjson::SUCCESS) {
    const auto found = graph.by_id.find(Field(node, "@id"));
    if (found == graph.by_id.end()) return;
    node = found->second;
    if (node["name"].get(name) != simdjson::SUCCESS) return;
  }
  AddName(name, depth,
          HasType(node, IsOrganisationType) ? facts.author_organisations : facts.authors);
}

void Take(std::string& into, std::string_view text) {
  if (into.empty()) into = PlainText(text);
}

// Texts under a key: strings, nodes that have them under one of `inner`, references to such nodes,
// or lists of these.
using InnerKeys = std::array<const char*, 3>;

void AddTexts(const element& value, const Graph& graph, const InnerKeys& inner, int depth,
              std::vector<std::string>& texts) {
  if (depth > 3 || texts.size() >= kTextsMax) return;
  if (array values; value.get(values) == simdjson::SUCCESS) {
    for (const element each : values) AddTexts(each, graph, inner, depth + 1, texts);
    return;
  }
  object node;
  if (value.get(node) != simdjson::SUCCESS) {
    constexpr std::size_t kTextBytesMax = 4096;  // One node may be referred to forty times.
    if (StringOf(value).size() > kTextBytesMax) return;
    std::string text = PlainText(StringOf(value));
    if (!text.empty()) texts.push_back(std::move(text));
    return;
  }
  const auto found = graph.by_id.find(Field(node, "@id"));
  for (const object& each : {node, found == graph.by_id.end() ? node : found->second}) {
    for (const char* key : inner) {
      element text;
      if (key == nullptr || each[key].get(text) != simdjson::SUCCESS) continue;
      return AddTexts(text, graph, inner, depth + 1, texts);
    }
  }
}

void TakeAll(const object& node, const char* key, const Graph& graph, const InnerKeys& inner,
             std::vector<std::string>& texts) {
  element value;
  if (!texts.empty() || node[key].get(value) != simdjson::SUCCESS) return;
  AddTexts(value, graph, inner, 0, texts);
}

std::string_view PublisherName(const object& node, const Graph& graph) {
  element value;
  if (node["publisher"].get(value) != simdjson::SUCCESS) return {};
  if (const std::string_view name = TextOf(value); !name.empty()) return name;
  object publisher;
  if (value.get(publisher) != simdjson::SUCCESS) return {};
  const auto found = graph.by_id.find(Field(publisher, "@id"));
  return found == graph.by_id.end() ? std::string_view() : Field(found->second, "name");
}

std::optional<bool> FreeAccess(const object& node) {
  element value;
  if (node["isAccessibleForFree"].get(value) != simdjson::SUCCESS) return std::nullopt;
  bool flag = false;
  if (value.get(flag) == simdjson::SUCCESS) return flag;
  const std::string_view text = StringOf(value);
  if (EqualsIgnoringCase(text, "false")) return false;
  if (EqualsIgnoringCase(text, "true")) return true;
  return std::nullopt;
}

std::string_view PageOf(const object& node) {
  element page;
  if (node["mainEntityOfPage"].get(page) == simdjson::SUCCESS) {
    if (page.is_string()) return StringOf(page);
    object inner;
    if (page.get(inner) == simdjson::SUCCESS) return Field(inner, "@id");
  }
  return {};
}

void ReadArticle(const object& node, const Graph& graph, JsonLdFacts& facts) {
  facts.has_article = true;
  facts.is_live_blog = facts.is_live_blog || HasType(node, IsLiveBlogType);
  Take(facts.article_type, Field(node, "@type"));
  Take(facts.headline, Field(node, "headline"));
  if (facts.headline.empty()) Take(facts.headline, Field(node, "name"));
  Take(facts.alternative_headline, Field(node, "alternativeHeadline"));
  for (const char* key : {"author", "creator"}) {
    element author;
    if (!facts.authors.empty() || node[key].get(author) != simdjson::SUCCESS) continue;
    AddAuthors(author, graph, 0, facts);
  }
  Take(facts.date_published, Field(node, "datePublished"));
  if (facts.date_published.empty()) Take(facts.date_published, Field(node, "dateCreated"));
  Take(facts.date_modified, Field(node, "dateModified"));
  Take(facts.description, Field(node, "description"));
  if (facts.article_body.empty()) facts.article_body = Field(node, "articleBody");
  Take(facts.language, Field(node, "inLanguage"));
  TakeAll(node, "articleSection", graph, {"@value", "name"}, facts.sections);
  TakeAll(node, "keywords", graph, {"@value", "name"}, facts.keywords);
  TakeAll(node, "image", graph, {"url", "contentUrl", "@value"}, facts.images);
  Take(facts.publisher, PublisherName(node, graph));
  Take(facts.url, PageOf(node));
  if (facts.url.empty()) Take(facts.url, Field(node, "url"));
  if (!facts.free_access) facts.free_access = FreeAccess(node);
}

// Of several articles in a page (a list of related ones), the first that names this page; else
// the first with a date.
const object* ChooseArticle(const std::vector<object>& articles, std::string_view page_url) {
  const auto about_this = [&](const object& node) {
    const std::string_view url = Field(node, "url");
    const std::string_view page = PageOf(node);
    return !page_url.empty() && (url == page_url || page == page_url);
  };
  const auto dated = [](const object& node) { return !Field(node, "datePublished").empty(); };
  auto found = std::find_if(articles.begin(), articles.end(), about_this);
  if (found == articles.end()) found = std::find_if(articles.begin(), articles.end(), dated);
  if (found == articles.end()) found = articles.begin();
  return found == articles.end() ? nullptr : &*found;
}

void ReadGraph(const Graph& graph, std::string_view page_url, JsonLdFacts& facts) {
  std::vector<object> articles;
  for (const object& node : graph.nodes) {
    if (HasType(node, IsArticleType)) articles.push_back(node);
    facts.has_video = facts.has_video || HasType(node, IsVideoType);
    facts.has_gallery = facts.has_gallery || HasType(node, IsGalleryType);
    if (HasType(node, IsPageType)) {
      Take(facts.page_name, Field(node, "name"));
      Take(facts.page_date_published, Field(node, "datePublished"));
    }
    if (HasType(node, IsSiteType)) Take(facts.site_name, Field(node, "name"));
  }
  if (const object* article = ChooseArticle(articles, page_url)) {
    ReadArticle(*article, graph, facts);
  }
}

}  // namespace

JsonLdFacts ReadJsonLd(const std::vector<std::string>& scripts, std::string_view page_url) {
  JsonLdFacts facts;
  simdjson::dom::parser parser;
  for (const std::string& script : scripts) {
    if (script.size() > kScriptBytesMax) continue;
    element root;
    if (parser.parse(script).get(root) != simdjson::SUCCESS) {
      const std::string repaired = RepairJson(script);
      if (repaired.empty() || parser.parse(repaired).get(root) != simdjson::SUCCESS) continue;
    }
    Graph graph;
    Collect(root, 0, graph);
    ReadGraph(graph, page_url, facts);
  }
  return facts;
}

}  // namespace stratwatch::parsers::internal
