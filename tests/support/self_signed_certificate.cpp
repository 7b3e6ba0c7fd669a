#include "tests/support/self_signed_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace stratwatch::testing {
namespace {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct ExtensionDeleter {
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

void Must(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("self-signed certificate: ") + what);
}

void AddExtension(X509* certificate, int id, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, ExtensionDeleter> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value));
  Must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

}  // namespace

ServerIdentity MakeServerIdentity() {
  const std::unique_ptr<EVP_PKEY, KeyDeleter> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, CertificateDeleter> certificate(X509_new());
  Must(key && certificate, "out of memory");
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  Must(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0, "cannot be signed");

  ServerIdentity identity;
  identity.context.reset(SSL_CTX_new(TLS_server_method()));
  Must(identity.context != nullptr, "no TLS context");
  Must(SSL_CTX_use_certificate(identity.context.get(), certificate.get()) == 1, "not taken");
  Must(SSL_CTX_use_PrivateKey(identity.context.get(), key.get()) == 1, "key not taken");

  const std::unique_ptr<BIO, BioDeleter> pem(BIO_new(BIO_s_mem()));
  Must(PEM_write_bio_X509(pem.get(), certificate.get()) == 1, "cannot be written");
  char* text = nullptr;
  const long length = BIO_get_mem_data(pem.get(), &text);
  identity.certificate_pem.assign(text, static_cast<std::size_t>(length));
  return identity;
}

}  // namespace stratwatch::testing
