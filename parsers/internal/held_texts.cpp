#include "parsers/internal/held_texts.h"

#include "parsers/internal/utf8.h"
#include "parsers/internal/windows_1252.h"

namespace stratwatch::parsers::internal {
namespace {

// U+F0000 … U+FFFFD and U+100000 … U+10FFFD: four bytes that begin with F3 B0 … F3 BF or F4. The
// last two of a plane are no characters, and gumbo replaces them.
constexpr std::size_t kStandInBytes = 4;
constexpr char32_t kFirst = 0xF0000;
constexpr char32_t kPlane = 0x10000;
constexpr std::size_t kOfAPlane = kPlane - 2;
constexpr std::size_t kTextsMax = 2 * kOfAPlane;

bool BeginsStandIn(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0xF3 || at + kStandInBytes > text.size()) return false;
  return lead == 0xF4 || (lead == 0xF3 && static_cast<unsigned char>(text[at + 1]) >= 0xB0);
}

std::size_t IndexAt(std::string_view text, std::size_t at) {
  char32_t code_point = static_cast<unsigned char>(text[at]) & 0x07U;
  for (std::size_t i = 1; i < kStandInBytes; ++i) {
    code_point = (code_point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  const char32_t place = code_point - kFirst;
  return place / kPlane * kOfAPlane + place % kPlane;
}

void AppendStandIn(std::size_t index, std::string& markup) {
  const auto code_point =
      static_cast<char32_t>(kFirst + index / kOfAPlane * kPlane + index % kOfAPlane);
  markup.push_back(static_cast<char>(0xF0U | (code_point >> 18U)));
  markup.push_back(static_cast<char>(0x80U | ((code_point >> 12U) & 0x3FU)));
  markup.push_back(static_cast<char>(0x80U | ((code_point >> 6U) & 0x3FU)));
  markup.push_back(static_cast<char>(0x80U | (code_point & 0x3FU)));
}

}  // namespace

// False when there are no stand-ins left.
bool HeldTexts::Begin(std::string& markup) {
  if (begins_.size() == kTextsMax) return false;
  begins_.push_back(bytes_.size());
  AppendStandIn(begins_.size() - 1, markup);
  return true;
}

void HeldTexts::Hold(std::string_view text, std::string& markup) {
  if (text.empty()) return;
  if (!EndsWithText(markup)) {
    if (!Begin(markup)) return Write(text, markup);
    last_end_ = markup.size();
  }
  AppendRepaired(text);
}

void HeldTexts::HoldValue(std::string_view value, std::string& markup) {
  if (!Begin(markup)) return Write(value, markup);
  bytes_.append(value);
  last_end_ = kNoEnd;
}

void HeldTexts::AppendRepaired(std::string_view text) {
  if (text.find('\xC2') == std::string_view::npos && text.find('\0') == std::string_view::npos) {
    bytes_.append(text);
    return;
  }
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    // The tree construction drops NUL (HTML Standard, 13.2.6.4.7).
    const bool nul = c == '\0';
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0xFFU;
    const bool control = c == '\xC2' && next >= 0x80 && next < 0xA0;
    if (!nul && !control) continue;
    bytes_.append(text, copied, at - copied);
    if (control) AppendUtf8(bytes_, kWindows1252High[next - 0x80]);
    copied = at + (control ? 2 : 1);
    at = copied - 1;
  }
  bytes_.append(text.substr(copied));
}

void HeldTexts::Write(std::string_view text, std::string& markup) {
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!BeginsStandIn(text, at)) continue;
    markup.append(text, copied, at - copied);
    copied = at + kStandInBytes;
    at = copied - 1;
  }
  markup.append(text.substr(copied));
}

std::optional<std::string_view> HeldTexts::Whole(std::string_view text) const {
  if (text.size() != kStandInBytes || !BeginsStandIn(text, 0)) return std::nullopt;
  return At(IndexAt(text, 0));
}

std::string HeldTexts::Restore(std::string_view text) const {
  std::string restored;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!BeginsStandIn(text, at)) continue;
    restored.append(text, copied, at - copied).append(At(IndexAt(text, at)));
    copied = at + kStandInBytes;
    at = copied - 1;
  }
  return restored.append(text.substr(copied));
}

std::size_t HeldTexts::Bytes() const {
  return bytes_.capacity() + begins_.capacity() * sizeof(begins_.front());
}

std::string_view HeldTexts::At(std::size_t index) const {
  if (index >= begins_.size()) return {};  // A reference such as &#xF0000; of the page's own.
  const std::size_t end = index + 1 < begins_.size() ? begins_[index + 1] : bytes_.size();
  return std::string_view(bytes_).substr(begins_[index], end - begins_[index]);
}

}  // namespace stratwatch::parsers::internal
