#include "store/internal/evaluator.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "store/internal/index_writer.h"
#include "store/internal/phrase.h"

namespace stratwatch::store {
namespace {

// BM25's usual constants (Robertson and Zaragoza, The Probabilistic Relevance Framework, 3.5).
constexpr double kSaturation = 1.2;
constexpr double kLengthWeight = 0.75;

using Kind = QueryNode::Kind;

tl::unexpected<Error> OtherStatistics() {
  return Fail(ErrorCode::kInvalid,
              "search: the statistics are of another query, or were made with other rules");
}

}  // namespace

struct Evaluator::Node {
  Kind kind = Kind::kAll;
  bool scored = false;
  double weight = 0.0;     // Inverse document frequency; of a phrase, of its parts together.
  std::uint64_t cost = 0;  // About how many documents it matches: the cheapest child goes first.
  std::vector<std::unique_ptr<Node>> children;
  std::vector<TermList> lists;            // kTerm: one; kPhrase: one a part.
  std::vector<std::uint32_t> positions;   // kPhrase: of each part.
  bool title_only = false;                // kPhrase.
  std::optional<std::uint32_t> at_chunk;  // kPhrase: which `found` belongs to.
  Postings found;                         // kPhrase: slots and how often each has the phrase.
  std::int64_t day_from = 0;
  std::int64_t day_end = 0;
};

Evaluator::Evaluator(const Database::Impl& database, const IndexView& view, DocumentNumber bound,
                     SearchStatistics statistics)
    : database_(database), view_(view), bound_(bound), statistics_(std::move(statistics)) {}

Evaluator::~Evaluator() = default;

Result<void> Evaluator::Load(const QueryNode& query) {
  auto root = Build(query, true);
  if (!root) return tl::unexpected(root.error());
  root_ = std::move(*root);
  const std::size_t given = statistics_.frequencies.size();
  if (given != 0 && given != frequencies_.size()) return OtherStatistics();
  return {};
}

// Ranks, and the order in which scores are added up, follow the frequencies in all databases:
// so each gives an article the very score that one database of all articles would.
Result<std::uint64_t> Evaluator::RankedFrequency(const TermList& list) {
  const std::size_t place = frequencies_.size();
  frequencies_.push_back(list.Documents());
  if (statistics_.frequencies.empty()) return list.Documents();
  if (place >= statistics_.frequencies.size()) return OtherStatistics();
  return statistics_.frequencies[place];
}

double Evaluator::InverseFrequency(std::uint64_t documents) const {
  // Dead documents still count in the lists, so there may be more than are searchable.
  const auto has = static_cast<double>(documents);
  const auto all = static_cast<double>(std::max(statistics_.documents, documents));
  return std::log(1.0 + (all - has + 0.5) / (has + 0.5));
}

// The rarest part first: it leaves the fewest positions of the others to look at.
void Evaluator::SortParts(Node& node) {
  std::vector<std::size_t> order(node.lists.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return node.lists[left].Documents() < node.lists[right].Documents();
  });
  std::vector<TermList> lists;
  std::vector<std::uint32_t> positions;
  for (const std::size_t part : order) {
    lists.push_back(std::move(node.lists[part]));
    positions.push_back(node.positions[part]);
  }
  node.lists = std::move(lists);
  node.positions = std::move(positions);
}

Result<void> Evaluator::LoadLists(const QueryNode& query, Node& node) {
  std::vector<PhrasePart> parts = query.parts;
  if (query.kind == Kind::kTerm) parts.push_back({0, query.term});
  node.cost = statistics_.bound;
  for (const PhrasePart& part : parts) {
    auto list = TermList::Load(database_, view_, part.pattern, query.column, bound_);
    if (!list) return tl::unexpected(list.error());
    const auto frequency = RankedFrequency(*list);
    if (!frequency) return tl::unexpected(frequency.error());
    node.scored = node.scored && part.pattern.field == TermField::kText;
    node.weight += InverseFrequency(*frequency);
    node.cost = std::min(node.cost, *frequency);
    node.positions.push_back(part.position);
    node.lists.push_back(std::move(*list));
  }
  SortParts(node);
  // A phrase reads positions: later than a term of that size.
  if (query.kind == Kind::kPhrase) node.cost *= 4;
  return {};
}

Result<std::unique_ptr<Evaluator::Node>> Evaluator::Build(const QueryNode& query, bool scored) {
  auto node = std::make_unique<Node>();
  node->kind = query.kind;
  node->scored = scored && query.kind != Kind::kNot;
  node->title_only = query.title_only;
  node->day_from = query.day_from;
  node->day_end = query.day_end;
  if (query.kind == Kind::kTerm || query.kind == Kind::kPhrase) {
    if (auto loaded = LoadLists(query, *node); !loaded) return tl::unexpected(loaded.error());
    return node;
  }
  node->cost = query.kind == Kind::kOr ? 0 : statistics_.bound;
  for (const QueryNode& each : query.children) {
    auto child = Build(each, node->scored);
    if (!child) return child;
    if (query.kind == Kind::kOr) node->cost += (*child)->cost;
    if (query.kind == Kind::kAnd) node->cost = std::min(node->cost, (*child)->cost);
    node->children.push_back(std::move(*child));
  }
  if (query.kind == Kind::kAnd) {
    // Cursors rely on the order being the same for the same documents: a stable sort of costs
    // that do not change.
    std::stable_sort(node->children.begin(), node->children.end(),
                     [](const auto& left, const auto& right) { return left->cost < right->cost; });
  }
  return node;
}

bool Evaluator::MayMatch(std::uint32_t chunk) const {
  return NodeMayMatch(*root_, chunk);
}

