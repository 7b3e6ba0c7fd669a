#include "tests/newsweb/newsweb.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>

#include "tests/newsweb/certificates.h"
#include "tests/newsweb/http_server.h"
#include "tests/newsweb/site.h"
#include "tests/newsweb/trouble.h"

namespace stratwatch::newsweb {
namespace {

constexpr std::size_t kAccessLogMax = 100'000;

// Hosts that answer their robots.txt with a status, by their name; see Trouble.
constexpr const char* kTroubleHosts[] = {"trouble.example",
                                         "busy-429.trouble.example",
                                         "busy-503.trouble.example",
                                         "robots-503.trouble.example",
                                         "robots-404.trouble.example",
                                         "robots-hang.trouble.example"};

bool IsTrouble(std::string_view host) {
  return host.ends_with(Trouble::kHost);
}

std::string Address(std::uint16_t port) {
  return "127.0.0.1:" + std::to_string(port);
}

// The register's words for what an outlet offers.
std::string KindOf(const Offer& offer) {
  if (offer.kind == "sitemap" || offer.kind == "listing") return offer.kind;
  return "feed";
}

Result<void> WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) {
    return Fail(ErrorCode::kUnavailable, path.string() +
                                             ": cannot be written; does its folder "
                                             "exist, and is there room?");
  }
  return {};
}

}  // namespace

class NewsWeb::Impl {
 public:
  Impl(NewsWebOptions options, Web loaded)
      : options_(std::move(options)),
        web_(std::move(loaded)),
        site_(web_, false),
        corrected_(web_, true) {
    if (!options_.access_log.empty()) log_file_.open(options_.access_log, std::ios::app);
  }

  Result<void> Start() {
    certificates_ = MakeCertificates(Hosts());
    const Handler handler = [this](const Request& request, Connection& connection) {
      return Serve(request, connection);
    };
    auto plain = HttpServer::Start(options_.port, handler);
    if (!plain) return tl::unexpected(plain.error());
    plain_ = std::move(*plain);
    auto tls = HttpServer::Start(0, handler, certificates_.good);
    if (!tls) return tl::unexpected(tls.error());
    tls_ = std::move(*tls);
    auto bad_tls = HttpServer::Start(0, handler, certificates_.bad);
    if (!bad_tls) return tl::unexpected(bad_tls.error());
    bad_tls_ = std::move(*bad_tls);
    return {};
  }

  std::vector<std::string> Hosts() const {
    std::vector<std::string> hosts;
    for (const Outlet& outlet : web_.outlets) hosts.push_back(outlet.host);
    for (const char* host : kTroubleHosts) hosts.emplace_back(host);
    return hosts;
  }

  bool Serve(const Request& request, Connection& connection) {
    const Served served = IsTrouble(request.host)
                              ? trouble_.Serve(request, connection)
                              : Answer(request, connection, Current().Answer(request));
    Record(request, served);
    return served.keep_open;
  }

  std::vector<Access> AccessLog() const {
    const std::lock_guard lock(mutex_);
    return {accesses_.begin(), accesses_.end()};
  }

  bool AwaitRequests(std::size_t count, std::string_view host, std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    return logged_.wait_for(lock, wait, [&] { return CountOf(host) >= count; });
  }

  void PublishCorrections() { corrections_out_ = true; }

  Result<void> WriteConfig(const std::filesystem::path& file, bool with_trouble) const {
    const std::filesystem::path folder = file.parent_path();
    auto written = WriteFile(folder / "sources.tsv", SourcesText(with_trouble));
    if (!written) return written;
    written = WriteFile(folder / "authority.pem", certificates_.authority_pem);
    if (!written) return written;
    return WriteFile(file, ConfigText());
  }

  const Web& web() const { return web_; }
  const Certificates& certificates() const { return certificates_; }
  std::uint16_t Port() const { return plain_->Port(); }
  std::uint16_t TlsPort() const { return tls_->Port(); }
  std::uint16_t BadTlsPort() const { return bad_tls_->Port(); }

 private:
  const Site& Current() const { return corrections_out_ ? corrected_ : site_; }

  // The caller holds mutex_.
  std::size_t CountOf(std::string_view host) const {
    std::size_t count = 0;
    for (const Access& access : accesses_) {
      if (host.empty() || access.host == host) ++count;
    }
    return count;
  }

