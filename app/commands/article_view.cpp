#include "app/commands/article_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace stratwatch::app {
namespace {

void PrintField(const Terminal& terminal, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  terminal.PrintLine(terminal.Dim(fmt::format("{:<13}", name)) + std::string(value));
}

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += separator;
    joined += part;
  }
  return joined;
}

std::string PublishedText(const Article& article) {
  if (!article.published) return "unknown (no evidence on the page)";
  return fmt::format("{} ({})", article.published->Text(), article.published->evidence);
}

// "country MA [subject]: Morocco, Moroccan (×9)": each id once, with its spellings.
std::vector<std::string> TagLines(const Article& article) {
  struct Summary {
    std::vector<std::string> surfaces;
    int mentions = 0;
    bool subject = false;
  };
  std::vector<std::string> order;
  std::map<std::string, Summary> summaries;
  for (const Tag& tag : article.tags) {
    const std::string key = fmt::format("{} {}", TagTypeName(tag.type), tag.canonical_id);
    if (!summaries.contains(key)) order.push_back(key);
    Summary& summary = summaries[key];
    ++summary.mentions;
    summary.subject = summary.subject || tag.subject;
    if (std::find(summary.surfaces.begin(), summary.surfaces.end(), tag.surface) ==
        summary.surfaces.end()) {
      summary.surfaces.push_back(tag.surface);
    }
  }
  std::vector<std::string> lines;
  for (const std::string& key : order) {
    const Summary& summary = summaries[key];
    lines.push_back(fmt::format("{}{}: {} (×{})", key, summary.subject ? " [subject]" : "",
                                Joined(summary.surfaces, ", "), summary.mentions));
  }
  return lines;
}

void PrintExchange(const Terminal& terminal, const FetchExchange& exchange) {
  const std::string from = exchange.remote_address.empty() ? "a file" : exchange.remote_address;
  PrintField(
      terminal, "fetched",
      exchange.status == 0 && !exchange.failure.empty()
          ? fmt::format("{} no response: {}", TimeText(exchange.fetched_at), exchange.failure)
          : fmt::format("{} HTTP {} in {} ms from {}", TimeText(exchange.fetched_at),
                        exchange.status, exchange.duration.count(), from));
  for (const std::string& hop : exchange.redirects) PrintField(terminal, "redirect", hop);
  PrintField(terminal, "robots",
             exchange.robots_rule.empty() ? "no rule applied" : exchange.robots_rule);
  PrintField(terminal, "opt-out", exchange.robots_tag);
}

// "count 1000000 persons by 2030: one million young people"
void PrintClaims(const Terminal& terminal, const Article& article) {
  for (const Claim& claim : article.claims) {
    const std::string target =
        claim.target_year == 0 ? "" : fmt::format(" by {}", claim.target_year);
    PrintField(terminal, "claim",
               fmt::format("{} {:.15g} {}{}: {}", ClaimTypeName(claim.type), claim.value,
                           claim.unit, target, claim.surface));
  }
}

// "“We start with hospitals” — Jean-Paul Habimana"
void PrintQuotes(const Terminal& terminal, const Article& article) {
  for (const Quote& quote : article.quotes) {
    PrintField(terminal, "quote",
               fmt::format("“{}” — {}", quote.surface,
                           quote.speaker.empty() ? "nobody named" : quote.speaker));
  }
}

// "pt, as written in BR (text: equipe, econôm; domain: .br)"; what is in another language.
void PrintLanguage(const Terminal& terminal, const Article& article) {
  const LanguageRegion& region = article.region;
  PrintField(terminal, "language",
             region.code.empty() ? article.language
                                 : fmt::format("{}, as written in {} ({})", article.language,
                                               region.code, region.evidence));
  for (const ForeignPassage& passage : article.foreign_passages) {
    PrintField(terminal, "passage",
               fmt::format("{}, bytes {} to {}", passage.language, passage.begin, passage.end));
  }
}

// "alternate  fr-MA https://news.example/fr (link:hreflang)"; the keywords in one line.
void PrintStatements(const Terminal& terminal, const Article& article) {
  std::vector<std::string> keywords;
  std::string evidence;
  for (const Statement& each : article.statements) {
    if (each.field == StatementField::kKeyword) {
      keywords.push_back(each.value);
      evidence = each.evidence;
      continue;
    }
    PrintField(terminal, StatementFieldName(each.field),
               fmt::format("{}{}{} ({})", each.language, each.language.empty() ? "" : " ",
                           each.value, each.evidence));
  }
  if (keywords.empty()) return;
  PrintField(terminal, "keywords", fmt::format("{} ({})", Joined(keywords, ", "), evidence));
}

