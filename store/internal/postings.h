#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The bytes of one term's postings inside one chunk of documents (docs/formats.md, "Postings").
namespace stratwatch::store {

// first slot:2, last slot:2, varint count, then each posting: varint (slot delta × 2 + (tf = 1)),
// and varint tf unless it is 1. The first posting's delta is 0, so that runs join without
// decoding them.
struct RunHeader {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  std::uint32_t count = 0;
  std::string_view body;
};
std::optional<RunHeader> ReadRunHeader(std::string_view run);
std::string WriteRun(std::uint16_t first, std::uint16_t last, std::uint32_t count,
                     std::string_view body);

// Builds a run and its positions, one document after another, in slot order.
class RunBuilder {
 public:
  // `weight` is the weighted term frequency, at least 1. `positions` ascend.
  void Add(std::uint16_t slot, std::uint32_t weight, const std::vector<std::uint32_t>& positions);
  void Add(std::uint16_t slot);  // A filter term: weight 1, no positions.
  std::string Run() const { return WriteRun(first_, last_, count_, body_); }
  const std::string& Positions() const { return positions_; }
  bool Empty() const { return count_ == 0; }

 private:
  void AddPosting(std::uint16_t slot, std::uint32_t weight);

  std::uint16_t first_ = 0;
  std::uint16_t last_ = 0;
  std::uint32_t count_ = 0;
  std::string body_;
  std::string positions_;
};

// A run decoded: parallel arrays in slot order.
struct Postings {
  std::vector<std::uint16_t> slots;
  std::vector<std::uint32_t> weights;
};
// Appends to `out`. False when the bytes are no run.
bool DecodeRun(std::string_view run, Postings& out);

// Steps over the positions of a chunk, document by document, in the run's order.
class PositionsReader {
 public:
  explicit PositionsReader(std::string_view bytes) : rest_(bytes) {}
  // The next document's positions, still encoded; false at the end or on damage.
  bool Next(std::string_view& encoded);
  static bool Decode(std::string_view encoded, std::vector<std::uint32_t>& out);

 private:
  std::string_view rest_;
};

}  // namespace stratwatch::store
