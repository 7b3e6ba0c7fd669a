#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The bytes of one term's postings inside one chunk of documents (docs/formats.md, "Postings").
namespace stratwatch::store {

// first slot:2, last slot:2, varint count, then each posting:
//   varint (slot delta × 4 + 2 when positions follow here + 1 when the weight is 1),
//   varint weight unless it is 1, and, when they follow here, varint size and positions.
// The first posting's delta is 0, so that runs join without decoding them.
struct RunHeader {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  std::uint32_t count = 0;
  std::string_view body;
};
std::optional<RunHeader> ReadRunHeader(std::string_view run);
std::string WriteRun(const RunHeader& run);
// The varint of a posting that comes `gap` slots after the one before, from the one it had as the
// first of its own run.
void AppendJoinedCode(std::string& body, std::uint32_t gap, char first_code);

// One document's posting before it is encoded.
struct PostingInput {
  std::uint16_t slot = 0;
  std::uint32_t weight = 1;    // Weighted term frequency, at least 1.
  std::string_view positions;  // Encoded; empty for a filter term.
};
void AppendPosition(std::string& positions, std::uint32_t before, std::uint32_t position);

// Positions of a term that few documents of a batch have stand in its run, which saves a second
// key; those of a common term stand apart, so that queries that need none do not read them.
struct EncodedRun {
  std::string run;
  std::string positions;  // For table positions; empty when they stand in the run.
};
// `postings` ascend by slot and are not empty.
EncodedRun EncodeRun(const std::vector<PostingInput>& postings);

// A run decoded: parallel arrays in slot order.
struct Postings {
  std::vector<std::uint16_t> slots;
  std::vector<std::uint32_t> weights;
};
// Appends to `out`. False when the bytes are no run.
bool DecodeRun(std::string_view run, Postings& out);

// Where one posting's positions stand.
struct PostingPositions {
  std::uint16_t slot = 0;
  bool apart = false;        // In table positions, in the order of the run.
  std::string_view encoded;  // Unless they stand apart.
};
bool DecodePositions(std::string_view run, std::vector<PostingPositions>& out);

// Steps over the positions that stand apart.
class PositionsReader {
 public:
  explicit PositionsReader(std::string_view bytes) : rest_(bytes) {}
  // The next document's positions, still encoded; false at the end or on damage.
  bool Next(std::string_view& encoded);

 private:
  std::string_view rest_;
};
bool DecodePositionList(std::string_view encoded, std::vector<std::uint32_t>& out);

}  // namespace stratwatch::store
