#include "parsers/internal/unicode.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {
namespace {

struct NfcCase {
  const char* name;
  std::string_view written;
  std::string_view nfc;
};
void PrintTo(const NfcCase& each, std::ostream* out) {
  *out << each.written;
}

// UAX 15. The first rows are what the quick check must not let pass, the others what it may.
constexpr NfcCase kNfcCases[] = {
    {"LatinMark", "cafe\xCC\x81", "caf\xC3\xA9"},
    {"MarksOutOfOrder", "q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87"},
    {"MarksOutOfOrderBehindAscii", "a-q\xCC\x87\xCC\xA3 b", "a-q\xCC\xA3\xCC\x87 b"},
    {"HangulJamo", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C"},
    {"ArabicHamza", "\xD8\xA7\xD9\x94", "\xD8\xA3"},
    {"HebrewPointsOutOfOrder", "\xD7\xA9\xD6\xBC\xD7\x81", "\xD7\xA9\xD6\xBC\xD7\x81"},
    {"DevanagariNukta", "\xE0\xA4\xA8\xE0\xA4\xBC", "\xE0\xA4\xA9"},
    {"DevanagariExcluded", "\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC"},
    {"AngstromSign", "\xE2\x84\xAB", "\xC3\x85"},
    {"CompatibilityHan", "\xEF\xA4\x80", "\xE8\xB1\x88"},
    {"BeyondTheBasicPlane", "\xF0\xAF\xA0\x80", "\xE4\xB8\xBD"},
    {"MusicalSymbol", "\xF0\x9D\x85\x9E", "\xF0\x9D\x85\x97\xF0\x9D\x85\xA5"},
    {"Thai", "ยุทธศาสตร์ปัญญาประดิษฐ์", "ยุทธศาสตร์ปัญญาประดิษฐ์"},
    {"Hindi", "राष्ट्रीय रणनीति", "राष्ट्रीय रणनीति"},
    {"Amharic", "ብሔራዊ ስትራቴጂ", "ብሔራዊ ስትራቴጂ"},
    {"Emoji", "\xF0\x9F\x98\x80 strategy", "\xF0\x9F\x98\x80 strategy"},
    {"BrokenBytes", "a\xFF\xC3", "a\xFF\xC3"},
    {"Nothing", "", ""},
};

class ToNfcGives : public testing::TestWithParam<NfcCase> {};

TEST_P(ToNfcGives, TheComposedForm) {
  EXPECT_EQ(ToNfc(std::string(GetParam().written)), GetParam().nfc);
}

INSTANTIATE_TEST_SUITE_P(Texts, ToNfcGives, testing::ValuesIn(kNfcCases),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace stratwatch::parsers::internal
