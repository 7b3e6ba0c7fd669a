#include "pipeline/near_copies.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "model/wire/digest.h"
#include "tests/pipeline/drawn_text.h"

namespace stratwatch::pipeline {
namespace {

using testing::DrawnText;

constexpr std::uint32_t kHour = 500'000;

// Articles are named by one letter or more; what Find says is told in words.
class NearCopiesTest : public ::testing::Test {
 protected:
  static ArticleId IdOf(std::string_view name) { return ArticleId{wire::Hash128(name)}; }

  // "" for an original, else "same a", "excerpt a", …
  std::string Take(std::string_view name, const std::string& text, std::uint32_t hour = kHour) {
    const std::string said = Ask(name, text, hour);
    const Fingerprint fingerprint = fingerprinter_.Of(text);
    const auto copy = copies_.Find(IdOf(name), fingerprint, hour);
    const auto before = records_.find(IdOf(name));
    const auto record = copies_.Add(IdOf(name), fingerprint, copy, hour,
                                    before == records_.end() ? nullptr : &before->second);
    if (record) records_[IdOf(name)] = *record;
    names_[IdOf(name)] = name;
    if (copy) copies_.Sight(copy->original, hour);
    return said;
  }

  std::string Ask(std::string_view name, const std::string& text, std::uint32_t hour = kHour) {
    const auto copy = copies_.Find(IdOf(name), fingerprinter_.Of(text), hour);
    if (!copy) return "";
    return std::string(CopyRelationName(copy->relation)) + " " + names_[copy->original];
  }

