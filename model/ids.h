#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace stratwatch {

// 128 bits, printed as 32 lower-case hexadecimal digits. A plain value; ordered bytewise.
struct Digest128 {
  std::array<std::uint8_t, 16> bytes{};

  std::string Hex() const;
  // The bytes as a key; views this object.
  std::string_view View() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // nullopt unless `hex` is exactly 32 hexadecimal digits.
  static std::optional<Digest128> FromHex(std::string_view hex);
  // nullopt unless `key` is exactly 16 bytes.
  static std::optional<Digest128> FromBytes(std::string_view key);

  auto operator<=>(const Digest128&) const = default;
};

// Names one article for good: the XXH3-128 of its identity URL (Url::Identity), so the same
// article gets the same id on every machine and in every run. Computed in wire/digest.h.
struct ArticleId : Digest128 {
  auto operator<=>(const ArticleId&) const = default;
};

// XXH3-128 of an article's folded text: equal for exact copies under different URLs.
struct ContentHash : Digest128 {
  auto operator<=>(const ContentHash&) const = default;
};

// Names one story: the id of the article that began it, so that it is the same on every machine
// that sees the articles in the same order.
struct StoryId : Digest128 {
  auto operator<=>(const StoryId&) const = default;
};

// The `id` column of the source register, e.g. "ma-fr-map". Never empty for a real source.
struct SourceId {
  std::string value;
  auto operator<=>(const SourceId&) const = default;
};

}  // namespace stratwatch

template <>
struct std::hash<stratwatch::ArticleId> {
  std::size_t operator()(const stratwatch::ArticleId& id) const noexcept {
    return std::hash<std::string_view>{}(id.View());
  }
};
template <>
struct std::hash<stratwatch::ContentHash> {
  std::size_t operator()(const stratwatch::ContentHash& digest) const noexcept {
    return std::hash<std::string_view>{}(digest.View());
  }
};
template <>
struct std::hash<stratwatch::StoryId> {
  std::size_t operator()(const stratwatch::StoryId& id) const noexcept {
    return std::hash<std::string_view>{}(id.View());
  }
};
template <>
struct std::hash<stratwatch::SourceId> {
  std::size_t operator()(const stratwatch::SourceId& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
