#pragma once

#include <curl/curl.h>

#include <memory>

namespace stratwatch::crawlers::internal {

// libcurl's handles with their deleters; CURL, CURLM and CURLSH are all void, so each has its own.
struct EasyDeleter {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  // Fails only for a broken handle, and then there is nothing left to free.
  void operator()(CURLM* multi) const noexcept { (void)curl_multi_cleanup(multi); }
};
struct ShareDeleter {
  // Fails only while an easy handle still uses it: declare it before these.
  void operator()(CURLSH* share) const noexcept { (void)curl_share_cleanup(share); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using CurlEasy = std::unique_ptr<CURL, EasyDeleter>;
using CurlMulti = std::unique_ptr<CURLM, MultiDeleter>;
using CurlShare = std::unique_ptr<CURLSH, ShareDeleter>;
using CurlList = std::unique_ptr<curl_slist, ListDeleter>;

// Counted by libcurl, and thread-safe in the builds that say so (from 7.84 on).
class CurlGlobal {
 public:
  CurlGlobal() : started_(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {}
  ~CurlGlobal() {
    if (started_) curl_global_cleanup();
  }
  CurlGlobal(const CurlGlobal&) = delete;
  CurlGlobal& operator=(const CurlGlobal&) = delete;
  bool Started() const { return started_; }

 private:
  bool started_;
};

}  // namespace stratwatch::crawlers::internal
