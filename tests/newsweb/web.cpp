#include "tests/newsweb/web.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

namespace stratwatch::newsweb {
namespace {

using nlohmann::json;

// "2026-03-02T03:15:00Z"
std::chrono::sys_seconds Instant(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%dZ", &year, &month, &day, &hour, &minute,
                  &second) != 6) {
    throw std::runtime_error("'" + text + "' is no date like 2026-03-02T03:15:00Z");
  }
  const std::chrono::sys_days days =
      std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return days + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

std::vector<std::string> Strings(const json& object, const char* key) {
  return object.value(key, std::vector<std::string>{});
}

Outlet ReadOutlet(const json& row) {
  Outlet outlet;
  outlet.host = row.at("host");
  outlet.name = row.at("name");
  outlet.country = row.at("country");
  outlet.language = row.at("language");
  outlet.page_template = row.at("template");
  outlet.charset = row.at("charset");
  outlet.category = row.at("category");
  outlet.robots = row.value("robots", "");
  for (const json& offer : row.at("sources")) {
    outlet.offers.push_back({offer.at("kind"), offer.at("path")});
  }
  return outlet;
}

Expectation ReadExpectation(const json& row) {
  Expectation expect;
  expect.outcome = row.value("outcome", "");
  expect.relevant = row.value("relevant", false);
  expect.countries = Strings(row, "countries");
  expect.subject_countries = Strings(row, "subject_countries");
  expect.strategies = Strings(row, "strategies");
  if (row.contains("story") && row["story"].is_string()) expect.story = row["story"];
  expect.near_copy_of = row.value("near_copy_of", "");
  return expect;
}

Piece ReadPiece(const json& row) {
  Piece piece;
  piece.host = row.at("host");
  piece.path = row.at("path");
  piece.section = row.value("section", "");
  piece.title = row.value("title", "");
  piece.author = row.value("author", "");
  piece.credit = row.value("credit", "");
  piece.published = Instant(row.at("date"));
  piece.body = row.value("body", "");
  piece.page_template = row.value("template", "");
  piece.declare = row.value("declare", "both");
  piece.correction = row.value("correction", "");
  piece.expect.same_text_as = row.value("copy_of", "");
  if (row.contains("expect")) {
    const std::string copied = piece.expect.same_text_as;
    piece.expect = ReadExpectation(row["expect"]);
    piece.expect.same_text_as = copied;
  }
  return piece;
}

// Calls `use` with each line's object. Errors name the file and line.
Result<void> ReadLines(const std::filesystem::path& path, const std::function<void(json)>& use) {
  std::ifstream file(path);
  if (!file) {
    return Fail(ErrorCode::kNotFound, path.string() +
                                          ": cannot be read; --folder must name the "
                                          "folder of the sample web");
  }
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty()) continue;
    try {
      use(json::parse(line));
    } catch (const std::exception& error) {
      return Fail(ErrorCode::kInvalid,
                  path.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  return {};
}

// Gives copies the text they copy.
Result<void> FillCopies(Web& web) {
  std::map<std::string, const Piece*> by_key;
  for (const Piece& piece : web.pieces) {
    if (!by_key.emplace(piece.Key(), &piece).second) {
      return Fail(ErrorCode::kInvalid, "articles.jsonl: " + piece.Key() + " stands there twice");
    }
  }
  for (Piece& piece : web.pieces) {
    if (piece.expect.same_text_as.empty()) continue;
    const auto original = by_key.find(piece.expect.same_text_as);
    if (original == by_key.end()) {
      return Fail(ErrorCode::kInvalid, "articles.jsonl: " + piece.Key() + " copies " +
                                           piece.expect.same_text_as + ", which is not there");
    }
    piece.title = original->second->title;
    piece.body = original->second->body;
    piece.section = original->second->section;
    const std::string same_text_as = piece.expect.same_text_as;
    piece.expect = original->second->expect;
    piece.expect.same_text_as = same_text_as;
  }
  return {};
}

}  // namespace

const Outlet& Web::OutletOf(const Piece& piece) const {
  // LoadWeb has checked that each piece has one.
  return *std::find_if(outlets.begin(), outlets.end(),
                       [&](const Outlet& outlet) { return outlet.host == piece.host; });
}

const Words& Web::WordsOf(const Outlet& outlet) const {
  return languages.at(outlet.language);
}

std::vector<const Piece*> Web::PiecesOf(std::string_view host) const {
  std::vector<const Piece*> own;
  for (const Piece& piece : pieces) {
    if (piece.host == host) own.push_back(&piece);
  }
  return own;
}

Result<Web> LoadWeb(const std::filesystem::path& folder) {
  Web web;
  auto read = ReadLines(folder / "words.jsonl", [&](const json& row) {
    Words words;
    for (const auto& [key, value] : row.items()) words[key] = value;
    web.languages[words.at("language")] = words;
  });
  if (!read) return tl::unexpected(read.error());
  std::set<std::string> hosts;
  read = ReadLines(folder / "outlets.jsonl", [&](const json& row) {
    web.outlets.push_back(ReadOutlet(row));
    hosts.insert(web.outlets.back().host);
    if (!web.languages.contains(web.outlets.back().language)) {
      throw std::runtime_error("no words for language " + web.outlets.back().language);
    }
  });
  if (!read) return tl::unexpected(read.error());
  read = ReadLines(folder / "articles.jsonl", [&](const json& row) {
    web.pieces.push_back(ReadPiece(row));
    if (!hosts.contains(web.pieces.back().host)) {
      throw std::runtime_error("no outlet has the host " + web.pieces.back().host);
    }
  });
  if (!read) return tl::unexpected(read.error());
  read = FillCopies(web);
  if (!read) return tl::unexpected(read.error());
  std::stable_sort(web.pieces.begin(), web.pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.published > b.published; });
  return web;
}

}  // namespace stratwatch::newsweb
