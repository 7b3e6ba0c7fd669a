#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "model/article.h"

namespace stratwatch::pipeline {

// One report of a story with its copies: who wrote it first.
struct StoryReport {
  const Article* original = nullptr;
  // When the original appeared: its publisher's date where that can be trusted, else our fetch.
  std::chrono::sys_seconds time{};
  bool by_fetch = false;               // `time` is of the fetch.
  std::vector<const Article*> copies;  // Earliest first.
};

// The independent reports of a story, earliest first.
//
// Articles are one report when one is a copy of the other, or of a third. `resolve` points a copy
// to the text that was met first; the publisher's dates, which are known by now, may tell that
// another one was earlier, so the earliest is the original here. A date is trusted when its
// evidence is (confidence of at least kTrustedDate) and it is not later than the fetch; one that
// gives the day alone counts as the day's last second, or as the fetch when that came sooner. Equal
// times are settled by the fetch, then by the id. Borrows `articles`, all of one story, in any
// order.
std::vector<StoryReport> ReportsOf(const std::vector<Article>& articles);

// The least confidence of a trusted date: what markup states, or is printed beside the headline.
inline constexpr float kTrustedDate = 0.75F;

}  // namespace stratwatch::pipeline
