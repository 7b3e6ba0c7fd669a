#pragma once

#include <string>

namespace stratwatch::pipeline {

// The address of the broker that the tests share: the one in STRATWATCH_KAFKA, or one that is
// started through ops/kafka/broker and ends with this process. Empty when there is none, with the
// reason in `why_not`.
std::string SharedBroker(std::string& why_not);

// A broker of one test's own, to be stopped and started by it.
class OwnBroker {
 public:
  OwnBroker();
  ~OwnBroker();
  OwnBroker(const OwnBroker&) = delete;
  OwnBroker& operator=(const OwnBroker&) = delete;
  // The address, the same each time; empty when it does not start.
  std::string Start();
  void Stop();

 private:
  std::string folder_;
};

}  // namespace stratwatch::pipeline
