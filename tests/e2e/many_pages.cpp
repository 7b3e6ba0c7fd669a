#include "tests/e2e/many_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/newsweb/pages.h"
#include "tests/newsweb/text_forms.h"

namespace stratwatch::testing {
namespace {

using newsweb::Piece;

constexpr std::size_t kCopyEvery = 24;
constexpr std::size_t kWordsAParagraph = 60;

// Scripts without spaces are mixed by pairs of characters.
bool WritesNoSpaces(const std::string& language) {
  return language == "zh" || language == "ja" || language == "th";
}

std::vector<std::string> WordsOf(const std::string& text, bool by_pairs) {
  std::vector<std::string> words;
  std::string word;
  std::size_t characters = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    const bool space = c == ' ' || c == '\n';
    if (space || (by_pairs && begins && characters == 2)) {
      if (!word.empty()) words.push_back(word);
      word.clear();
      characters = 0;
    }
    if (space) continue;
    word += c;
    if (begins) ++characters;
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

// Makes editions of the pieces of one web.
class Editions {
 public:
  Editions(const newsweb::Web& web, std::uint64_t seed) : web_(web), random_(seed) {
    for (const Piece& piece : web.pieces) {
      if (!piece.expect.outcome.empty()) continue;  // Gone, or a wall: no text to vary.
      pieces_.push_back(&piece);
      const std::string language = web.OutletOf(piece).language;
      auto& words = words_[language];
      for (auto& word : WordsOf(piece.body, WritesNoSpaces(language))) words.push_back(word);
    }
  }

  Piece Make(std::size_t number) {
    Piece piece = *pieces_[number % pieces_.size()];
    const std::size_t edition = number / pieces_.size();
    if (edition == 0) return piece;
    const std::string language = web_.OutletOf(piece).language;
    piece.path += fmt::format("-{}", edition);
    piece.published += std::chrono::hours(edition % 200);
    const bool copy = number % kCopyEvery == 0;
    const bool near_copy = number % kCopyEvery == 1;
    // What it copies is of its language: a page of another would be no copy to a reader.
    const auto model = latest_.find(language);
    if ((copy || near_copy) && model != latest_.end()) {
      piece.body = model->second;
      if (near_copy) piece.body += "\n\n" + Mixed(language);
      return piece;
    }
    const std::string lead = piece.body.substr(0, piece.body.find("\n\n"));
    piece.body = lead;
    for (int i = 0; i < 4; ++i) piece.body += "\n\n" + Mixed(language);
    latest_[language] = piece.body;
    return piece;
  }

 private:
  std::string Mixed(const std::string& language) {
    const auto& words = words_.at(language);
    std::uniform_int_distribution<std::size_t> any(0, words.size() - 1);
    std::string text;
    for (std::size_t i = 0; i < kWordsAParagraph; ++i) {
      if (!text.empty() && !WritesNoSpaces(language)) text += ' ';
      text += words[any(random_)];
    }
    return text;
  }

  const newsweb::Web& web_;
  std::mt19937_64 random_;
  std::vector<const Piece*> pieces_;
  std::map<std::string, std::vector<std::string>> words_;
  std::map<std::string, std::string> latest_;  // Texts, by language.
};

std::string WarcRecord(const std::string& url, std::size_t number, const std::string& charset,
                       const std::string& html) {
  const std::string http =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=" + charset + "\r\n\r\n" + html;
  // A page a second, from a fixed moment on.
  const std::size_t at = number % 86'400;
  return fmt::format(
             "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {}\r\n"
             "WARC-Date: 2026-04-{:02}T{:02}:{:02}:{:02}Z\r\n"
             "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{:012}>\r\n"
             "Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
             url, 10 + number / 86'400, at / 3'600, at / 60 % 60, at % 60, number, http.size()) +
         http + "\r\n\r\n";
}

}  // namespace

void ForManyPages(const newsweb::Web& web, std::size_t pages, std::uint64_t seed,
                  const std::function<void(const ManyPage&)>& visit) {
  Editions editions(web, seed);
  for (std::size_t i = 0; i < pages; ++i) {
    const Piece piece = editions.Make(i);
    const newsweb::Outlet& outlet = web.OutletOf(piece);
    // Mixed words fit every charset that the outlet's language is written in.
    visit({"http://" + piece.host + newsweb::PercentEncoded(piece.path), outlet.charset,
           newsweb::InCharset(newsweb::ArticlePage(web, piece), outlet.charset)});
  }
}

void WriteManyPages(const newsweb::Web& web, std::size_t pages, std::uint64_t seed,
                    const std::filesystem::path& warc) {
  std::ofstream out(warc, std::ios::binary);
  std::size_t number = 0;
  ForManyPages(web, pages, seed, [&](const ManyPage& page) {
    out << WarcRecord(page.url, number++, page.charset, page.html);
  });
  if (!out.flush()) throw std::runtime_error("cannot write " + warc.string());
}

}  // namespace stratwatch::testing
