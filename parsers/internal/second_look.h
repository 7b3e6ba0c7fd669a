#pragma once

#include <string>
#include <string_view>

namespace stratwatch::parsers::internal {

// CLD2 calls many short texts English that it does not know (a French sentence of a dozen words),
// and Macedonian or Bulgarian headlines Serbian. What such a text shows besides is asked here: the
// function words of some forty languages in the Latin script where the score for English is lower
// than English has, letters that one of two sisters lacks, and Macedonian's articles and words.
//
// `tag`: what CLD2 says; `score`: its score for that, per 1,024 bytes. Returns the tag to believe,
// `tag` itself where nothing speaks against it. Longer texts are CLD2's own: it is right on them.
// Measured on 14,200 headlines and sentences of 71 languages: 92 mended and 2 spoilt by the words;
// macro accuracy .964 to .970 on headlines, .973 to .980 on sentences. Thread-safe.
std::string SecondLook(std::string_view text, std::string tag, double score);

}  // namespace stratwatch::parsers::internal
