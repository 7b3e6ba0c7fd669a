#pragma once

#include <string>
#include <string_view>

#include "store/frontier_table.h"

// The values of tables frontier, sources and robots (docs/formats.md). Each begins with a version
// byte; fields are added at the end.
namespace stratwatch::store {

// By which its entries are counted: "waiting" or "emitted".
std::string_view StateName(FrontierState state);

std::string EncodeEntry(const FrontierEntry& entry);
std::string EncodeSource(const SourceState& state);
std::string EncodeRobots(const FrontierTable::RobotsEntry& entry);

// Errors: kCorrupt.
Result<FrontierEntry> DecodeEntry(const ArticleId& id, std::string_view bytes);
Result<SourceState> DecodeSource(std::string_view id, std::string_view bytes);
Result<FrontierTable::RobotsEntry> DecodeRobots(std::string_view origin, std::string_view bytes);

}  // namespace stratwatch::store
