#include "pipeline/gazetteer.h"

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace stratwatch::pipeline {
namespace {

using stratwatch::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// The shipped files, copied so that one of them can be spoilt.
class GazetteerFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::copy(STRATWATCH_GAZETTEER_FOLDER, folder_.Path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
  }
  void Write(const std::string& file, const std::string& text) {
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }
  Error LoadError() {
    const auto loaded = Gazetteer::Load(folder_.Path());
    return loaded ? Error{ErrorCode::kInvalid, "loaded"} : loaded.error();
  }

  TemporaryFolder folder_;
};

TEST_F(GazetteerFiles, LoadAsShipped) {
  const auto gazetteer = Gazetteer::Load(folder_.Path());
  ASSERT_TRUE(gazetteer.has_value()) << gazetteer.error().message;
  EXPECT_GE((*gazetteer)->Strategies().size(), 150U);
  EXPECT_EQ((*gazetteer)->Version().size(), 12U);
}

TEST_F(GazetteerFiles, EveryStrategyHasItsProvenance) {
  const auto gazetteer = Gazetteer::Load(folder_.Path());
  ASSERT_TRUE(gazetteer.has_value()) << gazetteer.error().message;
  for (const Strategy& strategy : (*gazetteer)->Strategies()) {
    EXPECT_FALSE(strategy.provenance.empty()) << strategy.id;
  }
}

TEST_F(GazetteerFiles, GiveTheSameVersionEachTime) {
  const auto first = Gazetteer::Load(folder_.Path());
  const auto second = Gazetteer::Load(folder_.Path());
  EXPECT_EQ((*first)->Version(), (*second)->Version());
}

TEST_F(GazetteerFiles, GiveAnotherVersionAfterAnyChange) {
  const auto before = Gazetteer::Load(folder_.Path());
  std::ofstream(folder_ / "homographs.tsv", std::ios::app) << "xx\tMali\tnever\t\tauthored\n";
  const auto after = Gazetteer::Load(folder_.Path());
  ASSERT_TRUE(after.has_value()) << after.error().message;
  EXPECT_NE((*before)->Version(), (*after)->Version());
}

TEST_F(GazetteerFiles, AreMissedByName) {
  std::filesystem::remove(folder_ / "keywords.tsv");
  EXPECT_EQ(LoadError().code, ErrorCode::kNotFound);
  EXPECT_THAT(LoadError().message, HasSubstr("keywords.tsv"));
}

TEST(Gazetteer, NamesTheFolderThatDoesNotExist) {
  const auto loaded = Gazetteer::Load("/nowhere/gazetteer");
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(loaded.error().message, HasSubstr("/nowhere/gazetteer"));
}

struct FaultCase {
  const char* name;
  const char* file;
  const char* text;
  const char* says;
};
void PrintTo(const FaultCase& each, std::ostream* out) {
  *out << each.name;
}

#define STRATEGIES \
  "id\tcountry\tname\tnames\taliases\tshared_names\tyear\tstatus\tkind\tprovenance\n"

#define FIGURES "kind\tlanguage\tvalue\tforms\tprovenance\n"

constexpr FaultCase kFaultCases[] = {
    {"EmptyFile", "strategies.tsv", "", "strategies.tsv:1: empty"},
    {"WrongHeader", "keywords.tsv", "concept\tlang\tforms\n", "keywords.tsv:1: the header must"},
    {"TooFewCells", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\na\ten\n",
     "keywords.tsv:2: 2 cells, expected 4"},
    {"NoProvenance", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\na\ten\tAI\t\n",
     "keywords.tsv:2: provenance"},
    {"BadUtf8", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\na\ten\t\xFF\tx\n",
     "keywords.tsv:2: forms: not UTF-8"},
    {"CarriageReturn", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\na\ten\tAI\tx\r\n",
     "white space"},
    {"EmptyForm", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\na\ten\tAI||KI\tx\n",
     "an empty form"},
    {"BadLanguage", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\na\tEnglish\tAI\tx\n",
     "language 'English': expected a BCP 47 tag"},
    {"BadCountry", "strategies.tsv", STRATEGIES "MA:2024\tMar\tx\t\t\t\t2024\t\t\tx\n",
     "strategies.tsv:2: country 'Mar'"},
    {"BadId", "strategies.tsv", STRATEGIES "FR:2024\tMA\tx\t\t\t\t2024\t\t\tx\n",
     "as in 'MA:2024'"},
    {"BadYear", "strategies.tsv", STRATEGIES "MA:2024\tMA\tx\t\t\t\tsoon\t\t\tx\n", "year 'soon'"},
    {"BadPair", "strategies.tsv", STRATEGIES "MA:2024\tMA\tx\tMaroc\t\t\t2024\t\t\tx\n",
     "expected language:form"},
    {"SameIdTwice", "strategies.tsv",
     STRATEGIES "MA:2024\tMA\tx\t\t\t\t2024\t\tai-plan\tx\n"
                "MA:2024\tMA\ty\t\t\t\t2024\t\tai-plan\tx\n",
     "strategies.tsv:3: id 'MA:2024' stands on line 2 already"},
    {"UnknownKind", "countries.tsv",
     "country\tlanguage\tkind\tforms\tprovenance\nMA\ten\tcity\tFez\tx\n",
     "'city': expected one of name, demonym, capital"},
    {"ShadowWithCountry", "countries.tsv",
     "country\tlanguage\tkind\tforms\tprovenance\nMA\ten\tshadow\tFez\tx\n", "'-' on a shadow"},
    {"UnknownPolicy", "homographs.tsv",
     "language\tforms\tpolicy\tcontext\tprovenance\nen\tTurkey\tmaybe\t\tx\n",
     "expected one of never, support, person, beside"},
    {"UnknownFigureKind", "figures.tsv", FIGURES "sum\ten\t\tsum\tx\n",
     "figures.tsv:2: 'sum': expected one of number, scale"},
    {"FigureWithoutValue", "figures.tsv", FIGURES "scale\ten\tmany\tlots\tx\n",
     "value 'many': expected a number above 0"},
    {"NoCurrencyCode", "figures.tsv", FIGURES "currency\ten\tdollar\tdollar\tx\n",
     "expected currency codes (ISO 4217)"},
    {"RankWithoutSide", "figures.tsv", FIGURES "rank\ten\t\ttop\tx\n",
     "expected before, after or near"},
    {"TopicWeightIsNoNumber", "topics.tsv",
     "id\tgroup\tname\tstems\tprovenance\na\tb\tc\ten:law^much\tx\n",
     "topics.tsv:2: 'law^much': expected a stem, '^' and a weight"},
    {"TopicWeightTooLarge", "topics.tsv",
     "id\tgroup\tname\tstems\tprovenance\na\tb\tc\ten:law^3\tx\n", "at most 2"},
    {"UnknownPeopleKind", "people.tsv", FIGURES "hero\ten\t-\tknight\tx\n",
     "people.tsv:2: 'hero': expected one of role, body"},
    {"UnknownRole", "people.tsv", FIGURES "role\ten\thero\tknight\tx\n",
     "'hero': expected one of head, minister"},
    {"StarInsideAForm", "people.tsv", FIGURES "say\ten\t-\tsa*d\tx\n",
     "'sa*d': expected a word, or a stem"},
    {"NoIsoCountry", "countries.tsv",
     "country\tlanguage\tkind\tforms\tprovenance\nZZ\ten\tname\tZedland\tx\n",
     "countries.tsv:2: country 'ZZ': expected two capitals (ISO 3166-1)"},
    {"PatternOfNothing", "countries.tsv",
     "country\tlanguage\tkind\tforms\tprovenance\nMA\ten\tname\tFez|*\tx\n",
     "countries.tsv:2: '*': nothing to match before '*'"},
    {"PatternOfQuotesOnly", "keywords.tsv",
     "concept\tlanguage\tforms\tprovenance\nstate\tfr\t«»\tx\n",
     "keywords.tsv:2: '«»': nothing to match"},
    {"TwoStars", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\nstate\ten\tgov**\tx\n",
     "two '*' side by side"},
    {"NoForms", "keywords.tsv", "concept\tlanguage\tforms\tprovenance\nstate\ten\t\tx\n",
     "keywords.tsv:2: forms: must not be empty"},
    {"UnknownConcept", "keywords.tsv",
     "concept\tlanguage\tforms\tprovenance\nstates\ten\tcabinet\tx\n",
     "keywords.tsv:2: 'states': expected one of artificial_intelligence"},
    {"UnknownStrategyKind", "strategies.tsv",
     STRATEGIES "MA:2024\tMA\tx\t\t\t\t2024\t\tai-dream\tx\n",
     "strategies.tsv:2: 'ai-dream': expected one of ai-strategy"},
    {"SharedNameOfNobody", "strategies.tsv",
     STRATEGIES "MA:2024\tMA\tx\t\ty\tz\t2024\t\tai-plan\tx\n",
     "shared name 'z': expected one of the name, names or aliases"},
    {"OrganisationOfNoCountry", "organisations.tsv",
     "id\tkind\tcountry\tname\taliases\tprovenance\nA\tngo\tMorocco\tA\t\tx\n",
     "organisations.tsv:2: country 'Morocco'"},
    {"OrganisationTwice", "organisations.tsv",
     "id\tkind\tcountry\tname\taliases\tprovenance\nA\tngo\tMA\tA\t\tx\nA\tngo\tMA\tB\t\tx\n",
     "organisations.tsv:3: id 'A' stands on line 2 already"},
    {"UnknownPlanKind", "plan_words.tsv", "language\tkind\tforms\tprovenance\nen\tidea\tidea\tx\n",
     "expected one of strategy, plan, policy"},
};

class FaultyFile : public GazetteerFiles, public ::testing::WithParamInterface<FaultCase> {};

TEST_P(FaultyFile, IsNamedWithItsLine) {
  Write(GetParam().file, GetParam().text);
  EXPECT_EQ(LoadError().code, ErrorCode::kInvalid);
  EXPECT_THAT(LoadError().message, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(Faults, FaultyFile, ::testing::ValuesIn(kFaultCases),
                         [](const auto& each) { return each.param.name; });

TEST_F(GazetteerFiles, MayHoldCommentsAndEmptyLines) {
  Write("keywords.tsv",
        "# note\n\nconcept\tlanguage\tforms\tprovenance\n# note\n"
        "ai_abbreviation\ten\tAI\tx\n");
  const auto gazetteer = Gazetteer::Load(folder_.Path());
  ASSERT_TRUE(gazetteer.has_value()) << gazetteer.error().message;
  EXPECT_EQ((*gazetteer)->Keywords().size(), 1U);
}

TEST_F(GazetteerFiles, FindAStrategyByAnyName) {
  Write("strategies.tsv", STRATEGIES
        "MA:2024\tMA\tDigital Morocco 2030\tfr:Maroc Digital 2030|ar:المغرب الرقمي 2030\t"
        "Morocco Digital 2030\t\t2024\tadopted\tdigital-strategy\tx\n"
        "EG:2021\tEG\tNational AI Strategy\t\t\tNational AI Strategy\t2021\t\tai-strategy\tx\n"
        "QA:2019\tQA\tNational AI Strategy\t\t\tNational AI Strategy\t2019\t\tai-strategy\tx\n");
  const auto gazetteer = Gazetteer::Load(folder_.Path());
  ASSERT_TRUE(gazetteer.has_value()) << gazetteer.error().message;
  const Gazetteer& names = **gazetteer;
  EXPECT_THAT(names.IdsOf("digital morocco 2030"), ElementsAre("MA:2024"));
  EXPECT_THAT(names.IdsOf("« MAROC DIGITAL 2030 »"), ElementsAre("MA:2024"));
  EXPECT_THAT(names.IdsOf("المغرب الرقمي ٢٠٣٠"), ElementsAre("MA:2024"));
  EXPECT_THAT(names.IdsOf("MA:2024"), ElementsAre("MA:2024"));
  EXPECT_THAT(names.IdsOf("National AI Strategy"), UnorderedElementsAre("EG:2021", "QA:2019"));
  EXPECT_THAT(names.IdsOf("Digital Atlantis"), IsEmpty());
  ASSERT_NE(names.FindStrategy("MA:2024"), nullptr);
  EXPECT_EQ(names.FindStrategy("MA:2024")->year, 2024);
  EXPECT_EQ(names.FindStrategy("ZZ:1999"), nullptr);
}

}  // namespace
}  // namespace stratwatch::pipeline
