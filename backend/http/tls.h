// The TLS side of the server: certificate and key from files, TLS 1.2 and later.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

#include "shared/base/result.h"

namespace kf {

// Error "tls_wrong" names the file and what is wrong with it.
[[nodiscard]] Result<void> load_tls(boost::asio::ssl::context& context, const std::string& certificate,
                                    const std::string& key);

}  // namespace kf
