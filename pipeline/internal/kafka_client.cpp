#include "pipeline/internal/kafka_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <future>
#include <optional>
#include <thread>

#include "pipeline/internal/record_size.h"

namespace stratwatch::pipeline {
namespace {

// Room for the framing of a record batch, beyond what CheckRecordSizes counts.
constexpr std::size_t kBatchSlackBytes = 4096;

// Kafka's numbers for these requests (protocol guide, "API Keys").
constexpr int kProduceKey = 0;
constexpr int kJoinGroupKey = 11;
// How long a wait that may be given up goes on without asking.
constexpr int kGivenUpMilliseconds = 250;

extern "C" {

// Called on the thread that polls or flushes a producer.
void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) noexcept {
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  static_cast<KafkaSignals*>(opaque)->NoteFailedDelivery(rd_kafka_err2str(message->err));
}

// Called on the thread that polls or flushes a producer; consumers get events instead.
void OnError(rd_kafka_t*, int error, const char* reason, void* opaque) noexcept {
  // That all brokers are down says less than why each of them is, which came before.
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;
  static_cast<KafkaSignals*>(opaque)->NoteError(reason);
}

// librdkafka would write to stderr. What matters comes as an error, too, but for two things: what a
// broker understands, and, before anything is polled, that it does not let us in.
void OnLog(const rd_kafka_t* handle, int, const char* facility, const char* text) noexcept {
  if (handle == nullptr) return;
  auto* const signals = static_cast<KafkaSignals*>(rd_kafka_opaque(handle));
  if (std::strcmp(facility, "APIVERSION") == 0) signals->NoteApi(text);
  if (std::strcmp(facility, "FAIL") != 0) return;
  const bool refused = std::strstr(text, "SASL authentication error") != nullptr ||
                       std::strstr(text, "SSL handshake failed") != nullptr;
  if (!refused) return;
  // "[thrd:NAME]: NAME: reason"
  const char* const reason = std::strstr(text, "]: ");
  signals->NoteError(reason != nullptr ? reason + 3 : text);
  signals->NoteRefusal();
}

}  // extern "C"

KafkaSettings CommonSettings(const KafkaLogOptions& options) {
  const std::size_t message_bytes_max = KafkaMessageBytesMax(options, Topic::kDeadLetters);
  return {
      {"bootstrap.servers", options.brokers},
      {"client.id", "stratwatch"},
      {"message.max.bytes", std::to_string(message_bytes_max)},
      {"socket.keepalive.enable", "true"},
      // A broker that comes back is found within a second instead of ten.
      {"reconnect.backoff.max.ms", "1000"},
      {"allow.auto.create.topics", "false"},
  };
}

const char* ProtocolName(KafkaSecurity::Protocol protocol) {
  switch (protocol) {
    case KafkaSecurity::Protocol::kPlaintext:
      return "plaintext";
    case KafkaSecurity::Protocol::kTls:
      return "ssl";
    case KafkaSecurity::Protocol::kSaslPlaintext:
      return "sasl_plaintext";
    case KafkaSecurity::Protocol::kSaslTls:
      return "sasl_ssl";
  }
  return "plaintext";
}

// The first line of a secret's file. Errors: kInvalid.
Result<std::string> ReadSecret(const std::string& option, const std::string& file) {
  std::ifstream in(file);
  std::string line;
  if (file.empty() || !std::getline(in, line) || line.empty()) {
    return Fail(ErrorCode::kInvalid,
                fmt::format("{} \"{}\" cannot be read, or is empty", option, file));
  }
  if (line.back() == '\r') line.pop_back();
  return line;
}

Result<KafkaSettings> SecuritySettings(const KafkaSecurity& security) {
  KafkaSettings settings{{"security.protocol", ProtocolName(security.protocol)}};
  const bool tls = security.protocol == KafkaSecurity::Protocol::kTls ||
                   security.protocol == KafkaSecurity::Protocol::kSaslTls;
  const bool sasl = security.protocol == KafkaSecurity::Protocol::kSaslPlaintext ||
                    security.protocol == KafkaSecurity::Protocol::kSaslTls;
  if (tls) {
    // The broker's name is checked, too: librdkafka leaves that out by itself.
    settings.emplace_back("ssl.endpoint.identification.algorithm", "https");
    const std::pair<const char*, const std::string&> files[] = {
        {"ssl.ca.location", security.ca_file},
        {"ssl.certificate.location", security.certificate_file},
        {"ssl.key.location", security.key_file}};
    for (const auto& [name, file] : files) {
      if (!file.empty()) settings.emplace_back(name, file);
    }
  }
  if (sasl) {
    auto password = ReadSecret("kafka.password_file", security.password_file);
    if (!password) return tl::unexpected(password.error());
    settings.emplace_back("sasl.mechanisms", security.mechanism);
    settings.emplace_back("sasl.username", security.user);
    settings.emplace_back("sasl.password", std::move(*password));
  }
  return settings;
}

rd_kafka_conf_t* MakeConf(const KafkaLogOptions& options, const KafkaSettings& security,
                          const KafkaSettings& settings, std::string& mistake) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  char text[512];
  for (const KafkaSettings& list : {CommonSettings(options), security, settings}) {
    for (const auto& [name, value] : list) {
      if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof text) ==
          RD_KAFKA_CONF_OK) {
        continue;
      }
      mistake = text;
      rd_kafka_conf_destroy(conf);
      return nullptr;
    }
  }
  return conf;
}

