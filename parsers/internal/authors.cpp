#include "parsers/internal/authors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/date.h"
#include "parsers/internal/ascii.h"
#include "parsers/internal/byline.h"
#include "parsers/internal/printed_byline.h"
#include "parsers/internal/unicode.h"

namespace stratwatch::parsers::internal {
namespace {

// Keys of <meta>, letters only, in order of trust: templates write "article:author" and
// "article_author" for the same.
constexpr std::string_view kKeys[] = {"author",
                                      "parselyauthor",
                                      "sailthruauthor",
                                      "articleauthor",
                                      "ogarticleauthor",
                                      "dccreator",
                                      "dctermscreator",
                                      "dctermscreatorcreator",
                                      "byl",
                                      "byline",
                                      "authors",
                                      "dcsextauthor",
                                      "citationauthor",
                                      "cxenseparseauthor",
                                      "authorname",
                                      "twittercreatorname"};

class Chooser {
 public:
  Chooser(const PageFacts& facts, const JsonLdFacts& json_ld, const BylineContext& context)
      : facts_(facts), json_ld_(json_ld) {
    AddOutlet(context.site_name);
    AddOutlet(json_ld.publisher);
    std::string_view host = context.host;
    for (std::size_t dot = host.find('.'); dot != std::string_view::npos; dot = host.find('.')) {
      AddOutlet(host);
      AddOutlet(host.substr(0, dot));
      host.remove_prefix(dot + 1);
    }
    folded_copyright_ = FoldForComparison(facts.Meta("copyright"));
  }

  // Persons as metadata states them.
  ChosenAuthors Stated() const {
    if (auto names = Gather(json_ld_.authors, BylineForm::kStated); !names.empty()) {
      return {std::move(names), "json-ld:author"};
    }
    if (ChosenAuthors metas = FromMetas(); !metas.names.empty()) return metas;
    for (const std::string_view marked : {"microdata:author", "rel:author"}) {
      auto names = Gather(Marked(marked), BylineForm::kPrinted);
      if (!names.empty()) return {std::move(names), std::string(marked)};
    }
    return {};
  }

  ChosenAuthors Organisations() const {
    return {Gather(json_ld_.author_organisations, BylineForm::kStated),
            "json-ld:author.organisation"};
  }

  ChosenAuthors TheOutlet() const {
    for (const auto* bylines : {&json_ld_.authors, &json_ld_.author_organisations}) {
      std::vector<std::string> names;
      for (const std::string& byline : *bylines) {
        for (std::string& name : NamesIn(byline, BylineForm::kStated)) {
          names.push_back(std::move(name));
        }
      }
      if (!names.empty()) return {std::move(names), "json-ld:author.outlet"};
    }
    auto names = NamesIn(facts_.Meta("author"), BylineForm::kStated);
    if (!names.empty()) return {std::move(names), "meta:author.outlet"};
    return {};
  }

  // The persons among `names`: neither the outlet nor one named before.
  std::vector<std::string> WithoutOutlet(std::vector<std::string> names) const {
    std::vector<std::string> kept;
    std::vector<std::string> seen;
    for (std::string& name : names) {
      std::string folded = FoldForComparison(name);
      if (folded.empty() || IsOutlet(folded)) continue;
      if (std::find(seen.begin(), seen.end(), folded) != seen.end()) continue;
      seen.push_back(std::move(folded));
      kept.push_back(std::move(name));
    }
    return kept;
  }

 private:
  void AddOutlet(std::string_view name) {
    std::string folded = FoldForComparison(name);
    if (!folded.empty()) outlets_.push_back(std::move(folded));
  }

  bool IsOutlet(const std::string& folded) const {
    if (std::find(outlets_.begin(), outlets_.end(), folded) != outlets_.end()) return true;
    return folded_copyright_.find(folded) != std::string::npos;
  }

  std::vector<std::string> Gather(const std::vector<std::string>& bylines, BylineForm form) const {
    std::vector<std::string> names;
    for (const std::string& byline : bylines) {
      for (std::string& name : NamesIn(byline, form)) names.push_back(std::move(name));
    }
    return WithoutOutlet(std::move(names));
  }

  ChosenAuthors FromMetas() const {
    std::vector<std::string> keys;
    keys.reserve(facts_.metas.size());
    for (const MetaValue& meta : facts_.metas) keys.push_back(LettersOf(meta.key));
    for (const std::string_view key : kKeys) {
      std::vector<std::string> bylines;
      std::string evidence;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] != key) continue;
        bylines.push_back(facts_.metas[i].value);
        evidence = "meta:" + facts_.metas[i].key;
      }
      auto names = Gather(bylines, BylineForm::kStated);
      if (!names.empty()) return {std::move(names), std::move(evidence)};
    }
    // Twitter's cards have free fields, each with a label.
    for (const std::string_view number : {"1", "2"}) {
      const std::string label = "twitter:label" + std::string(number);
      const std::string value = "twitter:data" + std::string(number);
      if (!IsLeadIn(facts_.Meta(label))) continue;
      auto names = Gather({std::string(facts_.Meta(value))}, BylineForm::kStated);
      if (!names.empty()) return {std::move(names), "meta:" + value};
    }
    return {};
  }

  // The first mark of a kind and those right beside it: further down they sign other articles.
  std::vector<std::string> Marked(std::string_view evidence) const {
    constexpr NodeId kBeside = 16;
    std::vector<std::string> bylines;
    NodeId last = kNoNode;
    for (const AuthorMark& mark : facts_.authors) {
      if (mark.evidence != evidence) continue;
      if (last != kNoNode && mark.node > last + kBeside) break;
      bylines.push_back(mark.text);
      last = mark.node;
    }
    return bylines;
  }

  const PageFacts& facts_;
  const JsonLdFacts& json_ld_;
  std::vector<std::string> outlets_;
  std::string folded_copyright_;
};

}  // namespace

ChosenAuthors ChooseAuthors(const HtmlDocument& document, const PageFacts& facts,
                            const JsonLdFacts& json_ld, const PageText& page,
                            const BylineContext& context) {
  const Chooser chooser(facts, json_ld, context);
  if (ChosenAuthors stated = chooser.Stated(); !stated.names.empty()) return stated;
  const PrintedBylines printed(document, page, context.title_block);
  const auto people = [&](PrintedByline byline) {
    return ChosenAuthors{chooser.WithoutOutlet(std::move(byline.names)),
                         std::string(byline.evidence)};
  };
  if (auto near = people(printed.NearTitle()); !near.names.empty()) return near;
  if (auto reporter = people(printed.InDateline()); !reporter.names.empty()) return reporter;
  if (auto desk = chooser.Organisations(); !desk.names.empty()) return desk;
  if (auto anywhere = people(printed.Anywhere()); !anywhere.names.empty()) return anywhere;
  return chooser.TheOutlet();
}

}  // namespace stratwatch::parsers::internal
