#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "model/clock.h"
#include "parsers/article_extractor.h"
#include "pipeline/metrics.h"
#include "pipeline/rules.h"
#include "pipeline/task_runner.h"

namespace stratwatch::pipeline {

struct NormaliseTaskOptions {
  std::string name = "normalise";
  parsers::ExtractorOptions extractor;
  bool keep_irrelevant_text = false;  // Else an irrelevant article keeps metadata only.
  // Readings of whole bodies, kept for bodies that come again byte for byte. Why 256: a feed's
  // redirected and tracked spellings of one page arrive close together.
  std::size_t cache_pages = 256;
  std::size_t cache_bytes_max = std::size_t{16} << 20U;
};

// `pages` to `articles`: reads the article from the page's bytes, tags it and judges whether it is
// about the AI policy of a state. Stateless: the same page gives the same article under the same
// rules; each article is judged by one version of them.
//
// A page that came with its final outcome goes on as an article without text. A page that cannot
// be read (too complex, binary) becomes a dead letter and an article that says so.
//
// Threads: Prepare and Salvage are thread-safe.
class NormaliseTask final : public Task {
 public:
  // Borrows all but the options.
  NormaliseTask(NormaliseTaskOptions options, const Rules& rules, const Clock& clock,
                Metrics& metrics);
  ~NormaliseTask() override;

  std::string_view Name() const override { return options_.name; }
  Result<PreparedRecord> Prepare(const PolledRecord& record) const override;
  std::optional<PreparedRecord> Salvage(const PolledRecord& record,
                                        const Error& error) const override;
  void Committed(const std::vector<PreparedRecord>& records) override;

 private:
  struct Reading;  // What was read from a body; shared by the cache and its users.
  class Cache;

  Result<std::shared_ptr<const Reading>> Read(const Page& page) const;
  Result<Reading> ReadAfresh(const Page& page, const RuleSet& rules) const;
  void SetIrrelevant(Reading& reading) const;

  NormaliseTaskOptions options_;
  parsers::ArticleExtractor extractor_;
  const Rules& rules_;
  const Clock& clock_;
  Metrics& metrics_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace stratwatch::pipeline