bool IsDenied(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
         error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
         error == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
         error == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
}

constexpr int kGoodScramClient = 0x02060100;

// What to look at when a broker does not let us in. librdkafka before 2.6.1 answers SCRAM with its
// nonce twice, which Kafka 4 refuses as a wrong password (librdkafka issue 4895).
std::string RefusalHint(const KafkaSecurity& security) {
  std::string hint = "check kafka.security, kafka.user, kafka.password_file and kafka.ca_file";
  if (security.mechanism.starts_with("SCRAM") && rd_kafka_version() < kGoodScramClient) {
    hint += fmt::format(
        "; librdkafka {} cannot do SCRAM with Kafka 4 at all: use PLAIN over TLS there, or a "
        "certificate",
        rd_kafka_version_str());
  }
  return hint;
}

// Revokes the assignment and leaves the group; a static member only goes silent, so that it finds
// its partitions again.
void LeaveGroup(rd_kafka_t* handle, const KafkaDeadline& deadline) {
  const KafkaQueue queue(rd_kafka_queue_new(handle));
  if (KafkaError(rd_kafka_consumer_close_queue(handle, queue.get()))) return;  // Never joined.
  while (rd_kafka_consumer_closed(handle) == 0 && !deadline.Passed()) {
    const KafkaEvent event(rd_kafka_queue_poll(queue.get(), std::min(deadline.Milliseconds(), 50)));
    if (!event || rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_REBALANCE) continue;
    if (rd_kafka_consumer_closed(handle) != 0) return;  // Nobody waits for an answer any more.
    rd_kafka_topic_partition_list_t* const list = rd_kafka_event_topic_partition_list(event.get());
    const bool assign = rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    // An assignment while closing has no effect, but the group waits for its answer.
    const KafkaError ignored(assign ? rd_kafka_incremental_assign(handle, list)
                                    : rd_kafka_incremental_unassign(handle, list));
  }
}

}  // namespace

void KafkaSignals::Wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

void KafkaSignals::Interrupt() {
  const std::lock_guard lock(mutex_);
  interrupted_ = true;
  changed_.notify_all();
}

bool KafkaSignals::Wait(const KafkaDeadline& deadline) {
  std::unique_lock lock(mutex_);
  const bool ready = changed_.wait_for(lock, std::chrono::milliseconds(deadline.Milliseconds()),
                                       [this] { return woken_ || interrupted_; });
  woken_ = false;
  return ready;
}

bool KafkaSignals::Interrupted() {
  const std::lock_guard lock(mutex_);
  return interrupted_;
}

bool KafkaSignals::TakeInterrupt() {
  const std::lock_guard lock(mutex_);
  return std::exchange(interrupted_, false);
}

void KafkaSignals::NoteError(std::string text) {
  const std::lock_guard lock(mutex_);
  last_error_ = std::move(text);
}

void KafkaSignals::NoteRefusal() {
  const std::lock_guard lock(mutex_);
  refused_ = true;
}

