#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/gazetteer.h"
#include "pipeline/internal/folded_text.h"
#include "pipeline/internal/people_rules.h"

namespace stratwatch::pipeline::internal {

// What a form of countries.tsv is; decides how much a mention says about the country.
enum class CountryFormKind {
  kName,     // Another name, a short name or an abbreviation.
  kDemonym,  // The adjective and the people: "marocain*".
  kCapital,  // Stands for the government as often as for the place.
  kPlace,    // Another city or region.
  kActor,    // An organisation or office that speaks for the state: "White House".
  kHome,     // How its own press says "our country"; counts when nothing contradicts.
  kShadow,   // Not the country, though it contains its name: "New Mexico".
};

struct CountryForms {
  std::string country;   // ISO 3166-1 alpha-2; "-" for a shadow; "EU" and "XX-…" are bodies.
  std::string language;  // "*" for all.
  CountryFormKind kind = CountryFormKind::kName;
  std::vector<std::string> forms;  // '*' ends a stem; a lower-case first letter matches any case.
};

enum class HomographPolicy {
  kNever,    // Is practically always the other thing.
  kSupport,  // The country needs another, plain mention, or a word of the context near.
  kPerson,   // As kSupport, and never beside another capitalised word ("Michael Jordan").
  kBeside,   // The country, but beside another capitalised word it needs support as well.
};

struct Homograph {
  std::string language;
  std::string form;
  HomographPolicy policy = HomographPolicy::kSupport;
  std::vector<std::string> context;  // Words, or stems with '*', that settle it when near.
};

// How a language writes case on a name: drop one of `strip` from its end, then add one of
// `endings`.
struct Inflection {
  std::string language;
  std::vector<std::string> strip;
  std::vector<std::string> endings;
  std::vector<std::string> adjective_endings;  // After the stem, for "Moroccan" from "Morocco".
};

// kOffice is no plan: beside it, the words are the name of a post or a body ("Director of Global
// AI Strategy").
enum class PlanKind { kStrategy, kPlan, kPolicy, kProgramme, kLaw, kInitiative, kOffice };

// Nouns that make an AI term near them a strategy's mention.
struct PlanWords {
  std::string language;
  PlanKind kind = PlanKind::kStrategy;
  std::vector<std::string> forms;
};

struct Organisation {
  std::string id;
  std::string kind;
  std::string country;
  std::string name;
  std::vector<std::pair<std::string, std::string>> aliases;  // (language, form)
};

struct TopicStem {
  std::string language;
  std::string form;
  float weight = 1.0F;  // 1 settles the topic alone.
};

struct TopicStems {
  std::string id;
  std::string group;
  std::string name;
  std::vector<TopicStem> stems;
};

// What a word of figures.tsv says about the number beside it.
enum class FigureKind : std::uint8_t {
  kNumber,   // "seven", "half a"
  kScale,    // "million", "crore", 億
  kPercent,  // Also tenths: 割
  kCurrency,
  kCapacity,  // "megawatts"
  kUnit,      // What is counted: "engineers"
  kTime,      // Months, years, times: the number is no figure.
  kOrdinal,   // "fourth"
  kRank,      // "top" before, "place" after a number; "index" anywhere near an ordinal
  kPer,       // "an hour" after a sum
  kTarget,    // "by", "until"
  kStanding,  // "already", "last year", "a year": the figure is so, was so, or is so each year
  kDecade,    // "the end of the decade": a year to come
};

struct FigureForms {
  FigureKind kind = FigureKind::kNumber;
  std::string language;  // "*" for all.
  double number = 1.0;   // The value of a number or scale; else a factor (toman: 10 rial).
  // Of a currency, ISO 4217: the first where the article's countries do not decide. Else one name.
  std::vector<std::string> units;
  std::vector<std::string> forms;
};

struct GazetteerRules {
  const MatchFolding* folding = &MatchFolding::Shared();
  std::vector<Strategy> strategies;
  std::vector<Keyword> keywords;
  std::vector<CountryForms> countries;
  std::vector<Homograph> homographs;
  std::vector<Inflection> inflections;
  std::vector<PlanWords> plan_words;
  std::vector<Organisation> organisations;
  std::vector<TopicStems> topics;
  std::vector<FigureForms> figures;
  std::vector<PeopleForms> people;
  std::string version;
};

}  // namespace stratwatch::pipeline::internal
