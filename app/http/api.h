#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/http/shard_queries.h"
#include "app/runtime.h"
#include "config/config.h"
#include "model/source.h"
#include "pipeline/metrics.h"
#include "pipeline/rules.h"
#include "pipeline/service.h"
#include "store/database.h"

namespace stratwatch::app {

struct HttpRequest {
  std::string method;                        // "GET"
  std::string path;                          // Percent-decoded, without the query.
  std::map<std::string, std::string> query;  // Percent-decoded.
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
};

// All borrowed; must outlive the Api.
struct ApiParts {
  const config::Config& config;
  store::Database& database;
  const pipeline::Rules& rules;
  const std::vector<Source>& sources;
  pipeline::Metrics& metrics;
  const pipeline::Service& service;
  // With index shards: those that are here, and who asks for the others.
  const pipeline::ShardStores* shards = nullptr;
  ShardQueries* queries = nullptr;
};

// Answers the service's own HTTP interface (docs/openapi.yaml): /healthz, /readyz, /metrics, the
// status page and /api/v1. Reads only; nothing here changes the store.
// Threads: Answer is thread-safe. No exception leaves it.
class Api {
 public:
  explicit Api(ApiParts parts) : parts_(parts) {}
  HttpResponse Answer(const HttpRequest& request) const;
  // Whether Answer waits for other processes: not to be called where their own questions are
  // answered, or two that ask each other wait in vain.
  bool AsksOthers(const HttpRequest& request) const;

 private:
  HttpResponse Route(const HttpRequest& request) const;
  HttpResponse Ready() const;
  HttpResponse Metrics() const;
  HttpResponse Search(const HttpRequest& request) const;
  HttpResponse Article(std::string_view id) const;
  HttpResponse Shard(const HttpRequest& request) const;
  // What is here.
  Articles LocalArticles() const;
  HttpResponse Trace(const HttpRequest& request) const;
  HttpResponse Status() const;
  HttpResponse Sources() const;

  ApiParts parts_;
};

// The request target "/a%20b?x=y" in parts; a bad percent sequence is kept as it is.
HttpRequest ParseTarget(std::string_view method, std::string_view target);

}  // namespace stratwatch::app