bool KafkaSignals::Refused() {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::string KafkaSignals::LastError() {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

// "[thrd:…]: …:   ApiKey Produce (0) Versions 0..13"
void KafkaSignals::NoteApi(std::string_view log_line) {
  const std::size_t begin = log_line.find("ApiKey ");
  if (begin == std::string_view::npos) return;
  int key = -1;
  KafkaApiRange range;
  const std::string text(log_line.substr(begin));
  if (std::sscanf(text.c_str(), "ApiKey %*s (%d) Versions %d..%d", &key, &range.oldest,
                  &range.newest) != 3) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (key == kProduceKey) apis_.produce = range;
  if (key == kJoinGroupKey) apis_.join_group = range;
}

KafkaApis KafkaSignals::Apis() {
  const std::lock_guard lock(mutex_);
  return apis_;
}

void KafkaSignals::NoteFailedDelivery(std::string text) {
  const std::lock_guard lock(mutex_);
  if (failed_delivery_.empty()) failed_delivery_ = std::move(text);
}

std::string KafkaSignals::TakeFailedDelivery() {
  const std::lock_guard lock(mutex_);
  return std::exchange(failed_delivery_, {});
}

KafkaClient::KafkaClient(rd_kafka_t* handle, rd_kafka_type_t type, const KafkaLogOptions& options,
                         std::shared_ptr<KafkaSignals> signals, EventSink& events)
    : handle_(handle),
      type_(type),
      brokers_(options.brokers),
      user_(options.security.user),
      refusal_hint_(RefusalHint(options.security)),
      close_deadline_(options.close_deadline),
      signals_(std::move(signals)),
      events_(events) {}

Result<std::unique_ptr<KafkaClient>> KafkaClient::Open(rd_kafka_type_t type,
                                                       const KafkaLogOptions& options,
                                                       const KafkaSettings& settings,
                                                       std::shared_ptr<KafkaSignals> signals,
                                                       EventSink& events) {
  const auto security = SecuritySettings(options.security);
  if (!security) return tl::unexpected(security.error());
  std::string mistake;
  rd_kafka_conf_t* const conf = MakeConf(options, *security, settings, mistake);
  if (conf == nullptr) return Fail(ErrorCode::kInvalid, "Kafka client: " + mistake);
  rd_kafka_conf_set_opaque(conf, signals.get());
  rd_kafka_conf_set_log_cb(conf, OnLog);
  if (type == RD_KAFKA_PRODUCER) {
    rd_kafka_conf_set_dr_msg_cb(conf, OnDelivery);
    rd_kafka_conf_set_error_cb(conf, OnError);
  } else {
    rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_REBALANCE);
  }
  char text[512];
  rd_kafka_t* const handle = rd_kafka_new(type, conf, text, sizeof text);
  if (handle == nullptr) {
    rd_kafka_conf_destroy(conf);  // Only a successful rd_kafka_new takes it over.
    return Fail(ErrorCode::kInvalid, fmt::format("Kafka client for {}: {}", options.brokers, text));
  }
  return std::unique_ptr<KafkaClient>(
      new KafkaClient(handle, type, options, std::move(signals), events));
}

// librdkafka may hang in here (#4187; we saw an answer to a rebalance wait for ever for a group
// that had just been left). Then the thread is left behind, on purpose: a process that ends must
// end, and a session that starts afresh must start. What the thread touches is its own.
KafkaClient::~KafkaClient() {
  auto closed = std::make_shared<std::promise<void>>();
  auto done = closed->get_future();
  std::thread closer([handle = handle_, type = type_, deadline = KafkaDeadline(close_deadline_),
                      signals = signals_, closed] {
    if (type == RD_KAFKA_CONSUMER) LeaveGroup(handle, deadline);
    rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    closed->set_value();
  });
  // A little longer than it should take by itself.
  const auto wait = close_deadline_ + std::chrono::milliseconds(1'000);
  if (done.wait_for(wait) == std::future_status::ready) {
    closer.join();
    return;
  }
  closer.detach();
  events_.Write(Severity::kWarning, "kafka.close-timeout",
                {{"brokers", brokers_}, {"waited_ms", std::int64_t{wait.count()}}});
}

Error KafkaClient::Unavailable(std::string_view what, std::string_view cause) const {
  std::string message = fmt::format("Kafka at {}: {}: {}", brokers_, what, cause);
  const std::string last = signals_->LastError();
  if (!last.empty() && last != cause) message += fmt::format(" ({})", last);
  return {ErrorCode::kUnavailable, std::move(message)};
}

Error KafkaClient::Unavailable(std::string_view what, rd_kafka_resp_err_t cause) const {
  std::string text = rd_kafka_err2str(cause);
  if (IsDenied(cause)) text += fmt::format("; the ACLs do not allow it to user \"{}\"", user_);
  return Unavailable(what, std::string_view(text));
}

Error KafkaClient::Unavailable(std::string_view what, const rd_kafka_error_t* cause) const {
  std::string text = rd_kafka_error_string(cause);
  if (IsDenied(rd_kafka_error_code(cause))) {
    text += fmt::format("; the ACLs do not allow it to user \"{}\"", user_);
  }
  return Unavailable(what, std::string_view(text));
}

Result<std::string> KafkaClient::ClusterId(const KafkaDeadline& deadline,
                                           const std::function<bool()>& given_up) const {
  char* id = nullptr;
  do {
    if (given_up && given_up()) {
      return tl::unexpected(Unavailable("no broker answers", "stopped waiting for it"));
    }
    id = rd_kafka_clusterid(handle_, std::min(deadline.Milliseconds(), kGivenUpMilliseconds));
    if (type_ == RD_KAFKA_PRODUCER) rd_kafka_poll(handle_, 0);  // Its reasons are in its queue.
    if (id == nullptr && signals_->Refused()) {
      return tl::unexpected(Unavailable("the broker does not let us in", refusal_hint_));
    }
  } while (id == nullptr && !deadline.Passed());
  if (id == nullptr) {
    return tl::unexpected(Unavailable("no broker answers", "start it, or correct kafka.brokers"));
  }
  std::string text(id);
  rd_kafka_mem_free(handle_, id);
  return text;
}

std::string KafkaTopicName(const KafkaLogOptions& options, Topic topic) {
  return options.topic_prefix + std::string(TopicName(topic));
}

std::optional<Topic> TopicOfKafka(const KafkaLogOptions& options, std::string_view name) {
  if (!name.starts_with(options.topic_prefix)) return std::nullopt;
  return TopicFromName(name.substr(options.topic_prefix.size()));
}

std::size_t KafkaMessageBytesMax(const KafkaLogOptions& options, Topic topic) {
  return RecordBytesMax(topic, options.message_bytes_max) + kBatchSlackBytes;
}

}  // namespace stratwatch::pipeline
