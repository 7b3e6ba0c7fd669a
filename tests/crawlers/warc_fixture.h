#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "crawlers/warc.h"

// What the archive's tests share.
namespace stratwatch::crawlers {

inline const std::chrono::sys_seconds kNow{std::chrono::seconds(1'772'000'000)};

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void WriteFile(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline WarcExchange Exchange(const std::string& url, const std::string& body) {
  WarcExchange exchange;
  exchange.target_uri = url;
  exchange.fetched_at = kNow;
  exchange.remote_address = "192.0.2.7";
  exchange.request_header = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
  exchange.response_header = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
  exchange.body = body;
  return exchange;
}

// A record as some other archive wrote it.
inline std::string Record(const std::string& type, const std::string& uri, const std::string& block,
                          const std::string& version = "WARC/1.0", const std::string& length = "") {
  const bool http = type == "response";
  return version + "\r\nWARC-Type: " + type +
         "\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>" +
         "\r\nWARC-Date: 2026-02-25T06:13:20Z\r\nWARC-Target-URI: " + uri +
         "\r\nContent-Type: " + (http ? "application/http; msgtype=response" : "text/plain") +
         "\r\nContent-Length: " + (length.empty() ? std::to_string(block.size()) : length) +
         "\r\n\r\n" + block + "\r\n\r\n";
}

inline std::string HttpBlock(const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

// Everything a reader gives, in its order: the URL of a record, or "!" and the message.
struct Reading {
  std::vector<WarcRecord> records;
  std::vector<std::string> story;
  std::vector<Error> errors;
};

inline Reading ReadAll(const std::filesystem::path& path, WarcReaderOptions options = {}) {
  Reading reading;
  auto reader = WarcReader::Open(path, options);
  if (!reader) {
    ADD_FAILURE() << reader.error().message;
    return reading;
  }
  // A reader that does not end is a failure of its own.
  for (int i = 0; i < 1'000; ++i) {
    auto next = (*reader)->Next();
    if (!next) {
      reading.errors.push_back(next.error());
      reading.story.push_back("!" + next.error().message);
      continue;
    }
    if (!next->has_value()) return reading;
    reading.story.push_back((*next)->target_uri);
    reading.records.push_back(std::move(**next));
  }
  ADD_FAILURE() << "the reader does not end";
  return reading;
}

}  // namespace stratwatch::crawlers
