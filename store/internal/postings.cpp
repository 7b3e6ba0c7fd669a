#include "store/internal/postings.h"

#include "store/internal/codec.h"

namespace stratwatch::store {
namespace {

constexpr std::uint32_t kWeightIsOne = 1;
constexpr std::uint32_t kPositionsHere = 2;
constexpr unsigned kFlagBits = 2;

// Up to this many documents of one batch, with this many bytes of positions each on average: three
// quarters of a batch's terms have one document.
constexpr std::size_t kHereDocumentsMax = 4;
constexpr std::size_t kHereBytesMax = 8;

void AppendSlot(std::string& out, std::uint16_t slot) {
  out.push_back(static_cast<char>(slot >> 8U));
  out.push_back(static_cast<char>(slot & 0xFFU));
}

std::uint16_t ReadSlot(std::string_view bytes) {
  return static_cast<std::uint16_t>((static_cast<std::uint8_t>(bytes[0]) << 8U) |
                                    static_cast<std::uint8_t>(bytes[1]));
}

// The hot loop of every query: most postings are one byte. Null on damage.
inline const char* ReadVarint32(const char* at, const char* end, std::uint32_t& number) {
  if (at != end && static_cast<std::uint8_t>(*at) < 0x80) {
    number = static_cast<std::uint8_t>(*at);
    return at + 1;
  }
  std::uint64_t value = 0;
  for (unsigned shift = 0; at != end && shift < 35; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(*at++);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) {
      number = static_cast<std::uint32_t>(value);
      return at;
    }
  }
  return nullptr;
}

// Calls visit(slot, weight, here, encoded positions) for each posting; false on damage.
template <typename Visit>
bool Walk(const RunHeader& header, Visit visit) {
  const char* at = header.body.data();
  const char* const end = at + header.body.size();
  std::uint32_t slot = header.first;
  for (std::uint32_t i = 0; i < header.count; ++i) {
    std::uint32_t code = 0;
    std::uint32_t weight = 1;
    std::string_view positions;
    at = ReadVarint32(at, end, code);
    if (at != nullptr && (code & kWeightIsOne) == 0) at = ReadVarint32(at, end, weight);
    if (at != nullptr && (code & kPositionsHere) != 0) {
      std::uint32_t size = 0;
      at = ReadVarint32(at, end, size);
      if (at == nullptr || size > static_cast<std::size_t>(end - at)) return false;
      positions = std::string_view(at, size);
      at += size;
    }
    if (at == nullptr) return false;
    slot += code >> kFlagBits;
    visit(static_cast<std::uint16_t>(slot), weight, (code & kPositionsHere) != 0, positions);
  }
  return at == end && slot == header.last;
}

}  // namespace

std::optional<RunHeader> ReadRunHeader(std::string_view run) {
  if (run.size() < 6) return std::nullopt;
  RunHeader header;
  header.first = ReadSlot(run);
  header.last = ReadSlot(run.substr(2));
  Reader reader(run.substr(4));
  header.count = static_cast<std::uint32_t>(reader.Varint());
  header.body = reader.Rest();
  const bool plausible = reader.Ok() && header.count > 0 && header.first <= header.last &&
                         header.body.size() >= header.count;
  if (!plausible) return std::nullopt;
  return header;
}

std::string WriteRun(const RunHeader& run) {
  std::string bytes;
  bytes.reserve(9 + run.body.size());
  AppendSlot(bytes, run.first);
  AppendSlot(bytes, run.last);
  AppendVarint(bytes, run.count);
  bytes.append(run.body);
  return bytes;
}

void AppendJoinedCode(std::string& body, std::uint32_t gap, char first_code) {
  const auto flags = static_cast<std::uint8_t>(first_code) & ((1U << kFlagBits) - 1);
  AppendVarint(body, (std::uint64_t{gap} << kFlagBits) | flags);
}

void AppendPosition(std::string& positions, std::uint32_t before, std::uint32_t position) {
  AppendVarint(positions, position - before);
}

EncodedRun EncodeRun(const std::vector<PostingInput>& postings) {
  std::size_t bytes = 0;
  for (const PostingInput& posting : postings) bytes += posting.positions.size();
  const bool here =
      bytes > 0 && postings.size() <= kHereDocumentsMax && bytes <= kHereBytesMax * postings.size();
  EncodedRun encoded;
  std::string body;
  std::uint16_t before = postings.front().slot;
  for (const PostingInput& posting : postings) {
    const auto delta = static_cast<std::uint32_t>(posting.slot - before);
    AppendVarint(body, (delta << kFlagBits) | (here ? kPositionsHere : 0) |
                           (posting.weight == 1 ? kWeightIsOne : 0));
    if (posting.weight != 1) AppendVarint(body, posting.weight);
    if (bytes > 0) AppendBytes(here ? body : encoded.positions, posting.positions);
    before = posting.slot;
  }
  encoded.run = WriteRun({postings.front().slot, postings.back().slot,
                          static_cast<std::uint32_t>(postings.size()), body});
  return encoded;
}

bool DecodeRun(std::string_view run, Postings& out) {
  const auto header = ReadRunHeader(run);
  if (!header) return false;
  std::size_t next = out.slots.size();
  out.slots.resize(next + header->count);
  out.weights.resize(next + header->count);
  return Walk(*header,
              [&](std::uint16_t slot, std::uint32_t weight, bool /*here*/, std::string_view) {
                out.slots[next] = slot;
                out.weights[next] = weight;
                ++next;
              });
}

bool DecodePositions(std::string_view run, std::vector<PostingPositions>& out) {
  const auto header = ReadRunHeader(run);
  if (!header) return false;
  out.reserve(out.size() + header->count);
  return Walk(*header, [&](std::uint16_t slot, std::uint32_t /*weight*/, bool here,
                           std::string_view encoded) {
    out.push_back({slot, !here, encoded});
  });
}

bool PositionsReader::Next(std::string_view& encoded) {
  Reader reader(rest_);
  encoded = reader.Bytes();
  rest_ = reader.Rest();
  return reader.Ok();
}

bool DecodePositionList(std::string_view encoded, std::vector<std::uint32_t>& out) {
  out.clear();
  Reader reader(encoded);
  std::uint32_t position = 0;
  while (!reader.AtEnd()) {
    position += static_cast<std::uint32_t>(reader.Varint());
    out.push_back(position);
  }
  return reader.Ok();
}

}  // namespace stratwatch::store
