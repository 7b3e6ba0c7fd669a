#include "parsers/internal/printed_date.h"

#include <algorithm>
#include <array>
#include <string>

#include "parsers/internal/ascii.h"
#include "parsers/internal/class_hints.h"
#include "parsers/internal/relative_date.h"
#include "parsers/internal/utf8.h"
#include "parsers/internal/word_index.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// A date stamp is a short line; a longer block that holds a date is prose.
constexpr std::size_t kLineBytesMax = 160;
// A line that is a date and little else ("Tuesday, 17 March 2026 at 10:30 pm CET").
constexpr std::size_t kStampBytesMax = 64;
// How many blocks around the headline are looked at.
constexpr std::size_t kBlocksAfter = 14;
constexpr std::size_t kBlocksBefore = 4;
// A stamp stands closer to it.
constexpr std::size_t kStampBlocksAfter = 6;
constexpr std::size_t kStampBlocksBefore = 2;
// So near to it that no other article's teaser comes between.
constexpr std::size_t kRightBelow = 3;

// What stands before a publication date in print; compared ASCII-case-blind.
constexpr std::string_view kLabels[] = {
    "published",       "posted on",     "posted:",       "first published",
    "post time",       "story is from", "veröffentlich", "erschienen am",
    "publié",          "publicado",     "pubblicato",    "опубликовано",
    "дата публикации", "opublikowano",  "发布时间",      "发表时间",
    "發佈時間",        "公開日",        "掲載日",        "yayınlanma",
    "yayın tarihi",    "입력 ",         "등록 ",         "نُشر",
    "نشر في",          "تاريخ النشر",   "प्रकाशित",       "פורסם",
    "เผยแพร่"};

// A label of all kinds of dates: only where the line begins with it and is short.
constexpr std::string_view kDateLabels[] = {"datum", "date", "fecha", "data", "дата", "日期"};

const WordIndex& Labels() {
  static const WordIndex kIndex(kLabels);
  return kIndex;
}

bool IsUsable(const TextBlock& block) {
  return !block.In(kInNav | kInHidden) && block.StepsTo(kRelatedHint) > 3 &&
         block.StepsTo(kCommentHint) > 3;
}

// Spares the look for names of months in most lines: a date has three digits at least, unless
// they are those of another script.
bool MayHoldDate(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), IsAsciiDigit);
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return digits >= 3 || (!ascii && digits == 0 && text.size() >= 12);
}

}  // namespace

bool SaysUpdated(std::string_view around) {
  static constexpr std::array<std::string_view, 22> kUpdated = {
      "updated",    "aktualisiert", "mis à jour", "mise à jour", "actualizado", "modified",
      "atualizado", "aggiornato",   "обновлено",  "更新",        "güncelleme",  "güncellenme",
      "تحديث",      "עודכן",        "bijgewerkt", "oppdatert",   "zuletzt",     "reviewed",
      "수정",       "अपडेट",         "geändert",   "stand:"};
  static constexpr std::array<std::string_view, 11> kPublished = {
      "publish",    "posted",       "veröffentlich", "publié", "publicado", "입력",
      "pubblicato", "опубликовано", "发布",          "نشر",    "प्रकाशित"};
  static const WordIndex kUpdatedIndex(kUpdated);
  static const WordIndex kPublishedIndex(kPublished);
  return kUpdatedIndex.StandsIn(around) && !kPublishedIndex.StandsIn(around);
}

std::optional<ParsedDate> PrintedDates::Read(std::string_view text) const {
  if (!MayHoldDate(text)) return std::nullopt;
  if (const auto written = ParseWrittenDate(text, language_)) return *written;
  return std::nullopt;
}

