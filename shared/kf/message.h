// A message as sync_msg hands it out: the kf API's own shape, typed where kfdesk acts on it, lossless
// everywhere. Rules: reference sections 6.2–6.5 and 17.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "shared/base/ids.h"
#include "shared/base/time.h"

namespace kf {

// `origin` of the kf API. Values that are not documented are kept as they came.
namespace origin {
constexpr int kCustomer = 3;
constexpr int kSystem = 4;
constexpr int kServicer = 5;  // a person who writes in the WeCom client
}  // namespace origin

struct TextBody {
    std::string content;
    std::string menu_id;  // not empty: the customer clicked this item of a menu
    friend bool operator==(const TextBody&, const TextBody&) = default;
};

// Entry from 视频号 (channels). scene: 1 home, 2 live-room products, 3 showcase, 4 shop product, 5 shop
// order.
struct ChannelsEntry {
    std::string nickname;
    std::string shop_nickname;
    int scene = 0;  // 0 = not entered from 视频号
};

struct EnterSession {
    std::string scene;
    std::string scene_param;
    std::string welcome_code;  // spent once within 20 s, or empty
    ChannelsEntry channels;
};
struct MessageSendFailed {
    KfMessageId message;
    int fail_type = 0;  // table in 6.5; unknown values are kept
};
struct ServicerStatusChanged {
    ServicerId servicer;
    int status = 0;  // 1 receiving, 2 stopped
    int stop_type = 0;
};
enum class SessionChange { Unknown = 0, TakenFromPool = 1, Transferred = 2, Ended = 3, Reentered = 4 };
struct SessionStatusChanged {
    SessionChange change = SessionChange::Unknown;
    ServicerId old_servicer;
    ServicerId new_servicer;
    std::string message_code;  // spent once; 48 h (taken) or 20 s (ended)
};
struct MessageRecalled {
    KfMessageId message;
    ServicerId servicer;  // empty: recalled by the customer
};
struct RejectSwitchChanged {
    ServicerId servicer;
    bool rejecting = false;
};
struct UnknownEvent {
    std::string event_type;
};

using KfEvent = std::variant<UnknownEvent, EnterSession, MessageSendFailed, ServicerStatusChanged,
                             SessionStatusChanged, MessageRecalled, RejectSwitchChanged>;

// Every msgtype but text and event: nothing in the sync depends on it. content_from_raw() reads it for
// people.
struct RawBody {};

struct KfMessage {
    KfMessageId msgid;
    AccountId account;    // for events taken from inside `event`
    CustomerId customer;  // empty for servicer_status_change
    UnixSecs send_time = 0;
    int origin = 0;
    ServicerId servicer;  // only origin 5
    std::string msgtype;
    std::variant<RawBody, TextBody, KfEvent> body;
    std::string raw;  // the whole message as JSON text, every field as it came
};

}  // namespace kf
