#include "parsers/internal/page_statements.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/unicode.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kUrlBytesMax = 2048;
constexpr std::size_t kWordsBytesMax = 120;    // A longer keyword or section is a sentence.
constexpr std::size_t kLanguageBytesMax = 35;  // RFC 5646, 4.4.1: enough for any tag in use.
constexpr std::size_t kAlternatesMax = 100;
constexpr std::size_t kKeywordsMax = 40;
constexpr std::size_t kFewMax = 5;

// Keys of <meta>, letters only: templates write "article:tag" and "article_tag" for the same.
constexpr std::array<std::string_view, 3> kSectionKeys = {"articlesection", "parselysection",
                                                          "section"};
constexpr std::array<std::string_view, 8> kKeywordKeys = {
    "articletag", "newskeywords", "parselytags",    "sailthrutags",
    "keywords",   "dcsubject",    "dctermssubject", "citationkeywords"};
constexpr std::array<std::string_view, 3> kOpenGraphImageKeys = {"ogimage", "ogimagesecureurl",
                                                                 "ogimageurl"};
constexpr std::array<std::string_view, 6> kOtherImageKeys = {
    "twitterimage", "twitterimagesrc", "parselyimageurl", "thumbnailurl", "thumbnail", "image"};

// Does `key` have these letters, whatever stands between them?
bool HasLetters(std::string_view key, std::string_view letters) {
  for (const char c : key) {
    if (!IsAsciiAlpha(c)) continue;
    if (letters.empty() || AsciiLower(c) != letters.front()) return false;
    letters.remove_prefix(1);
  }
  return letters.empty();
}

// "en_us" as "en-US"; empty for what is no language tag.
std::string LanguageTag(std::string_view written) {
  written = TrimAscii(written);
  if (written.empty() || written.size() > kLanguageBytesMax) return {};
  if (EqualsIgnoringCase(written, "x-default")) return "x-default";
  std::string tag;
  std::size_t subtag = 0;  // Where the last one begins.
  for (const char c : written) {
    if (c == '-' || c == '_') {
      tag.push_back('-');
      subtag = tag.size();
    } else if (IsAsciiAlnum(c)) {
      tag.push_back(AsciiLower(c));
    } else {
      return {};
    }
  }
  // The country is in capitals (RFC 5646, 2.1.1): two letters that are not the first subtag.
  if (subtag > 0 && tag.size() - subtag == 2) {
    for (std::size_t i = subtag; i < tag.size(); ++i) {
      if (IsAsciiAlpha(tag[i])) tag[i] = static_cast<char>(tag[i] - 'a' + 'A');
    }
  }
  const std::size_t first = std::min(tag.find('-'), tag.size());
  return first < 2 || first > 8 ? std::string() : tag;
}

class Collector {
 public:
  Collector(const PageFacts& facts, const JsonLdFacts& json_ld, const Url& page)
      : facts_(facts), json_ld_(json_ld), base_(page) {
    if (facts.base.empty()) return;
    const auto base = page.Text().empty() ? Url::Parse(facts.base) : page.Resolve(facts.base);
    if (base) base_ = *base;
  }

  std::vector<Statement> Run() {
    Canonical();
    for (const LinkMark& link : facts_.links) {
      if (link.relation == LinkRelation::kAmp && !Has(StatementField::kAmp)) {
        AddUrl(StatementField::kAmp, link.address, "link:amphtml", 1);
      }
    }
    Alternates();
    AddAll(StatementField::kSection, json_ld_.sections, "json-ld:articleSection", kFewMax);
    AddMetas(StatementField::kSection, kSectionKeys, kFewMax);
    AddAll(StatementField::kKeyword, json_ld_.keywords, "json-ld:keywords", kKeywordsMax);
    AddMetas(StatementField::kKeyword, kKeywordKeys, kKeywordsMax);
    AddMetas(StatementField::kImage, kOpenGraphImageKeys, kFewMax);
    AddAll(StatementField::kImage, json_ld_.images, "json-ld:image", kFewMax);
    AddMetas(StatementField::kImage, kOtherImageKeys, kFewMax);
    FreeAccess();
    return std::move(statements_);
  }

 private:
  bool Has(StatementField field) const { return Count(field) > 0; }

  std::size_t Count(StatementField field) const {
    return static_cast<std::size_t>(
        std::count_if(statements_.begin(), statements_.end(),
                      [&](const Statement& each) { return each.field == field; }));
  }

  void Canonical() {
    AddUrl(StatementField::kCanonical, facts_.canonical, "link:canonical", 1);
    AddUrl(StatementField::kCanonical, facts_.Meta("og:url"), "meta:og:url", 1);
    AddUrl(StatementField::kCanonical, json_ld_.url, "json-ld:url", 1);
  }

