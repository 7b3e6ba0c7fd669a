// A broker with TLS, SCRAM and ACLs: who is let in works, and who is not is told why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/e2e/kafka_cluster.h"
#include "tests/e2e/sample_run.h"

namespace stratwatch::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class KafkaSecurity : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = std::make_unique<KafkaCluster>(1, KafkaCluster::Access::kSecure);
    cluster_->Start();
  }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override {
    if (cluster_->Addresses().empty()) GTEST_SKIP() << cluster_->WhyNot();
  }

  // As `user`; later options in `changes` win.
  Finished Stratwatch(const std::string& user, const std::vector<std::string>& changes,
                      const std::vector<std::string>& command) const {
    return OnCluster(*cluster_, user, changes, command);
  }
  Finished OnCluster(const KafkaCluster& cluster, const std::string& user,
                     const std::vector<std::string>& changes,
                     const std::vector<std::string>& command) const {
    std::vector<std::string> all;
    std::vector<std::string> options{"log.engine=kafka",
                                     "kafka.brokers=" + cluster.Addresses(),
                                     "kafka.connect_wait_ms=20000",
                                     "kafka.security=sasl-tls",
                                     "kafka.sasl_mechanism=PLAIN",
                                     "kafka.user=" + user,
                                     "kafka.password_file=" + cluster.PasswordFile().string(),
                                     "kafka.ca_file=" + cluster.AuthorityFile().string()};
    options.insert(options.end(), changes.begin(), changes.end());
    for (const std::string& each : options) {
      all.emplace_back("--set");
      all.push_back(each);
    }
    all.insert(all.end(), command.begin(), command.end());
    return run_.Stratwatch(all);
  }

  SampleRun run_;
  static std::unique_ptr<KafkaCluster> cluster_;
};
std::unique_ptr<KafkaCluster> KafkaSecurity::cluster_;

TEST_F(KafkaSecurity, WhoIsAllowedWorksAsWithoutIt) {
  const SampleRun embedded;
  ASSERT_EQ(embedded.Stratwatch({"ingest", embedded.WritePages().string()}).exit_code, 0);
  const Finished done = Stratwatch("stratwatch", {}, {"ingest", run_.WritePages().string()});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(Difference(ReadStore(embedded.Store()), ReadStore(run_.Store())), IsEmpty());
  EXPECT_EQ(Stratwatch("stratwatch", {}, {"topics", "check"}).exit_code, 0);
}

// Debian's librdkafka can do SCRAM with Kafka 3 and not with 4, and says so.
TEST_F(KafkaSecurity, ScramWorksWhereItCan) {
  const std::string scram = "kafka.sasl_mechanism=SCRAM-SHA-512";
  KafkaCluster older(1, KafkaCluster::Access::kSecure, "3.9.1");
  if (!older.Start()) GTEST_SKIP() << older.WhyNot();
  const Finished let_in = OnCluster(older, "stratwatch", {scram}, {"topics", "plan"});
  EXPECT_EQ(let_in.exit_code, 0) << let_in.err;
  const auto wrong = run_.Folder() / "wrong";
  std::ofstream(wrong) << "guessed\n";
  const Finished refused = OnCluster(
      older, "stratwatch", {scram, "kafka.password_file=" + wrong.string()}, {"topics", "plan"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err, HasSubstr("cannot do SCRAM with Kafka 4"));
}

TEST_F(KafkaSecurity, AWrongPasswordIsToldAtOnce) {
  const auto wrong = run_.Folder() / "wrong";
  std::ofstream(wrong) << "guessed\n";
  const auto begin = std::chrono::steady_clock::now();
  const Finished refused =
      Stratwatch("stratwatch", {"kafka.password_file=" + wrong.string()}, {"topics", "check"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("does not let us in"), HasSubstr("kafka.password_file"),
                    HasSubstr("SASL authentication error"), Not(HasSubstr("guessed"))));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15));
}

TEST_F(KafkaSecurity, APasswordFileThatIsNotThereIsNamed) {
  const Finished missing =
      Stratwatch("stratwatch", {"kafka.password_file=/nowhere/secret"}, {"topics", "check"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("kafka.password_file"), HasSubstr("/nowhere/secret")));
}

TEST_F(KafkaSecurity, AnAuthorityThatDidNotSignIsToldAtOnce) {
  const auto other = run_.Config().parent_path() / "authority.pem";  // The sample web's.
  const Finished refused =
      Stratwatch("stratwatch", {"kafka.ca_file=" + other.string()}, {"topics", "check"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("does not let us in"), HasSubstr("certificate")));
}

TEST_F(KafkaSecurity, WhatTheAclsDenyIsShownAsDenied) {
  const Finished denied = Stratwatch("stranger", {}, {"run", "--once"});
  EXPECT_EQ(denied.exit_code, 5);
  EXPECT_THAT(denied.err, AllOf(HasSubstr("authorization failed"),
                                HasSubstr("the ACLs do not allow it to user \"stranger\"")));
}

}  // namespace
}  // namespace stratwatch::testing
