#include "backend/http/tls.h"

namespace kf {

namespace ssl = boost::asio::ssl;

namespace {

// Consoles speak HTTP/1.1: a WebSocket over HTTP/2 would need a server that knows it.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
    static constexpr unsigned char kHttp11[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, kHttp11, sizeof kHttp11 - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<void> load_tls(ssl::context& context, const std::string& certificate, const std::string& key) {
    boost::system::error_code error;
    const auto wrong = [&error](const std::string& what) {
        return Error{ErrorCode::TlsWrong, what + ": " + error.message(), 0};
    };
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                            ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_compression,
                        error);
    if (error) return wrong("setting up TLS");
    // Of TLS 1.2 only what a key that is lost later does not open; all of 1.3 is so. Whoever has a connection
    // may not ask for new keys over and over.
    if (SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        return Error{ErrorCode::TlsWrong, "setting up TLS: no cipher with forward secrecy", 0};
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION);
    // Idle consoles must not hold 34 KB of record buffers each.
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context.native_handle(), choose_protocol, nullptr);
    context.use_certificate_chain_file(certificate, error);
    if (error) return wrong("[server] tls_certificate: reading the certificate " + certificate);
    context.use_private_key_file(key, ssl::context::pem, error);
    if (error)
        return wrong("[server] tls_key: reading the key " + key + " (does it belong to the certificate?)");
    if (SSL_CTX_check_private_key(context.native_handle()) != 1)
        return Error{
            ErrorCode::TlsWrong,
            "[server] tls_key: the key " + key + " does not belong to the certificate " + certificate, 0};
    return {};
}

}  // namespace kf
