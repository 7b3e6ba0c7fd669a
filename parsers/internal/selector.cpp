#include "parsers/internal/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>
#include <utility>

#include "parsers/internal/ascii.h"
#include "parsers/internal/utf8.h"

namespace stratwatch::parsers::internal {
namespace {

constexpr std::size_t kTextBytesMax = 4096;
constexpr std::size_t kSelectorsMax = 64;
constexpr std::size_t kStepsMax = 32;
constexpr int kNumberMax = 1'000'000;  // A page has fewer children.

// Attributes whose values HTML compares without regard to case (HTML Standard, 4.16.2).
constexpr std::array<std::string_view, 46> kCaseBlindAttributes = {
    "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
    "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
    "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
    "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
    "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
    "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
    "type",       "valign",         "valuetype", "vlink"};

constexpr std::string_view kPseudoClasses =
    ":not(), :is(), :where(), :first-child, :last-child, :only-child, :nth-child(), "
    ":nth-last-child()";

bool IsNameByte(char c) {
  return IsAsciiAlnum(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsHexDigit(char c) {
  const char lower = AsciiLower(c);
  return IsAsciiDigit(c) || (lower >= 'a' && lower <= 'f');
}

// Recursive descent over the text; the first mistake ends it.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<SelectorList> Run() {
    SelectorList list;
    list.text = TrimAscii(text_);
    if (text_.size() > kTextBytesMax) Refuse(fmt::format("more than {} bytes", kTextBytesMax));
    SkipSpace();
    while (!failure_) {
      ComplexSelector selector = Complex();
      if (failure_) break;
      list.selectors.push_back(std::move(selector));
      if (list.selectors.size() > kSelectorsMax) {
        Refuse(fmt::format("more than {} selectors in one list", kSelectorsMax));
      }
      if (AtEnd()) break;
      ++at_;  // The comma; Complex stops nowhere else.
      SkipSpace();
    }
    if (failure_) return tl::unexpected(*failure_);
    return list;
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool Take(char c) {
    if (AtEnd() || Peek() != c) return false;
    ++at_;
    return true;
  }
  bool SkipSpace() {
    const std::size_t begin = at_;
    while (!AtEnd() && IsAsciiSpace(Peek())) ++at_;
    return at_ > begin;
  }

  void Refuse(std::string_view what) {
    if (!failure_) {
      failure_ = Error{ErrorCode::kInvalid, fmt::format("column {}: {}", at_ + 1, what)};
    }
  }

  // What stands here, for a message.
  std::string Found() const {
    if (AtEnd()) return "the end";
    std::size_t length = 1;
    while (at_ + length < text_.size() && length < 4 &&
           (static_cast<unsigned char>(text_[at_ + length]) & 0xC0U) == 0x80U) {
      ++length;
    }
    return fmt::format("'{}'", text_.substr(at_, length));
  }

  ComplexSelector Complex() {
    ComplexSelector selector;
    Combinator combinator = Combinator::kDescendant;
    while (!failure_) {
      if (selector.steps.size() == kStepsMax) {
        Refuse(fmt::format("more than {} parts in one selector", kStepsMax));
      }
      selector.steps.push_back({combinator, Compound(Nesting::kOutside)});
      const bool spaced = SkipSpace();
      if (failure_ || AtEnd() || Peek() == ',') break;
      combinator = Combinator::kDescendant;
      if (Take('>')) {
        combinator = Combinator::kChild;
      } else if (Take('+')) {
        combinator = Combinator::kNextSibling;
      } else if (Take('~')) {
        combinator = Combinator::kLaterSibling;
      } else if (!spaced) {
        Refuse("expected a combinator (blank, >, +, ~) or a comma, found " + Found());
      }
      SkipSpace();
    }
    return selector;
  }

  enum class Nesting { kOutside, kInside };  // Of :not() and its kin.

  CompoundSelector Compound(Nesting nesting) {
    CompoundSelector compound;
    if (Take('*')) {
      compound.parts.emplace_back();
    } else if (BeginsName()) {
      SimpleSelector type;
      type.kind = SimpleSelector::Kind::kType;
      type.name = AsciiLower(Name());
      compound.parts.push_back(std::move(type));
    }
    if (Peek() == '|' && Peek(1) != '=') Refuse("namespaces are not supported");
    while (!failure_ && !AtEnd()) {
      const char c = Peek();
      if (c == '#') {
        Id(compound);
      } else if (c == '.') {
        ++at_;
        compound.parts.push_back(
            OfAttribute("class", SimpleSelector::Test::kWord, RequiredName("the name of a class")));
      } else if (c == '[') {
        compound.parts.push_back(AttributeSelector());
      } else if (c == ':') {
        Pseudo(compound, nesting);
      } else {
        break;
      }
    }
    if (compound.parts.empty()) {
      Refuse(
          "expected a selector (a tag's name, *, #id, .class, [attribute], :pseudo-class), "
          "found " +
          Found());
    }
    return compound;
  }

  void Id(CompoundSelector& compound) {
    ++at_;
    std::string id = RequiredName("an id");
    for (const SimpleSelector& part : compound.parts) {
      if (part.name == "id" && part.test == SimpleSelector::Test::kEquals && part.value != id) {
        Refuse(fmt::format("matches nothing: no element is #{} and #{}", part.value, id));
      }
    }
    compound.parts.push_back(OfAttribute("id", SimpleSelector::Test::kEquals, std::move(id)));
  }

  static SimpleSelector OfAttribute(std::string name, SimpleSelector::Test test,
                                    std::string value) {
    SimpleSelector simple;
    simple.kind = SimpleSelector::Kind::kAttribute;
    simple.name = std::move(name);
    simple.test = test;
    simple.value = std::move(value);
    return simple;
  }

  SimpleSelector AttributeSelector() {
    using Test = SimpleSelector::Test;
    ++at_;
    SkipSpace();
    SimpleSelector simple =
        OfAttribute(AsciiLower(RequiredName("the name of an attribute")), Test::kExists, "");
    SkipSpace();
    if (Take(']')) return simple;
    struct Operator {
      std::string_view sign;
      Test test;
    };
    constexpr std::array<Operator, 6> kOperators = {{{"=", Test::kEquals},
                                                     {"~=", Test::kWord},
                                                     {"|=", Test::kDash},
                                                     {"^=", Test::kPrefix},
                                                     {"$=", Test::kSuffix},
                                                     {"*=", Test::kPart}}};
    const auto* found = std::find_if(
        kOperators.begin(), kOperators.end(),
        [&](const Operator& each) { return text_.substr(at_).starts_with(each.sign); });
    if (found == kOperators.end()) {
      Refuse("expected ], =, ~=, |=, ^=, $= or *=, found " + Found());
      return simple;
    }
    at_ += found->sign.size();
    simple.test = found->test;
    SkipSpace();
    const std::size_t value_begin = at_;
    const bool quoted = Peek() == '"' || Peek() == '\'';
    simple.value = quoted ? QuotedText() : RequiredName("a value or text in quotes");
    RefuseImpossibleValue(simple, value_begin);
    SkipSpace();
    ReadCase(simple);
    SkipSpace();
    if (!failure_ && !Take(']')) Refuse("expected ], found " + Found());
    return simple;
  }

  // Selectors 4, 6.1 and 6.2: these represent nothing.
  void RefuseImpossibleValue(const SimpleSelector& simple, std::size_t value_begin) {
    using Test = SimpleSelector::Test;
    const bool whole = simple.test == Test::kEquals || simple.test == Test::kDash;
    const bool spaced = std::any_of(simple.value.begin(), simple.value.end(), IsAsciiSpace);
    if (failure_ || (whole || (!simple.value.empty() && !(simple.test == Test::kWord && spaced)))) {
      return;
    }
    at_ = value_begin;
    Refuse(simple.value.empty() ? "matches nothing: the value is empty"
                                : "matches nothing: ~= looks for one word, this has a blank");
  }

  void ReadCase(SimpleSelector& simple) {
    simple.ignores_case = std::find(kCaseBlindAttributes.begin(), kCaseBlindAttributes.end(),
                                    simple.name) != kCaseBlindAttributes.end();
    const char flag = AsciiLower(Peek());
    if (flag != 'i' && flag != 's') return;
    ++at_;
    simple.ignores_case = flag == 'i';
  }

  void Pseudo(CompoundSelector& compound, Nesting nesting) {
    const std::size_t begin = at_++;
    if (Peek() == ':') return Refuse("pseudo-elements are no elements of the page");
    const std::string name = AsciiLower(RequiredName("the name of a pseudo-class"));
    if (failure_) return;
    const bool has_argument = Take('(');
    const auto nth = [&](SimpleSelector::Kind kind, int step, int offset) {
      SimpleSelector simple;
      simple.kind = kind;
      simple.step = step;
      simple.offset = offset;
      compound.parts.push_back(std::move(simple));
    };
    using Kind = SimpleSelector::Kind;
    const bool first = name == "first-child" || name == "only-child";
    const bool last = name == "last-child" || name == "only-child";
    if ((first || last) && !has_argument) {
      if (first) nth(Kind::kNthChild, 0, 1);
      if (last) nth(Kind::kNthLastChild, 0, 1);
      return;
    }
    if ((name == "nth-child" || name == "nth-last-child") && has_argument) {
      nth(name == "nth-child" ? Kind::kNthChild : Kind::kNthLastChild, 0, 0);
      return Position(compound.parts.back());
    }
    if ((name == "not" || name == "is" || name == "where") && has_argument) {
      if (nesting == Nesting::kInside) {
        at_ = begin;
        return Refuse(":" + name + "() inside another is not supported");
      }
      SimpleSelector simple;
      simple.kind = name == "not" ? Kind::kNoneOf : Kind::kAnyOf;
      Options(simple);
      compound.parts.push_back(std::move(simple));
      return;
    }
    at_ = begin;
    Refuse(fmt::format(":{}{} is not supported; supported: {}", name, has_argument ? "()" : "",
                       kPseudoClasses));
  }

  // The compounds of a :not() or :is(), up to its ')'.
  void Options(SimpleSelector& simple) {
    do {
      SkipSpace();
      simple.options.push_back(Compound(Nesting::kInside));
      SkipSpace();
      if (simple.options.size() > kSelectorsMax) {
        Refuse(fmt::format("more than {} selectors in one list", kSelectorsMax));
      }
    } while (!failure_ && Take(','));
    if (!failure_ && !Take(')')) {
      Refuse("expected ) or a comma, found " + Found() +
             " (combinators inside :not() and :is() are not supported)");
    }
  }

  // An+B up to the ')' (CSS Syntax Level 3, 6).
  void Position(SimpleSelector& simple) {
    const std::size_t begin = at_;
    const std::size_t end = std::min(text_.find(')', at_), text_.size());
    std::string written = AsciiLower(TrimAscii(text_.substr(at_, end - at_)));
    if (written == "odd") written = "2n+1";
    if (written == "even") written = "2n";
    const auto position = ReadPosition(written);
    if (!position) return Refuse("expected odd, even, or An+B as in 3, 2n or 2n+1");
    std::tie(simple.step, simple.offset) = *position;
    if (simple.step <= 0 && simple.offset < 1) {
      return Refuse("matches nothing: positions are counted from 1");
    }
    at_ = end;
    if (!Take(')')) {
      at_ = begin;
      Refuse("no ) follows");
    }
  }

  static std::optional<std::pair<int, int>> ReadPosition(std::string_view written) {
    const std::size_t n = written.find('n');
    if (n == std::string_view::npos) {
      const auto offset = ReadNumber(written);
      if (!offset) return std::nullopt;
      return std::pair(0, *offset);
    }
    const std::string_view factor = written.substr(0, n);
    const auto step = factor.empty() || factor == "+" ? std::optional<int>(1)
                      : factor == "-"                 ? std::optional<int>(-1)
                                                      : ReadNumber(factor);
    std::string_view rest = TrimAscii(written.substr(n + 1));
    if (!step) return std::nullopt;
    if (rest.empty()) return std::pair(*step, 0);
    const char sign = rest.front();
    rest = TrimAscii(rest.substr(1));
    if ((sign != '+' && sign != '-') || rest.empty() || !IsAsciiDigit(rest.front())) {
      return std::nullopt;
    }
    const auto offset = ReadNumber(rest);
    if (!offset) return std::nullopt;
    return std::pair(*step, sign == '-' ? -*offset : *offset);
  }

  static std::optional<int> ReadNumber(std::string_view written) {
    if (written.starts_with('+')) {
      written.remove_prefix(1);
      if (written.starts_with('-')) return std::nullopt;
    }
    int number = 0;
    const char* end = written.data() + written.size();
    const auto [stopped, error] = std::from_chars(written.data(), end, number);
    if (error != std::errc() || stopped != end || written.empty()) return std::nullopt;
    if (number > kNumberMax || number < -kNumberMax) return std::nullopt;
    return number;
  }

  // CSS Syntax Level 3, 4.3.8 and 4.3.9: does an identifier begin here?
  bool BeginsName() const {
    const std::size_t ahead = Peek() == '-' ? 1 : 0;
    const char c = Peek(ahead);
    if (c == '\\') return Peek(ahead + 1) != '\0' && Peek(ahead + 1) != '\n';
    return at_ + ahead < text_.size() && IsNameByte(c) && !IsAsciiDigit(c);
  }

  std::string RequiredName(std::string_view of_what) {
    if (BeginsName()) return Name();
    Refuse(fmt::format("expected {}, found {}{}", of_what, Found(),
                       IsAsciiDigit(Peek()) ? "; a name that begins with a digit is written as an "
                                              "attribute's value in quotes: [id=\"1a\"]"
                                            : ""));
    return {};
  }

  std::string Name() {
    std::string name;
    while (!AtEnd() && !failure_) {
      if (IsNameByte(Peek())) {
        name.push_back(text_[at_++]);
      } else if (Peek() == '\\') {
        ++at_;
        Escape(name);
      } else {
        break;
      }
    }
    return name;
  }

  // Behind the backslash (CSS Syntax Level 3, 4.3.7).
  void Escape(std::string& out) {
    if (AtEnd() || Peek() == '\n') return Refuse("nothing follows the \\");
    if (!IsHexDigit(Peek())) {
      out.push_back(text_[at_++]);
      return;
    }
    constexpr std::size_t kHexDigitsMax = 6;
    char32_t code_point = 0;
    for (std::size_t i = 0; i < kHexDigitsMax && IsHexDigit(Peek()); ++i) {
      const char digit = AsciiLower(text_[at_++]);
      code_point = code_point * 16 +
                   static_cast<char32_t>(IsAsciiDigit(digit) ? digit - '0' : digit - 'a' + 10);
    }
    if (IsAsciiSpace(Peek())) ++at_;
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point == 0 || surrogate || code_point > 0x10FFFF) code_point = 0xFFFD;
    AppendUtf8(out, code_point);
  }

  std::string QuotedText() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string value;
    while (!AtEnd() && Peek() != quote && !failure_) {
      const char c = text_[at_++];
      if (c != '\\') {
        value.push_back(c);
      } else if (!Take('\n')) {
        Escape(value);
      }
    }
    if (!failure_ && !Take(quote)) {
      at_ = begin;
      Refuse("the quotes are not closed");
    }
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

Result<SelectorList> ParseSelectorList(std::string_view text) {
  return Parser(text).Run();
}

}  // namespace stratwatch::parsers::internal
