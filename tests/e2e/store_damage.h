#pragma once

#include <cstdint>
#include <filesystem>

namespace stratwatch::testing {

// What happens to a store's files on real machines, done on purpose. Nobody may have it open.

// As if a newer Stratwatch had written it.
void SetSchemaVersion(const std::filesystem::path& store, std::uint32_t version);
void RemoveOneTableFile(const std::filesystem::path& store);
void DamageManifest(const std::filesystem::path& store);

}  // namespace stratwatch::testing
