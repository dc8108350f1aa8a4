// Paths of the kf API and answers that the tests give again and again.
#pragma once

#include <string>

namespace kf::testing {

inline constexpr const char* kSync = "/cgi-bin/kf/sync_msg";
inline constexpr const char* kSend = "/cgi-bin/kf/send_msg";
inline constexpr const char* kState = "/cgi-bin/kf/service_state/get";
inline constexpr const char* kToken = "/cgi-bin/gettoken";
inline constexpr const char* kOkState = R"({"errcode":0,"errmsg":"ok","service_state":1})";

inline std::string refusal(int errcode) {
    return R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"no, hint: [1], from ip: 203.0.113.7"})";
}

}  // namespace kf::testing
