#include "store/internal/postings.h"

#include "store/internal/codec.h"

namespace stratwatch::store {
namespace {

void AppendSlot(std::string& out, std::uint16_t slot) {
  out.push_back(static_cast<char>(slot >> 8U));
  out.push_back(static_cast<char>(slot & 0xFFU));
}

std::uint16_t ReadSlot(std::string_view bytes) {
  return static_cast<std::uint16_t>((static_cast<std::uint8_t>(bytes[0]) << 8U) |
                                    static_cast<std::uint8_t>(bytes[1]));
}

// The hot loop of every query: most postings are one byte.
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

std::string WriteRun(std::uint16_t first, std::uint16_t last, std::uint32_t count,
                     std::string_view body) {
  std::string run;
  run.reserve(9 + body.size());
  AppendSlot(run, first);
  AppendSlot(run, last);
  AppendVarint(run, count);
  run.append(body);
  return run;
}

void RunBuilder::AddPosting(std::uint16_t slot, std::uint32_t weight) {
  if (count_ == 0) first_ = last_ = slot;
  const std::uint32_t delta = static_cast<std::uint32_t>(slot - last_);
  AppendVarint(body_, (delta << 1U) | (weight == 1 ? 1U : 0U));
  if (weight != 1) AppendVarint(body_, weight);
  last_ = slot;
  ++count_;
}

void RunBuilder::Add(std::uint16_t slot) {
  AddPosting(slot, 1);
}

void RunBuilder::Add(std::uint16_t slot, std::uint32_t weight,
                     const std::vector<std::uint32_t>& positions) {
  AddPosting(slot, weight);
  std::string encoded;
  std::uint32_t before = 0;
  for (const std::uint32_t position : positions) {
    AppendVarint(encoded, position - before);
    before = position;
  }
  AppendBytes(positions_, encoded);
}

bool DecodeRun(std::string_view run, Postings& out) {
  const auto header = ReadRunHeader(run);
  if (!header) return false;
  const std::size_t begin = out.slots.size();
  out.slots.resize(begin + header->count);
  out.weights.resize(begin + header->count);
  const char* at = header->body.data();
  const char* const end = at + header->body.size();
  std::uint32_t slot = header->first;
  for (std::size_t i = begin; i < out.slots.size(); ++i) {
    std::uint32_t code = 0;
    std::uint32_t weight = 1;
    at = ReadVarint32(at, end, code);
    if (at != nullptr && (code & 1U) == 0) at = ReadVarint32(at, end, weight);
    if (at == nullptr) return false;
    slot += code >> 1U;
    out.slots[i] = static_cast<std::uint16_t>(slot);
    out.weights[i] = weight;
  }
  return at == end && slot == header->last;
}

bool PositionsReader::Next(std::string_view& encoded) {
  Reader reader(rest_);
  encoded = reader.Bytes();
  rest_ = reader.Rest();
  return reader.Ok();
}

bool PositionsReader::Decode(std::string_view encoded, std::vector<std::uint32_t>& out) {
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