// The date of an element that its class names one, if it shows no more than that.
std::optional<ParsedDate> PrintedDates::InElement(NodeId id) const {
  const std::string_view names = document_.Attribute(id, "class");
  if (names.empty() || (HintsOf(names) & kDateHint) == 0) return std::nullopt;
  if (FindIgnoringCase(names, "updated") != kNone || FindIgnoringCase(names, "modified") != kNone) {
    return std::nullopt;
  }
  const std::string text = document_.TextBelow(id);
  if (text.size() > kStampBytesMax || SaysUpdated(text)) return std::nullopt;
  return Read(text);
}

// A teaser is linked as a whole or beside its date, and its picture's box or a list has the date.
bool PrintedDates::MayBeTeasers(std::size_t index) const {
  constexpr double kLinked = 0.5;
  const TextBlock& block = page_.blocks[index];
  if (block.LinkDensity() > kLinked || block.StepsTo(kCaptionHint) <= 1) return true;
  if (block.StepsTo(kListingHint) > 2) return false;
  const auto linked = [&](std::size_t at) {
    return at != title_block_ && at < page_.blocks.size() &&
           page_.blocks[at].LinkDensity() > kLinked;
  };
  return index > title_block_ + kRightBelow || linked(index - 1) || linked(index + 1);
}

std::optional<ParsedDate> PrintedDates::Stamp(StampTrust trust) const {
  if (page_.blocks.empty()) return std::nullopt;
  const std::size_t first =
      title_block_ > kStampBlocksBefore ? title_block_ - kStampBlocksBefore : 0;
  const std::size_t last = std::min(page_.blocks.size(), title_block_ + 1 + kStampBlocksAfter);
  for (std::size_t i = first; i < last; ++i) {
    const TextBlock& block = page_.blocks[i];
    const std::string_view text = page_.Text(block);
    if (!IsUsable(block) || SaysUpdated(text)) continue;
    const bool labelled = text.size() <= kLineBytesMax && Labels().StandsIn(text);
    const bool named = block.StepsTo(kDateHint) <= 1 || block.StepsTo(kBylineHint) <= 1;
    if (trust == StampTrust::kOwn && !labelled && MayBeTeasers(i)) continue;
    if (text.size() > kStampBytesMax && !labelled) continue;
    if (!named && !labelled && text.size() > kStampBytesMax / 2) continue;
    if (const auto date = Read(text)) return date;
  }
  return std::nullopt;
}

std::optional<ParsedDate> PrintedDates::Relative(std::chrono::sys_seconds read_at) const {
  const std::size_t first =
      title_block_ > kStampBlocksBefore ? title_block_ - kStampBlocksBefore : 0;
  const std::size_t last = std::min(page_.blocks.size(), title_block_ + 1 + kStampBlocksAfter);
  for (std::size_t i = first; i < last; ++i) {
    const std::string_view text = page_.Text(page_.blocks[i]);
    if (i == title_block_ || text.size() > kStampBytesMax || !IsUsable(page_.blocks[i])) continue;
    if (MayBeTeasers(i) || SaysUpdated(text)) continue;
    if (const auto date = ParseRelativeDate(text, language_, read_at)) return date;
  }
  return std::nullopt;
}

std::optional<ParsedDate> PrintedDates::NearTitle(bool named_by_class) const {
  const std::size_t first = title_block_ > kBlocksBefore ? title_block_ - kBlocksBefore : 0;
  const std::size_t last = std::min(page_.blocks.size(), title_block_ + 1 + kBlocksAfter);
  const auto date_of = [&](const TextBlock& block) -> std::optional<ParsedDate> {
    if (block.In(kInNav | kInHidden)) return std::nullopt;
    const std::string_view text = page_.Text(block);
    if (text.size() > kLineBytesMax) return std::nullopt;
    if (named_by_class && block.StepsTo(kDateHint) > 2) return std::nullopt;
    return Read(text);
  };
  for (std::size_t i = title_block_; i < last; ++i) {
    if (const auto date = date_of(page_.blocks[i])) return date;
  }
  for (std::size_t i = first; i < std::min(title_block_, last); ++i) {
    if (const auto date = date_of(page_.blocks[i])) return date;
  }
  return std::nullopt;
}

