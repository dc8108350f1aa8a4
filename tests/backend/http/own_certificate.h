// Certificates that sign themselves, made by the test.
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <string>

namespace kf::test {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* held) const {
        Free(held);
    }
};

enum class KeyKind { Elliptic, Rsa };

// A certificate and its key as PEM files <folder>/<name>.crt and .key.
struct Certificate {
    Certificate(const std::string& folder, const std::string& name, const std::string& host = "localhost",
                long valid_secs = 3600, long from_secs = -60, KeyKind kind = KeyKind::Elliptic)
        : certificate(folder + "/" + name + ".crt"), key(folder + "/" + name + ".key") {
        const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> pair(
            kind == KeyKind::Rsa ? EVP_RSA_gen(2048u) : EVP_EC_gen("P-256"));
        const std::unique_ptr<X509, Freed<X509_free>> x509(X509_new());
        ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(x509.get()), valid_secs < 0 ? 2 * valid_secs : from_secs);
        X509_gmtime_adj(X509_getm_notAfter(x509.get()), valid_secs);
        X509_set_pubkey(x509.get(), pair.get());
        auto* subject = X509_get_subject_name(x509.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
        X509_set_issuer_name(x509.get(), subject);
        X509_sign(x509.get(), pair.get(), EVP_sha256());
        std::FILE* file = std::fopen(certificate.c_str(), "w");
        PEM_write_X509(file, x509.get());
        std::fclose(file);
        file = std::fopen(key.c_str(), "w");
        PEM_write_PrivateKey(file, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
    }
    std::string certificate, key;
};

}  // namespace kf::test
