#pragma once

#include <string>
#include <vector>

#include "tests/newsweb/http_server.h"

namespace stratwatch::newsweb {

// Made anew at each start and good for a day, so that no private key is kept anywhere.
struct Certificates {
  std::string authority_pem;  // Trust this (crawl.ca_file) and `good` is valid.
  TlsIdentity good;           // For every host of the sample web, signed by the authority.
  TlsIdentity bad;            // Self-signed, expired, and for another name.
};

// Throws std::runtime_error when OpenSSL fails, which only a broken installation makes it do.
Certificates MakeCertificates(const std::vector<std::string>& hosts);

}  // namespace stratwatch::newsweb
