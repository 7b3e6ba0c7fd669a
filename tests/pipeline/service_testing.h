#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "pipeline/service.h"
#include "tests/newsweb/newsweb.h"
#include "tests/pipeline/judges.h"
#include "tests/pipeline/task_testing.h"

namespace stratwatch::pipeline::testing {

// The whole pipeline over the sample web, or without a crawl over what the test puts in.
class ServiceTest : public TaskTest {
 protected:
  // Crawls the sample web; `with_trouble` adds trouble.example's feed.
  void StartWeb(bool with_trouble = false);
  ServiceParts Parts(Log* log = nullptr);
  std::unique_ptr<Service> Start(Log* log = nullptr);
  // Runs with `once` (or drained, without a crawl) to the end.
  Result<void> RunToTheEnd(Log* log = nullptr);

  // Every stored record's outcome by its URL's identity.
  std::map<std::string, std::string> Outcomes();
  // discovered = sum over outcomes, and the counters are those of the records.
  void ExpectOneOutcomeEach();
  void ForgetStore();

  std::unique_ptr<newsweb::NewsWeb> web_;
  ServiceOptions options_;
};

}  // namespace stratwatch::pipeline::testing