  void Record(const Request& request, const Served& served) {
    Access access{request.method,
                  request.host,
                  request.path + (request.query.empty() ? "" : "?" + request.query),
                  std::string(request.Header("user-agent")),
                  served.status,
                  served.bytes,
                  request.over_tls};
    const std::lock_guard lock(mutex_);
    if (log_file_.is_open()) {
      log_file_ << access.method << ' ' << access.host << ' ' << access.target << ' '
                << access.status << ' ' << access.bytes << ' ' << access.user_agent << std::endl;
    }
    accesses_.push_back(std::move(access));
    if (accesses_.size() > kAccessLogMax) accesses_.pop_front();
    logged_.notify_all();
  }

  std::string SourcesText(bool with_trouble) const {
    std::string rows = "id\toutlet\tcountry\tlanguage\tkind\turl\tcategory\n";
    for (const Outlet& outlet : web_.outlets) {
      for (const Offer& offer : outlet.offers) {
        // "atlas-dispatch.example" and "rss" make the id "atlas-dispatch-rss".
        const std::string id = outlet.host.substr(0, outlet.host.find('.')) + "-" + offer.kind;
        rows += id + "\t" + outlet.name + "\t" + outlet.country + "\t" + outlet.language + "\t" +
                KindOf(offer) + "\thttp://" + outlet.host + offer.path + "\t" + outlet.category +
                "\n";
      }
    }
    if (with_trouble) {
      rows += "trouble-rss\tTrouble Times\tGB\ten\tfeed\thttp://trouble.example/feed.xml\tpress\n";
    }
    return rows;
  }

  std::string ConfigText() const {
    std::string map;
    for (const std::string& host : Hosts()) {
      const std::uint16_t tls = host == Trouble::kHost ? bad_tls_->Port() : tls_->Port();
      map += "\"" + host + ":80\" = \"" + Address(plain_->Port()) + "\"\n\"" + host +
             ":443\" = \"" + Address(tls) + "\"\n";
    }
    return "# Reads the sample web (tests/newsweb) instead of the world's press.\n\n"
           "[store]\npath = \"store\"\n\n[archive]\npath = \"archive\"\n\n"
           "[sources]\nfiles = [\"sources.tsv\"]\n\n[http]\nport = 0\n\n"
           "[crawl]\n# The sample web is ours: no need to wait between two requests.\n"
           "delay_ms = 0\nretry_delay_s = 1\nattempts_max = 2\n"
           "allow_private = [\"127.0.0.0/8\"]\nca_file = \"authority.pem\"\n\n"
           "[crawl.connect_to]\n" +
           map;
  }

  NewsWebOptions options_;
  const Web web_;
  const Site site_;
  const Site corrected_;
  Certificates certificates_;
  Trouble trouble_;
  std::atomic<bool> corrections_out_{false};

  mutable std::mutex mutex_;  // Guards accesses_ and log_file_.
  std::condition_variable logged_;
  std::deque<Access> accesses_;
  std::ofstream log_file_;

  // Last, so that their threads end before what they use.
  std::unique_ptr<HttpServer> plain_;
  std::unique_ptr<HttpServer> tls_;
  std::unique_ptr<HttpServer> bad_tls_;
};

NewsWeb::NewsWeb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
NewsWeb::~NewsWeb() = default;

Result<std::unique_ptr<NewsWeb>> NewsWeb::Start(NewsWebOptions options) {
  auto web = LoadWeb(options.folder);
  if (!web) return tl::unexpected(web.error());
  auto impl = std::make_unique<Impl>(std::move(options), std::move(*web));
  const auto started = impl->Start();
  if (!started) return tl::unexpected(started.error());
  return std::unique_ptr<NewsWeb>(new NewsWeb(std::move(impl)));
}

std::uint16_t NewsWeb::Port() const {
  return impl_->Port();
}
std::uint16_t NewsWeb::TlsPort() const {
  return impl_->TlsPort();
}
std::uint16_t NewsWeb::BadTlsPort() const {
  return impl_->BadTlsPort();
}
const std::string& NewsWeb::AuthorityPem() const {
  return impl_->certificates().authority_pem;
}
const Web& NewsWeb::web() const {
  return impl_->web();
}
std::vector<std::string> NewsWeb::Hosts() const {
  return impl_->Hosts();
}
std::vector<Access> NewsWeb::AccessLog() const {
  return impl_->AccessLog();
}
bool NewsWeb::AwaitRequests(std::size_t count, std::string_view host,
                            std::chrono::milliseconds wait) {
  return impl_->AwaitRequests(count, host, wait);
}
void NewsWeb::PublishCorrections() {
  impl_->PublishCorrections();
}
Result<void> NewsWeb::WriteConfig(const std::filesystem::path& file, bool with_trouble) const {
  return impl_->WriteConfig(file, with_trouble);
}

}  // namespace stratwatch::newsweb