  void Alternates() {
    for (const LinkMark& link : facts_.links) {
      if (link.relation != LinkRelation::kAlternate) continue;
      std::string language = LanguageTag(link.language);
      if (language.empty()) continue;
      AddUrl(StatementField::kAlternate, link.address, "link:hreflang", kAlternatesMax,
             std::move(language));
    }
  }

  void FreeAccess() {
    if (json_ld_.free_access) {
      return Add({StatementField::kFreeAccess, *json_ld_.free_access ? "true" : "false", "",
                  "json-ld:isAccessibleForFree"},
                 1);
    }
    const std::string_view microdata = facts_.Meta("isaccessibleforfree");
    for (const std::string_view value : {"true", "false"}) {
      if (!EqualsIgnoringCase(microdata, value)) continue;
      Add({StatementField::kFreeAccess, std::string(value), "", "meta:isAccessibleForFree"}, 1);
    }
    const std::string_view tier = facts_.Meta("article:content_tier");
    const bool free = EqualsIgnoringCase(tier, "free");
    if (!free && !EqualsIgnoringCase(tier, "locked")) return;
    Add({StatementField::kFreeAccess, free ? "true" : "false", "", "meta:article:content_tier"}, 1);
  }

  // Of the keys in their order, the first that is there with a usable value.
  void AddMetas(StatementField field, std::span<const std::string_view> keys, std::size_t max) {
    for (const std::string_view key : keys) {
      if (Has(field)) return;
      for (const MetaValue& meta : facts_.metas) {
        if (HasLetters(meta.key, key)) AddOne(field, meta.value, "meta:" + meta.key, max);
      }
    }
  }

  void AddAll(StatementField field, const std::vector<std::string>& values,
              const std::string& evidence, std::size_t max) {
    if (Has(field)) return;
    for (const std::string& value : values) AddOne(field, value, evidence, max);
  }

  void AddOne(StatementField field, std::string_view value, const std::string& evidence,
              std::size_t max) {
    if (field == StatementField::kImage) return AddUrl(field, value, evidence, max);
    if (field == StatementField::kKeyword) return AddKeywords(value, evidence, max);
    AddWords(field, value, evidence, max);
  }

  // "AI, Morocco"; "人工智能，摩洛哥"; "ذكاء، المغرب".
  void AddKeywords(std::string_view list, const std::string& evidence, std::size_t max) {
    constexpr std::array<std::string_view, 8> kSeparators = {",", ";", "，", "、",
                                                             "،", "؛", "；", "|"};
    std::size_t begin = 0;
    for (std::size_t at = 0; at < list.size(); ++at) {
      const auto* separator =
          std::find_if(kSeparators.begin(), kSeparators.end(),
                       [&](std::string_view each) { return list.substr(at).starts_with(each); });
      if (separator == kSeparators.end()) continue;
      AddWords(StatementField::kKeyword, list.substr(begin, at - begin), evidence, max);
      at += separator->size() - 1;
      begin = at + 1;
    }
    AddWords(StatementField::kKeyword, list.substr(std::min(begin, list.size())), evidence, max);
  }

  void AddWords(StatementField field, std::string_view words, const std::string& evidence,
                std::size_t max) {
    words = TrimAscii(words);
    if (words.empty() || words.size() > kWordsBytesMax) return;
    Add({field, ToNfc(std::string(words)), "", evidence}, max);
  }

  void AddUrl(StatementField field, std::string_view written, std::string_view evidence,
              std::size_t max, std::string language = {}) {
    written = TrimAscii(written);
    if (written.empty() || written.size() > kUrlBytesMax) return;
    const auto url = base_.Text().empty() ? Url::Parse(written) : base_.Resolve(written);
    if (url) Add({field, url->Text(), std::move(language), std::string(evidence)}, max);
  }

  void Add(Statement statement, std::size_t max) {
    if (Count(statement.field) >= max) return;
    const bool known =
        std::any_of(statements_.begin(), statements_.end(), [&](const Statement& each) {
          return each.field == statement.field && each.value == statement.value &&
                 each.language == statement.language;
        });
    if (!known) statements_.push_back(std::move(statement));
  }

  const PageFacts& facts_;
  const JsonLdFacts& json_ld_;
  Url base_;
  std::vector<Statement> statements_;
};

}  // namespace

std::vector<Statement> StatementsOf(const PageFacts& facts, const JsonLdFacts& json_ld,
                                    const Url& page) {
  return Collector(facts, json_ld, page).Run();
}

}  // namespace stratwatch::parsers::internal
