#pragma once

#include <string>

#include "app/json.h"
#include "app/terminal.h"
#include "model/article.h"

namespace stratwatch::app {

enum class Subjects { kAll, kOnly };
// The distinct ids of one type of tag, in order of first mention: "MA,US"; "-" when there are
// none. With kOnly, those the article is about.
std::string JoinedIds(const Article& article, TagType type, Subjects subjects);

void PrintArticle(const Terminal& terminal, const Article& article);
void PrintTrace(const Terminal& terminal, const Trace& trace);

}  // namespace stratwatch::app
