#include "store/internal/query.h"

#include <fmt/format.h>

#include <utility>

#include "store/internal/query_fields.h"
#include "store/internal/query_lexer.h"

namespace stratwatch::store {
namespace {

using Kind = QueryToken::Kind;

class Parser {
 public:
  Parser(std::vector<QueryToken> tokens, const Analyzer& analyzer, const StrategyNames* names)
      : tokens_(std::move(tokens)), analyzer_(analyzer), names_(names) {}

  Result<QueryNode> Run() {
    if (Peek().kind == Kind::kEnd) return QueryNode();
    auto node = Or(0);
    if (!node) return node;
    if (Peek().kind == Kind::kClose) {
      return QueryError(Peek().column, "this ) closes nothing", "a ( before it");
    }
    if (node->kind == QueryNode::Kind::kAll) {
      return QueryError(1, "nothing here can be searched for", "a word with a letter or digit");
    }
    return node;
  }

 private:
  const QueryToken& Peek() const { return tokens_[at_]; }
  const QueryToken& Take() { return tokens_[at_++]; }  // Never past kEnd: see the callers.

  bool StartsOperand() const {
    switch (Peek().kind) {
      case Kind::kWord:
      case Kind::kPhrase:
      case Kind::kOpen:
      case Kind::kMinus:
      case Kind::kNot:
        return true;
      default:
        return false;
    }
  }

  // Joins operands; those that say nothing ("–", "!") are left out.
  static QueryNode Join(QueryNode::Kind kind, std::vector<QueryNode> operands) {
    std::erase_if(operands,
                  [](const QueryNode& each) { return each.kind == QueryNode::Kind::kAll; });
    if (operands.empty()) return QueryNode();
    if (operands.size() == 1) return std::move(operands.front());
    QueryNode node;
    node.kind = kind;
    node.column = operands.front().column;
    node.children = std::move(operands);
    return node;
  }

  Result<QueryNode> Or(int depth) {
    std::vector<QueryNode> operands;
    for (;;) {
      auto operand = And(depth);
      if (!operand) return operand;
      operands.push_back(std::move(*operand));
      if (Peek().kind != Kind::kOr) break;
      Take();
    }
    return Join(QueryNode::Kind::kOr, std::move(operands));
  }

  Result<QueryNode> And(int depth) {
    std::vector<QueryNode> operands;
    do {
      auto operand = Unary(depth);
      if (!operand) return operand;
      operands.push_back(std::move(*operand));
      if (Peek().kind == Kind::kAnd) {
        Take();
        continue;
      }
      if (!StartsOperand()) break;
    } while (true);
    return Join(QueryNode::Kind::kAnd, std::move(operands));
  }

  Result<QueryNode> Unary(int depth) {
    const QueryToken& token = Peek();
    if (depth > kQueryDepthMax) {
      return QueryError(token.column, "too deeply nested",
                        fmt::format("at most {} levels", kQueryDepthMax));
    }
    if (token.kind == Kind::kMinus || token.kind == Kind::kNot) return Not(depth);
    if (token.kind == Kind::kOpen) return Group(depth);
    if (token.kind == Kind::kWord || token.kind == Kind::kPhrase) {
      const QueryToken& taken = Take();
      if (!taken.field.empty()) return ParseField(taken, analyzer_, names_);
      return WordsNode(Where::kAnywhere, taken, analyzer_);
    }
    return QueryError(token.column, What(token), "a word, a \"phrase\", field:value or (");
  }

  Result<QueryNode> Not(int depth) {
    const QueryToken token = Take();
    auto operand = Unary(depth + 1);
    if (!operand || operand->kind == QueryNode::Kind::kAll) return operand;
    QueryNode node;
    node.kind = QueryNode::Kind::kNot;
    node.column = token.column;
    node.children.push_back(std::move(*operand));
    return node;
  }

  Result<QueryNode> Group(int depth) {
    const std::size_t opened = Take().column;
    auto node = Or(depth + 1);
    if (!node) return node;
    if (Peek().kind != Kind::kClose) {
      return QueryError(opened, "this ( is not closed", "a )");
    }
    Take();
    return node;
  }

  static std::string What(const QueryToken& token) {
    switch (token.kind) {
      case Kind::kClose:
        return "nothing stands before this )";
      case Kind::kAnd:
        return "nothing stands before this AND";
      case Kind::kOr:
        return "nothing stands before this OR";
      default:
        return "the query ends here";
    }
  }

  const std::vector<QueryToken> tokens_;
  const Analyzer& analyzer_;
  const StrategyNames* const names_;
  std::size_t at_ = 0;
};

}  // namespace

Result<QueryNode> ParseQuery(std::string_view query, const Analyzer& analyzer,
                             const StrategyNames* names) {
  if (query.size() > kQueryBytesMax) {
    return Fail(ErrorCode::kInvalid, fmt::format("the query has {} bytes; at most {} are expected",
                                                 query.size(), kQueryBytesMax));
  }
  auto tokens = LexQuery(query);
  if (!tokens) return tl::unexpected(tokens.error());
  return Parser(std::move(*tokens), analyzer, names).Run();
}

}  // namespace stratwatch::store