  void Expire(std::uint32_t hour) {
    for (const ArticleId& id : copies_.Expired(hour, 1'000)) {
      copies_.Forget(id, records_.at(id));
      records_.erase(id);
    }
  }

  Fingerprinter fingerprinter_;
  NearCopies copies_{{.window_hours = 100, .articles_max = 1'000}};
  std::map<ArticleId, store::FingerprintRecord> records_;
  std::map<ArticleId, std::string> names_;
};

TEST_F(NearCopiesTest, UnrelatedTextsAreOriginals) {
  EXPECT_EQ(Take("a", DrawnText(1, 500)), "");
  EXPECT_EQ(Take("b", DrawnText(2, 500)), "");
}

TEST_F(NearCopiesTest, ATextWithAFewWordsChangedIsTheSame) {
  Take("a", DrawnText(1, 600));
  EXPECT_EQ(Take("b", DrawnText(1, 600, {.change_every = 80})), "same a");
}

TEST_F(NearCopiesTest, ALineOfAnAgencyBeforeAndAfterChangesNothing) {
  Take("a", DrawnText(1, 400));
  EXPECT_EQ(Take("b", "RABAT (Agency) - " + DrawnText(1, 400) + " All rights reserved."), "same a");
}

TEST_F(NearCopiesTest, AShortenedTextIsAnExcerpt) {
  Take("a", DrawnText(1, 800));
  EXPECT_EQ(Take("b", DrawnText(1, 400)), "excerpt a");
}

TEST_F(NearCopiesTest, ATextWithMuchAddedContainsTheEarlierOne) {
  Take("a", DrawnText(1, 400));
  EXPECT_EQ(Take("b", DrawnText(1, 400) + " " + DrawnText(2, 400)), "contains a");
}

TEST_F(NearCopiesTest, AQuotationInAnotherTextIsNoCopy) {
  Take("a", DrawnText(1, 600));
  EXPECT_EQ(Take("b", DrawnText(1, 60) + " " + DrawnText(2, 600)), "");
}

TEST_F(NearCopiesTest, WhatARoundUpAddsToItsOriginalIsAnotherText) {
  Take("a", DrawnText(1, 400));
  Take("round-up", DrawnText(1, 400) + " " + DrawnText(2, 400));
  EXPECT_EQ(Take("b", DrawnText(2, 400)), "");
}

TEST_F(NearCopiesTest, CopiesOfACopyPointToTheOriginal) {
  Take("a", DrawnText(1, 600));
  Take("b", DrawnText(1, 600, {.change_every = 40}));
  EXPECT_EQ(Take("c", DrawnText(1, 600, {.change_every = 40})).substr(5), "a");
}

TEST_F(NearCopiesTest, SixtyFourCopiesAreAllTold) {
  Take("a", DrawnText(1, 400));
  for (int i = 0; i < 64; ++i) {
    EXPECT_EQ(
        Take("copy " + std::to_string(i), "Agency " + std::to_string(i) + ": " + DrawnText(1, 400)),
        "same a");
  }
  EXPECT_EQ(copies_.Texts(), 1);
}

TEST_F(NearCopiesTest, BoilerplateOfManyTextsMakesNoCopy) {
  const std::string boilerplate = DrawnText(9, 120);
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(Take(std::to_string(i), DrawnText(100 + i, 450) + " " + boilerplate), "") << i;
  }
}

TEST_F(NearCopiesTest, AnEarlierVersionOfItselfIsNoOriginal) {
  Take("a", DrawnText(1, 400));
  EXPECT_EQ(Take("a", DrawnText(1, 400, {.change_every = 50})), "");
  EXPECT_EQ(copies_.Texts(), 1);
  EXPECT_EQ(Take("b", DrawnText(1, 400, {.change_every = 50})), "same a");
}

TEST_F(NearCopiesTest, TextsWithoutFiveWordsAreNoCopies) {
  Take("a", "Only four words here");
  EXPECT_EQ(Take("b", "Only four words here"), "");
}

TEST_F(NearCopiesTest, IsForgottenAWindowAfterTheLastSighting) {
  Take("a", DrawnText(1, 400));
  EXPECT_EQ(Ask("b", DrawnText(1, 400), kHour + 100), "same a");
  EXPECT_EQ(Ask("b", DrawnText(1, 400), kHour + 101), "");
  Expire(kHour + 101);
  EXPECT_EQ(copies_.Texts(), 0);
}

TEST_F(NearCopiesTest, ACopyKeepsItsOriginalInTheWindow) {
  Take("a", DrawnText(1, 400));
  Take("b", DrawnText(1, 400), kHour + 90);
  Expire(kHour + 150);
  EXPECT_EQ(Ask("c", DrawnText(1, 400), kHour + 150), "same a");
}

TEST_F(NearCopiesTest, HoldsNoMoreTextsThanItMay) {
  for (int i = 0; i < 1'500; ++i) {
    Take(std::to_string(i), DrawnText(1'000 + i, 60), kHour + static_cast<std::uint32_t>(i / 20));
    Expire(kHour + static_cast<std::uint32_t>(i / 20));
  }
  EXPECT_LE(copies_.Texts(), 1'100);
  EXPECT_GE(copies_.Texts(), 900);
}

TEST_F(NearCopiesTest, WhatWasTakenBackNeverWas) {
  Take("a", DrawnText(1, 400));
  copies_.Keep();
  Take("b", DrawnText(2, 400));
  Take("a", DrawnText(3, 400));
  Take("c", DrawnText(1, 400), kHour + 50);
  copies_.TakeBack();
  EXPECT_EQ(copies_.Texts(), 1);
  EXPECT_EQ(Ask("d", DrawnText(2, 400)), "");
  EXPECT_EQ(Ask("d", DrawnText(3, 400)), "");
  EXPECT_EQ(Ask("d", DrawnText(1, 400)), "same a");
  EXPECT_EQ(Ask("d", DrawnText(1, 400), kHour + 101), "");
}

TEST_F(NearCopiesTest, LoadedFromItsRecordsItAnswersTheSame) {
  Take("a", DrawnText(1, 400));
  Take("b", DrawnText(1, 400) + " " + DrawnText(2, 400));
  Take("c", DrawnText(3, 900));
  NearCopies loaded({.window_hours = 100, .articles_max = 1'000});
  for (const auto& [id, record] : records_) loaded.Load(id, record);
  loaded.FinishLoading();
  for (const std::string& text :
       {DrawnText(1, 400), DrawnText(2, 400), DrawnText(3, 500), DrawnText(4, 500)}) {
    const auto before = copies_.Find(IdOf("d"), fingerprinter_.Of(text), kHour);
    const auto after = loaded.Find(IdOf("d"), fingerprinter_.Of(text), kHour);
    ASSERT_EQ(before.has_value(), after.has_value());
    if (before) {
      EXPECT_EQ(before->original, after->original);
    }
  }
}

// One text in each of the mission's scripts, and what is done to all of them.
struct ScriptCase {
  const char* name;
  const char* text;
};
void PrintTo(const ScriptCase& each, std::ostream* out) {
  *out << each.name;
}

constexpr ScriptCase kScripts[] = {
    {"Arabic",
     "أعلنت الحكومة في العاصمة عن خطة وطنية للذكاء الاصطناعي تمتد خمس سنوات وتشمل تدريب عشرة آلاف "
     "مهندس وإنشاء مركز للحوسبة وقال الوزير إن البرلمان سيناقش القانون الجديد خلال شهر مايو "
     "المقبل"},
    {"Chinese",
     "政府在首都公布了为期五年的国家人工智能计划，其中包括培训一万名工程师并建设一座计算中心，部长"
     "表示"
     "议会将于五月讨论新法律，届时还将决定明年的预算和监管机构的组成"},
    {"Japanese",
     "政府は首都で五年間の国家人工知能計画を発表し、一万人の技術者を育成して計算センターを建設する"
     "と"
     "した。大臣は国会が五月に新しい法律を審議すると述べ、来年の予算もその際に決まると説明した"},
    {"Korean",
     "정부는 수도에서 오 년 동안의 국가 인공지능 계획을 발표하고 기술자 만 명을 양성하며 컴퓨팅 "
     "센터를 "
     "건설하기로 했다 장관은 국회가 오월에 새로운 법률을 심의할 것이라고 말했다 내년 예산도 그때 "
     "정해진다"},
    {"Hindi",
     "सरकार ने राजधानी में पाँच वर्ष की राष्ट्रीय कृत्रिम बुद्धिमत्ता योजना की घोषणा की जिसमें दस हज़ार इंजीनियरों "
     "का "
     "प्रशिक्षण और एक कंप्यूटिंग केंद्र का निर्माण शामिल है मंत्री ने कहा कि संसद मई में नए कानून पर चर्चा करेगी"},
    {"Thai",
     "รัฐบาลประกาศแผนปัญญาประดิษฐ์แห่งชาติระยะห้าปีในเมืองหลวง ซึ่งรวมถึงการฝึกอบรมวิศวกรหนึ่งหมื่นคน"
     "และการสร้างศูนย์คอมพิวเตอร์ รัฐมนตรีกล่าวว่ารัฐสภาจะพิจารณากฎหมายใหม่ในเดือนพฤษภาคม"},
    {"Amharic",
     "መንግሥት በዋና ከተማው የአምስት ዓመት ብሔራዊ የሰው ሠራሽ አስተውሎት ዕቅድ ይፋ አደረገ ዕቅዱ አሥር ሺህ መሐንዲሶችን ማሠልጠንና "
     "የኮምፒዩተር ማዕከል መገንባትን ያካትታል ሚኒስትሩ ምክር ቤቱ አዲሱን ሕግ በግንቦት ይመለከታል ብለዋል"},
    {"Hebrew",
     "הממשלה הודיעה בבירה על תוכנית לאומית לבינה מלאכותית לחמש שנים הכוללת הכשרת עשרת אלפים "
     "מהנדסים "
     "והקמת מרכז מחשוב השר אמר כי הכנסת תדון בחוק החדש בחודש מאי הקרוב ואז ייקבע גם התקציב"},
    {"Russian",
     "Правительство объявило в столице о пятилетней национальной программе искусственного "
     "интеллекта, "
     "которая предусматривает обучение десяти тысяч инженеров и строительство вычислительного "
     "центра. "
     "Министр сказал, что парламент рассмотрит новый закон в мае"},
    {"Turkish",
     "Hükümet başkentte beş yıllık ulusal yapay zekâ planını açıkladı; plan on bin mühendisin "
     "yetiştirilmesini ve bir hesaplama merkezinin kurulmasını içeriyor. Bakan, meclisin yeni "
     "yasayı "
     "mayıs ayında görüşeceğini söyledi"},
    {"Swahili",
     "Serikali imetangaza katika mji mkuu mpango wa kitaifa wa akili bandia wa miaka mitano "
     "unaojumuisha "
     "kuwafunza wahandisi elfu kumi na kujenga kituo cha kompyuta. Waziri alisema bunge litajadili "
     "sheria mpya mwezi Mei"},
};

class NearCopiesInScript : public NearCopiesTest,
                           public ::testing::WithParamInterface<ScriptCase> {};

TEST_P(NearCopiesInScript, TellsACopyWithALineAdded) {
  const std::string text = GetParam().text;
  Take("a", text);
  EXPECT_EQ(Take("b", "(AFP) " + text + "\n\n© 2026"), "same a");
}

INSTANTIATE_TEST_SUITE_P(Scripts, NearCopiesInScript, ::testing::ValuesIn(kScripts),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::pipeline
