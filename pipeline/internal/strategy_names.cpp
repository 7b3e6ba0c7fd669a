#include "pipeline/internal/strategy_names.h"

#include <algorithm>

namespace stratwatch::pipeline::internal {
namespace {

// A name of this many words is a name in small letters too, and without its years.
constexpr std::size_t kSureWords = 4;

std::string WithoutBrackets(std::string_view name) {
  std::string out;
  int depth = 0;
  for (const char c : name) {
    if (c == '(') ++depth;
    if (depth == 0) out.push_back(c);
    if (c == ')' && depth > 0) --depth;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  const std::size_t twice = out.find("  ");
  if (twice != std::string::npos) out.erase(twice, 1);
  return out;
}

// "… 2024-2028" and "… 2030" without the years; empty when nothing is cut.
std::string WithoutYears(std::string_view name) {
  std::size_t end = name.size();
  const auto is_tail = [](char c) {
    return (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '.' || c == ',';
  };
  while (end > 0) {
    if (is_tail(name[end - 1])) {
      --end;
    } else if (end >= 3 && name.substr(end - 3, 3) == "–") {
      end -= 3;
    } else {
      break;
    }
  }
  return end == name.size() ? std::string() : std::string(name.substr(0, end));
}

std::size_t WordCount(std::string_view name) {
  return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
}

struct Abbreviation {
  std::string_view term;
  std::string_view abbreviation;
};

// Names are written with the term or its abbreviation.
constexpr Abbreviation kAbbreviations[] = {
    {"Artificial Intelligence", "AI"},
    {"artificial intelligence", "AI"},
    {"Intelligence Artificielle", "IA"},
    {"intelligence artificielle", "IA"},
    {"Inteligencia Artificial", "IA"},
    {"inteligencia artificial", "IA"},
    {"Inteligência Artificial", "IA"},
    {"intelligenza artificiale", "IA"},
    {"Intelligenza Artificiale", "IA"},
    {"Künstliche Intelligenz", "KI"},
    {"Künstlicher Intelligenz", "KI"},
    {"искусственного интеллекта", "ИИ"},
    {"штучного інтелекту", "ШІ"},
    {"人工智能", "AI"},
    {"人工知能", "AI"},
    {"인공지능", "AI"},
    {"sztucznej inteligencji", "AI"},
    {"Kecerdasan Artifisial", "AI"},
    {"Trí tuệ nhân tạo", "AI"},
    {"trí tuệ nhân tạo", "AI"},
};

}  // namespace

std::set<std::string> NameVariants(std::string_view name) {
  std::set<std::string> forms = {std::string(name), WithoutBrackets(name)};
  for (const std::string& form : std::set<std::string>(forms)) {
    const std::string shorter = WithoutYears(form);
    // "France 2030" without its year is a country.
    if (WordCount(shorter) >= kSureWords) forms.insert(shorter);
  }
  for (const std::string& form : std::set<std::string>(forms)) {
    for (const Abbreviation& each : kAbbreviations) {
      const std::size_t at = form.find(each.term);
      if (at == std::string::npos) continue;
      std::string shorter = form;
      shorter.replace(at, each.term.size(), each.abbreviation);
      if (shorter.size() > each.abbreviation.size() + 4) forms.insert(std::move(shorter));
    }
  }
  return forms;
}

bool IsNameInSmallLetters(std::string_view name) {
  return WordCount(name) >= kSureWords;
}

}  // namespace stratwatch::pipeline::internal
