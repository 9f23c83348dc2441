#include "tests/unit/core/net/certificates.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace mostik::core::net::testing {

namespace {

std::shared_ptr<EVP_PKEY> new_key() {
    EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    if (key == nullptr) throw std::runtime_error("OpenSSL makes no key");
    return {key, &EVP_PKEY_free};
}

void set_name(X509* certificate, const std::string& common_name) {
    X509_NAME* const name = X509_get_subject_name(certificate);
    // OpenSSL counts the bytes itself when the length is -1.
    std::basic_string<unsigned char> bytes(common_name.begin(), common_name.end());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes.c_str(), -1, -1, 0);
}

void add_extension(X509* certificate, int kind, const std::string& value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    if (extension == nullptr) throw std::runtime_error("OpenSSL takes no extension " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

std::shared_ptr<X509> new_certificate(const std::string& common_name, EVP_PKEY* key, long serial) {
    std::shared_ptr<X509> certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    set_name(certificate.get(), common_name);
    return certificate;
}

template <class Write>
std::string as_pem(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    write(bio.get());
    std::string text(BIO_ctrl_pending(bio.get()), '\0');
    BIO_read(bio.get(), text.data(), static_cast<int>(text.size()));
    return text;
}

std::string pem_of(X509* certificate) {
    return as_pem([certificate](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
}

bool is_ipv4(const std::string& host) {
    return std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

}  // namespace

// Authorities of one name would be told apart only by a signature that does not fit.
Authority::Authority()
    : key_(new_key()), certificate_(new_certificate("Authority " + folder_.path().string(), key_.get(), 1)) {
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    std::ofstream(ca_file()) << pem_of(certificate_.get());
}

Identity Authority::issue(const std::string& host) const {
    const auto key = new_key();
    const auto certificate = new_certificate(host, key.get(), 2);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    add_extension(certificate.get(), NID_subject_alt_name, (is_ipv4(host) ? "IP:" : "DNS:") + host);
    X509_sign(certificate.get(), key_.get(), EVP_sha256());
    Identity identity;
    identity.certificate = pem_of(certificate.get());
    identity.key = as_pem([&key](BIO* bio) {
        PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return identity;
}

}  // namespace mostik::core::net::testing