bool Evaluator::NodeMayMatch(const Node& node, std::uint32_t chunk) const {
  const auto may = [&](const auto& child) { return NodeMayMatch(*child, chunk); };
  switch (node.kind) {
    case Kind::kTerm:
    case Kind::kPhrase:
      return std::all_of(node.lists.begin(), node.lists.end(),
                         [&](const TermList& list) { return list.In(chunk); });
    case Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), may);
    case Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), may);
    default:
      return true;
  }
}

Result<Bitmap> Evaluator::Match(std::uint32_t chunk, const DocumentChunk& rows) {
  rows_ = &rows;
  Bitmap live = rows.live;
  if (chunk == ChunkOf(bound_)) live.CutAfter(SlotOf(bound_));
  return MatchNode(*root_, chunk, live);
}

Result<Bitmap> Evaluator::MatchNode(Node& node, std::uint32_t chunk, const Bitmap& within) {
  Bitmap matches;
  switch (node.kind) {
    case Kind::kAll:
      return within;
    case Kind::kTerm: {
      if (auto added = node.lists[0].AddTo(chunk, matches); !added) {
        return tl::unexpected(added.error());
      }
      matches.And(within);
      return matches;
    }
    case Kind::kPhrase:
      return MatchPhrase(node, chunk, within);
    case Kind::kAnd:
      return MatchAnd(node, chunk, within);
    case Kind::kOr:
      for (const auto& child : node.children) {
        const auto found = MatchNode(*child, chunk, within);
        if (!found) return found;
        matches.Or(*found);
      }
      return matches;
    case Kind::kNot: {
      const auto found = MatchNode(*node.children[0], chunk, within);
      if (!found) return found;
      matches = within;
      matches.AndNot(*found);
      return matches;
    }
    case Kind::kDates:
      within.ForEach([&](std::uint32_t slot) {
        const std::int32_t day = rows_->days[slot];
        if (day != kNoDay && day >= node.day_from && day < node.day_end) matches.Set(slot);
      });
      return matches;
  }
  return matches;
}

Result<Bitmap> Evaluator::MatchAnd(Node& node, std::uint32_t chunk, const Bitmap& within) {
  if (!NodeMayMatch(node, chunk)) return Bitmap();
  Bitmap matches = within;
  for (const auto& child : node.children) {
    auto found = MatchNode(*child, chunk, matches);
    if (!found) return found;
    matches = *found;
    if (matches.Empty()) break;
  }
  return matches;
}

Result<Bitmap> Evaluator::MatchPhrase(Node& node, std::uint32_t chunk, const Bitmap& within) {
  node.at_chunk = chunk;
  node.found = Postings();
  if (!NodeMayMatch(node, chunk)) return Bitmap();
  Bitmap candidates = within;
  for (TermList& list : node.lists) {
    Bitmap slots;
    if (auto added = list.AddTo(chunk, slots); !added) return tl::unexpected(added.error());
    candidates.And(slots);
    if (candidates.Empty()) return candidates;
  }
  PhraseStarts starts(candidates, node.title_only ? kTextPosition : UINT32_MAX);
  for (std::size_t i = 0; i < node.lists.size() && !starts.Empty(); ++i) {
    starts.BeginPart(node.positions[i]);
    auto visited = node.lists[i].ForEachPosition(
        database_, view_, chunk, starts.Left(),
        [&](std::uint16_t slot, const std::vector<std::uint32_t>& positions) {
          starts.Add(slot, positions);
        });
    if (!visited) return tl::unexpected(visited.error());
    starts.EndPart();
  }
  node.found = starts.Found();
  return starts.Left();
}

Result<void> Evaluator::Score(std::uint32_t chunk, const DocumentChunk& rows, const Bitmap& matches,
                              std::vector<float>& scores) {
  rows_ = &rows;
  return ScoreNode(*root_, chunk, matches, scores);
}

Result<void> Evaluator::ScoreNode(Node& node, std::uint32_t chunk, const Bitmap& matches,
                                  std::vector<float>& scores) {
  if (!node.scored || node.kind == Kind::kDates || node.kind == Kind::kAll) return {};
  if (node.kind == Kind::kTerm) {
    const auto postings = node.lists[0].Decode(chunk);
    if (!postings) return tl::unexpected(postings.error());
    AddScores(**postings, node.weight, matches, scores);
    return {};
  }
  if (node.kind == Kind::kPhrase) {
    // A phrase that was not looked for in this chunk lies in a branch that matched nothing.
    if (node.at_chunk == chunk) AddScores(node.found, node.weight, matches, scores);
    return {};
  }
  for (const auto& child : node.children) {
    if (auto scored = ScoreNode(*child, chunk, matches, scores); !scored) return scored;
  }
  return {};
}

void Evaluator::AddScores(const Postings& postings, double weight, const Bitmap& matches,
                          std::vector<float>& scores) const {
  const double average =
      std::max(1.0, static_cast<double>(statistics_.tokens) /
                        static_cast<double>(std::max<std::uint64_t>(statistics_.documents, 1)));
  const auto base = static_cast<float>(kSaturation * (1.0 - kLengthWeight));
  const auto slope = static_cast<float>(kSaturation * kLengthWeight / average);
  const auto scale = static_cast<float>(weight * (kSaturation + 1.0));
  for (std::size_t i = 0; i < postings.slots.size(); ++i) {
    const std::uint16_t slot = postings.slots[i];
    if (!matches.Has(slot)) continue;
    const auto frequency = static_cast<float>(postings.weights[i]);
    const auto length = static_cast<float>(rows_->lengths[slot]);
    scores[slot] += scale * frequency / (frequency + base + slope * length);
  }
}

}  // namespace stratwatch::store
