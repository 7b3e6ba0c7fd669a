#pragma once

#include "app/text_lines.h"
#include "model/article.h"
#include "pipeline/rules.h"

namespace stratwatch::app {

// Gives the article what normalise finds in its title and text, by its language and its day: tags,
// claims, quotes, relevance.
void TagArticle(const pipeline::RuleSet& rules, Article& article);

// What normalise finds in a page's title and text, in a text given by itself.
Article TaggedText(const pipeline::RuleSet& rules, const TextLine& line);

}  // namespace stratwatch::app
