#include "tests/newsweb/text_forms.h"

#include <iconv.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <map>
#include <stdexcept>

namespace stratwatch::newsweb {
namespace {

bool IsUnreserved(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~/!$'()*,;:@").find(static_cast<char>(c)) != std::string_view::npos;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// How many bytes the UTF-8 sequence that begins with `lead` has.
std::size_t SequenceBytes(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

unsigned CodePoint(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead;
  unsigned value = lead & (0x7FU >> sequence.size());
  for (const char c : sequence.substr(1)) value = value << 6U | (static_cast<unsigned>(c) & 0x3FU);
  return value;
}

// iconv's name of what browsers mean by the label: they read "iso-8859-1" as windows-1252.
std::string IconvName(const std::string& label) {
  static const std::map<std::string, std::string> names = {
      {"iso-8859-1", "WINDOWS-1252"},
      {"iso-8859-9", "WINDOWS-1254"},
      {"shift_jis", "CP932"},
      {"gb2312", "GBK"},
      {"euc-kr", "CP949"},
  };
  const auto found = names.find(label);
  return found == names.end() ? label : found->second;
}

class Converter {
 public:
  explicit Converter(const std::string& label)
      : handle_(iconv_open(IconvName(label).c_str(), "UTF-8")) {
    if (handle_ == kNone) throw std::runtime_error("iconv knows no charset " + label);
  }
  ~Converter() { iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // One character; empty when the charset lacks it.
  std::string Convert(std::string sequence) {
    std::array<char, 16> buffer{};
    char* in = sequence.data();
    std::size_t in_left = sequence.size();
    char* out = buffer.data();
    std::size_t out_left = buffer.size();
    // A positive result means something similar was put in its place; that is not wanted.
    if (iconv(handle_, &in, &in_left, &out, &out_left) != 0) {
      iconv(handle_, nullptr, nullptr, nullptr, nullptr);
      return {};
    }
    return std::string(buffer.data(), buffer.size() - out_left);
  }

 private:
  inline static const iconv_t kNone = reinterpret_cast<iconv_t>(-1);
  iconv_t handle_;
};

std::string Formatted(std::chrono::sys_seconds at, const char* format) {
  const std::time_t seconds = at.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> buffer{};
  const std::size_t bytes = std::strftime(buffer.data(), buffer.size(), format, &parts);
  return std::string(buffer.data(), bytes);
}

}  // namespace

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string JsonQuoted(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '/' && i > 0 && text[i - 1] == '<') {
      quoted += "\\/";
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string PercentEncoded(std::string_view path) {
  std::string encoded;
  for (const char c : path) {
    if (IsUnreserved(static_cast<unsigned char>(c))) {
      encoded += c;
    } else {
      std::array<char, 4> escape{};
      std::snprintf(escape.data(), escape.size(), "%%%02X", static_cast<unsigned char>(c));
      encoded += escape.data();
    }
  }
  return encoded;
}

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 &&
                        HexValue(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::string InCharset(std::string_view utf8, const std::string& label) {
  if (label == "utf-8") return std::string(utf8);
  Converter converter(label);
  std::string converted;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t bytes = SequenceBytes(static_cast<unsigned char>(utf8[at]));
    const std::string_view sequence = utf8.substr(at, bytes);
    at += bytes;
    if (bytes == 1) {  // Every charset used here has ASCII in its place.
      converted += sequence;
      continue;
    }
    const std::string one = converter.Convert(std::string(sequence));
    converted += one.empty() ? "&#" + std::to_string(CodePoint(sequence)) + ";" : one;
  }
  return converted;
}

std::vector<std::string> Paragraphs(std::string_view body) {
  std::vector<std::string> paragraphs;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find("\n\n"), body.size());
    if (end > 0) paragraphs.emplace_back(body.substr(0, end));
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  return paragraphs;
}

std::string IsoInstant(std::chrono::sys_seconds at) {
  return Formatted(at, "%Y-%m-%dT%H:%M:%SZ");
}
std::string IsoDay(std::chrono::sys_seconds at) {
  return Formatted(at, "%Y-%m-%d");
}
std::string HttpDate(std::chrono::sys_seconds at) {
  return Formatted(at, "%a, %d %b %Y %H:%M:%S GMT");
}

std::string Gzipped(std::string_view bytes) {
  z_stream stream{};
  // 16 + the window size asks zlib for a gzip header.
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string compressed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);  // The bound is large enough for one call.
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

}  // namespace stratwatch::newsweb
