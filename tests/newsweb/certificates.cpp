#include "tests/newsweb/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace stratwatch::newsweb {
namespace {

template <auto kFree>
struct Freeing {
  template <typename T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;

// What differs between the certificates made here.
struct Wish {
  long serial;
  std::string name;
  std::string extension_names = {};  // "DNS:a,DNS:b"; empty: none.
  bool is_authority = false;
  long valid_from = -3600;  // Seconds from now.
  long valid_to = 86'400;
};

void Require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

Key MakeKey() {
  Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr, "cannot make a key");
  return key;
}

void AddExtension(X509* certificate, int kind, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  Require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
          "cannot add an extension");
}

Certificate Make(const Wish& wish, EVP_PKEY* key, EVP_PKEY* signing_key, X509* issuer) {
  Certificate certificate(X509_new());
  Require(certificate != nullptr, "cannot make a certificate");
  X509_set_version(certificate.get(), 2);  // X.509 v3
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), wish.serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wish.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wish.valid_to);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), issuer == nullptr ? name : X509_get_subject_name(issuer));
  AddExtension(certificate.get(), NID_basic_constraints,
               wish.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!wish.extension_names.empty()) {
    AddExtension(certificate.get(), NID_subject_alt_name, wish.extension_names);
  }
  Require(X509_sign(certificate.get(), signing_key, EVP_sha256()) > 0, "cannot sign");
  return certificate;
}

std::string TextOf(BIO* text) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text, &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string PemOf(X509* certificate) {
  const std::unique_ptr<BIO, Freeing<BIO_free>> text(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509(text.get(), certificate) == 1, "cannot write a certificate");
  return TextOf(text.get());
}

std::string PemOf(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Freeing<BIO_free>> text(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PrivateKey(text.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "cannot write a key");
  return TextOf(text.get());
}

}  // namespace

Certificates MakeCertificates(const std::vector<std::string>& hosts) {
  std::string names;
  for (const std::string& host : hosts) names += (names.empty() ? "DNS:" : ",DNS:") + host;

  const Key authority_key = MakeKey();
  const Certificate authority =
      Make({.serial = 1, .name = "Sample web authority", .is_authority = true}, authority_key.get(),
           authority_key.get(), nullptr);
  const Key good_key = MakeKey();
  const Certificate good = Make({.serial = 2, .name = "sample web", .extension_names = names},
                                good_key.get(), authority_key.get(), authority.get());
  const Key bad_key = MakeKey();
  const Certificate bad = Make({.serial = 3,
                                .name = "other.example",
                                .extension_names = "DNS:other.example",
                                .valid_from = -2 * 86'400,
                                .valid_to = -86'400},
                               bad_key.get(), bad_key.get(), nullptr);
  return {PemOf(authority.get()),
          {PemOf(good.get()), PemOf(good_key.get())},
          {PemOf(bad.get()), PemOf(bad_key.get())}};
}

}  // namespace stratwatch::newsweb