std::optional<ParsedDate> PrintedDates::NamedByClass() const {
  std::optional<ParsedDate> found;
  for (NodeId id = 0; id < document_.Size(); ++id) {
    if (document_.Node(id).IsText()) continue;
    const auto date = InElement(id);
    if (!date) continue;
    const auto day = [](const ParsedDate& each) {
      return std::chrono::floor<std::chrono::days>(each.utc);
    };
    if (found && day(*found) != day(*date)) return std::nullopt;
    if (!found) found = date;
  }
  return found;
}

// The date that a line of credits has right behind its label at `at`, or right before it.
std::optional<ParsedDate> PrintedDates::BesideLabel(std::string_view text, std::size_t at) const {
  constexpr std::size_t kBefore = 60;
  constexpr std::size_t kAfter = 60;
  if (const auto date = Read(Utf8Prefix(text.substr(at), kAfter))) return date;
  const std::size_t from = at > kBefore ? at - kBefore : 0;
  std::string_view head = text.substr(from, at - from);
  while (!head.empty() && (static_cast<unsigned char>(head[0]) & 0xC0U) == 0x80U) {
    head.remove_prefix(1);
  }
  return Read(head);
}

// "Date: 17 March 2026": a label of all kinds of dates begins the line.
std::optional<ParsedDate> PrintedDates::BehindDateLabel(std::string_view text) const {
  for (const std::string_view label : kDateLabels) {
    if (!StartsWithIgnoringCase(text, label)) continue;
    const std::string_view rest = text.substr(label.size());
    if (!rest.starts_with(":") && !rest.starts_with(" ")) continue;
    if (const auto date = Read(rest)) return date;
  }
  return std::nullopt;
}

std::optional<ParsedDate> PrintedDates::Labelled() const {
  constexpr std::size_t kLongLineBytesMax = 600;
  for (const TextBlock& block : page_.blocks) {
    const std::string_view text = page_.Text(block);
    if (text.size() > kLongLineBytesMax || block.In(kInHidden | kInItem)) continue;
    if (text.size() <= kStampBytesMax) {
      if (const auto date = BehindDateLabel(text)) return date;
    }
    std::optional<ParsedDate> date;
    Labels().ForEach(text, [&](std::size_t at, std::size_t) {
      const bool line = text.size() <= kLineBytesMax;
      date = line ? Read(text) : BesideLabel(text, at);
      return !date && !line;
    });
    if (date) return date;
  }
  return std::nullopt;
}

std::optional<ParsedDate> PrintedDates::Dateline() const {
  constexpr std::size_t kHeadBytes = 60;
  constexpr std::size_t kParagraphs = 12;
  const std::size_t last = std::min(page_.blocks.size(), title_block_ + 1 + kParagraphs);
  for (std::size_t i = title_block_; i < last; ++i) {
    const TextBlock& block = page_.blocks[i];
    if (block.units < kHeadBytes || block.LinkDensity() > 0.3) continue;
    const std::string_view head = Utf8Prefix(page_.Text(block), kHeadBytes);
    std::size_t end = kNone;
    for (const std::string_view mark : {" - ", " – ", " — ", ")", "："}) {
      end = std::min(end, head.find(mark));
    }
    if (end == kNone) continue;
    if (const auto date = Read(head.substr(0, end))) return date;
  }
  return std::nullopt;
}

std::optional<ParsedDate> PrintedDates::InPageTitle(std::string_view page_title) const {
  std::size_t begin = kNone;
  std::size_t length = 0;
  for (const std::string_view mark : {" | ", " - ", " – ", " — "}) {
    const std::size_t at = page_title.rfind(mark);
    if (at == kNone || (begin != kNone && at < begin)) continue;
    begin = at;
    length = mark.size();
  }
  if (begin == kNone) return std::nullopt;
  const std::string_view last = page_title.substr(begin + length);
  return last.size() <= kStampBytesMax / 2 ? Read(last) : std::nullopt;
}

}  // namespace stratwatch::parsers::internal
