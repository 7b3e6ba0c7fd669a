#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratwatch::parsers::internal {

// What schema.org markup says of one page, as written (dates unparsed, texts plain).
struct JsonLdFacts {
  // Of the node whose @type is an article (NewsArticle, BlogPosting, …).
  bool has_article = false;
  std::string article_type;
  std::string headline;
  std::string alternative_headline;
  std::vector<std::string> authors;  // Persons, and nodes that do not say what they are.
  std::vector<std::string> author_organisations;
  std::string date_published;
  std::string date_modified;
  std::string description;
  std::string article_body;
  std::string language;
  std::vector<std::string> sections;
  std::vector<std::string> keywords;  // As written: one may be a list with commas.
  std::vector<std::string> images;    // Addresses, as written.
  std::string publisher;
  std::string url;
  std::optional<bool> free_access;  // isAccessibleForFree
  bool is_live_blog = false;        // LiveBlogPosting

  // Of any node.
  bool has_video = false;    // VideoObject
  bool has_gallery = false;  // ImageGallery, MediaGallery

  // Of the page itself, when it has a node of its own: weaker.
  std::string page_name;
  std::string page_date_published;
  std::string site_name;  // A WebSite or Organization node.
};

// Reads every JSON-LD script of a page: arrays, @graph, nested nodes, references by @id. Scripts
// that are no JSON even after repair are skipped. `page_url` prefers the article about this page
// where a script lists several.
JsonLdFacts ReadJsonLd(const std::vector<std::string>& scripts, std::string_view page_url);

}  // namespace stratwatch::parsers::internal
