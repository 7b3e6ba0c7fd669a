#include "parsers/internal/file_kind.h"

#include <algorithm>
#include <array>

#include "parsers/internal/ascii.h"
#include "parsers/internal/tag_traits.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

using std::literals::operator""sv;

struct Signature {
  std::size_t at;
  std::string_view bytes;
  std::string_view kind;
};

constexpr std::array kSignatures = {
    Signature{0, "%PDF-"sv, "a PDF document"},
    Signature{0, "%!PS-"sv, "a PostScript document"},
    Signature{0, "{\\rtf"sv, "an RTF document"},
    Signature{0, "PK\x03\x04"sv, "a ZIP archive or office document"},
    Signature{0, "PK\x05\x06"sv, "a ZIP archive or office document"},
    Signature{0, "\xD0\xCF\x11\xE0"sv, "an office document"},
    Signature{0, "\x89PNG\r\n"sv, "a PNG image"},
    Signature{0, "\xFF\xD8\xFF"sv, "a JPEG image"},
    Signature{0, "GIF87a"sv, "a GIF image"},
    Signature{0, "GIF89a"sv, "a GIF image"},
    Signature{0, "II*\0"sv, "a TIFF image"},
    Signature{0, "MM\0*"sv, "a TIFF image"},
    Signature{0, "\0\0\x01\0"sv, "an icon"},
    Signature{8, "WEBPVP"sv, "a WebP image"},
    Signature{8, "WAVE"sv, "a sound file"},
    Signature{8, "AVI "sv, "a video"},
    Signature{4, "ftyp"sv, "an MPEG-4 or AVIF file"},
    Signature{0, "\x1A\x45\xDF\xA3"sv, "a video"},
    Signature{0, "FLV\x01"sv, "a video"},
    Signature{0, "OggS\0"sv, "a sound or video file"},
    Signature{0, "ID3\x02"sv, "a sound file"},
    Signature{0, "ID3\x03"sv, "a sound file"},
    Signature{0, "ID3\x04"sv, "a sound file"},
    Signature{0, "fLaC"sv, "a sound file"},
    Signature{0, "wOFF"sv, "a font"},
    Signature{0, "wOF2"sv, "a font"},
    Signature{0, "\0\x01\0\0\0"sv, "a font"},
    Signature{0, "OTTO\0"sv, "a font"},
    Signature{0, "\x1F\x8B\x08"sv, "gzip data"},
    Signature{0, "BZh91AY&SY"sv, "bzip2 data"},
    Signature{0,
              "\xFD"
              "7zXZ\0"sv,
              "xz data"},
    Signature{0, "\x28\xB5\x2F\xFD"sv, "zstd data"},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, "a 7z archive"},
    Signature{0, "Rar!\x1A\x07"sv, "a RAR archive"},
    Signature{257, "ustar"sv, "a tar archive"},
    Signature{0,
              "\x7F"
              "ELF"sv,
              "a program"},
    Signature{0, "\0asm"sv, "a program"},
    Signature{0, "SQLite format 3\0"sv, "a database"},
};

// Control characters that no text format uses (MIME Sniffing Standard, 3: binary data bytes; ESC
// belongs to charsets, and is gone after decoding). One in twenty of the characters that are looked
// at is far above a page with stray NULs and far below random bytes, where it is one in nine.
constexpr std::size_t kLookedAtBytes = std::size_t{64} << 10U;
constexpr std::size_t kControlShare = 20;

bool IsBinary(std::string_view utf8) {
  const std::string_view head = Utf8Prefix(utf8, kLookedAtBytes);
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && !IsAsciiSpace(c)) || byte == 0x7F;
  });
  if (controls == 0) return false;
  return static_cast<std::size_t>(controls) * kControlShare > CountCodePoints(head);
}

// An object, or an array of what only data has: text may begin with "[1]".
bool IsJson(std::string_view utf8) {
  const std::string_view text = TrimAscii(utf8);
  if (text.size() < 2) return false;
  const char open = text.front();
  const char close = text.back();
  const std::string_view inner = TrimAscii(text.substr(1));
  const char next = inner.front();
  if (open == '{') return close == '}' && (next == '"' || next == '}');
  if (open != '[' || close != ']') return false;
  return next == '{' || next == '[' || next == '"' || next == ']';
}

std::string_view NameOfTag(std::string_view tag) {
  std::size_t end = 1;
  while (end < tag.size() && tag[end] != '>' && tag[end] != '/' && !IsAsciiSpace(tag[end])) ++end;
  return tag.substr(1, end - 1);
}

bool IsHtmlTag(std::string_view name) {
  const std::size_t colon = name.find(':');  // XHTML in a prefix of its own.
  if (colon != std::string_view::npos) name.remove_prefix(colon + 1);
  return IsKnownTag(AsciiLower(name));
}

std::string_view KindOfXml(std::string_view utf8) {
  const std::string_view tag = FromFirstTag(utf8);
  if (tag.empty()) return {};
  const std::string_view name = NameOfTag(tag);
  const std::string_view start = tag.substr(0, tag.find('>'));
  if (EqualsIgnoringCase(name, "rss")) return "an RSS feed";
  if (EqualsIgnoringCase(name, "rdf:rdf")) return "an RSS feed";
  // "http://www.w3.org/2005/Atom" (RFC 4287, 2), "http://purl.org/atom/ns#" before.
  if (name == "feed" && FindIgnoringCase(start, "atom") != std::string_view::npos) {
    return "an Atom feed";
  }
  if (name == "urlset" || name == "sitemapindex") return "a sitemap";
  if (name == "opml") return "an OPML list";
  const bool ends_as_svg = TrimAscii(utf8).ends_with("</svg>");
  if (name == "svg" && ends_as_svg) return "an SVG image";
  const bool declared = TrimAscii(utf8.substr(0, 4096)).starts_with("<?xml");
  return declared && !IsHtmlTag(name) ? "an XML document"sv : std::string_view();
}

}  // namespace

std::string_view KindOfBytes(std::string_view bytes) {
  for (const Signature& signature : kSignatures) {
    if (bytes.size() < signature.at) continue;
    if (bytes.substr(signature.at).starts_with(signature.bytes)) return signature.kind;
  }
  return {};
}

std::string_view FromFirstTag(std::string_view utf8) {
  for (int i = 0; i < 16; ++i) {
    const std::size_t tag = utf8.find('<');
    if (tag == std::string_view::npos) return {};
    utf8.remove_prefix(tag);
    std::string_view end;
    if (utf8.starts_with("<!--")) {
      end = "-->";
    } else if (utf8.starts_with("<?")) {
      end = "?>";
    } else if (StartsWithIgnoringCase(utf8, "<!doctype")) {
      end = ">";
    } else {
      return utf8;
    }
    const std::size_t found = utf8.find(end);
    if (found == std::string_view::npos) return {};
    utf8.remove_prefix(found + end.size());
  }
  return {};
}

std::string_view KindOfText(std::string_view utf8) {
  if (IsBinary(utf8)) return "binary data";
  if (IsJson(utf8)) return "JSON";
  return KindOfXml(utf8);
}

}  // namespace stratwatch::parsers::internal