void PrintFindings(const Terminal& terminal, const Article& article) {
  if (!article.extraction.method.empty()) {
    PrintField(terminal, "extracted",
               fmt::format("{} bytes of text from {} by {}; charset {} ({})",
                           article.extraction.text_bytes, article.extraction.page_bytes,
                           article.extraction.method, article.extraction.charset,
                           article.extraction.charset_evidence));
  }
  if (!article.relevance.reasons.empty()) {
    PrintField(terminal, "relevance", fmt::format("{:.2f}", article.relevance.score));
  }
  for (const std::string& reason : article.relevance.reasons) {
    terminal.PrintLine("             " + reason);
  }
  for (const std::string& line : TagLines(article)) PrintField(terminal, "tag", line);
  PrintClaims(terminal, article);
  PrintQuotes(terminal, article);
}

std::string CopyText(const Resolution& resolution) {
  return fmt::format("{} ({}: {:.0f} % of this, {:.0f} % of the original)",
                     resolution.duplicate_of->Hex(), resolution.relation, 100 * resolution.of_this,
                     100 * resolution.of_original);
}

void PrintFrontier(const Terminal& terminal, const store::FrontierEntry& entry) {
  PrintField(
      terminal, "frontier",
      entry.state == store::FrontierState::kWaiting
          ? fmt::format("waiting; due {}, attempt {}", TimeText(entry.due_at), entry.attempts + 1)
          : "fetched; on its way through the log");
  PrintField(terminal, "last failure", entry.last_failure);
}

}  // namespace

std::string JoinedIds(const Article& article, TagType type, Subjects subjects) {
  std::vector<std::string> ids;
  for (const Tag& tag : article.tags) {
    if (tag.type != type || (subjects == Subjects::kOnly && !tag.subject)) continue;
    if (std::find(ids.begin(), ids.end(), tag.canonical_id) == ids.end()) {
      ids.push_back(tag.canonical_id);
    }
  }
  return ids.empty() ? "-" : Joined(ids, ",");
}

void PrintArticle(const Terminal& terminal, const Article& article) {
  terminal.PrintLine(terminal.Bold(article.title.empty() ? "(no title)" : article.title));
  PrintField(terminal, "id", article.id.Hex());
  PrintField(terminal, "url", article.url.Text());
  PrintField(terminal, "outcome",
             article.outcome_reason.empty()
                 ? std::string(OutcomeName(article.outcome))
                 : fmt::format("{}: {}", OutcomeName(article.outcome), article.outcome_reason));
  if (article.resolution.duplicate_of) {
    PrintField(terminal, "copy of", CopyText(article.resolution));
  }
  if (article.resolution.story) PrintField(terminal, "story", article.resolution.story->Hex());
  PrintField(terminal, "published", PublishedText(article));
  PrintField(terminal, "seen", TimeText(article.exchange.fetched_at));
  PrintField(terminal, "authors", Joined(article.authors, ", "));
  PrintLanguage(terminal, article);
  PrintField(terminal, "source",
             article.publisher_country.empty()
                 ? article.source.value
                 : fmt::format("{} ({})", article.source.value, article.publisher_country));
  PrintStatements(terminal, article);
  PrintField(terminal, "relevance", fmt::format("{:.2f}", article.relevance.score));
  for (const std::string& line : TagLines(article)) PrintField(terminal, "tag", line);
  PrintClaims(terminal, article);
  if (!article.text.empty()) terminal.PrintLine("\n" + article.text);
}

void PrintTrace(const Terminal& terminal, const Trace& trace) {
  const Outcome outcome = trace.article ? trace.article->outcome : Outcome::kPending;
  terminal.PrintLine(terminal.Bold(trace.url.Text()));
  PrintField(terminal, "outcome", OutcomeName(outcome));
  if (trace.article) PrintField(terminal, "why", trace.article->outcome_reason);
  PrintField(terminal, "id", trace.id.Hex());
  PrintField(terminal, "identity", trace.url.Identity());
  const auto& sightings = trace.frontier ? trace.frontier->sightings : trace.article->sightings;
  for (const Sighting& sighting : sightings) {
    PrintField(terminal, "sighted",
               fmt::format("{} by {}{}", TimeText(sighting.seen_at), sighting.source.value,
                           sighting.title.empty() ? "" : " as \"" + sighting.title + "\""));
  }
  if (!trace.article) return PrintFrontier(terminal, *trace.frontier);
  const Article& article = *trace.article;
  PrintExchange(terminal, article.exchange);
  if (article.archive) {
    PrintField(terminal, "archive",
               fmt::format("{} at byte {}", article.archive->file, article.archive->offset));
  }
  PrintField(terminal, "title", article.title);
  if (!article.extraction.method.empty()) {
    PrintField(terminal, "published", PublishedText(article));
    PrintLanguage(terminal, article);
  }
  PrintFindings(terminal, article);
  if (article.resolution.duplicate_of) {
    PrintField(terminal, "copy of", CopyText(article.resolution));
  }
  if (article.resolution.story) PrintField(terminal, "story", article.resolution.story->Hex());
  if (article.sequence > 0) PrintField(terminal, "sequence", std::to_string(article.sequence));
}

}  // namespace stratwatch::app
