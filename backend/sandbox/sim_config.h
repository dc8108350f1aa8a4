// How a simulated WeCom is set up: the corp, its one app, and the limits that tests like to shrink.
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/time.h"

namespace kf::sim {

// Defaults are the reference's (1.4, 2, 3, 6, 7); where it gives no number the comment says so.
struct SimLimits {
    int calls_per_minute = 10000;  // one corp × one API
    int calls_per_hour = 150000;
    int address_calls_per_minute = 20000;  // one address × one API
    int address_calls_per_hour = 600000;
    int media_fetches_per_minute = 100;       // of one media_id, over: 45033; "hammering", not published
    int sync_without_token_per_minute = 600;  // "strict", not published
    int wrong_secrets_before_ban = 10;        // not published; within 10 minutes, then 45009 for one hour
    UnixSecs token_lifetime_secs = 7200;
    int sync_page_max = 1000;
    int accounts_max = 5000;
    std::int64_t media_range_required_above =
        std::int64_t{20} * 1024 * 1024;  // bytes; more needs Range (830002)
    bool verified = true;                // false: 10 accounts (95027), 100 customers served (95003)
    bool end_from_any_state = true;      // 0/1/2 → 4 by the API is unconfirmed: false refuses it with 95016
    bool business_card_accepted = true;  // sending one is unconfirmed: false refuses it with 40008
    // What send_msg does with msgids beyond "a repeated one is 95033" is unconfirmed:
    bool refused_send_takes_msgid = false;  // a refused send uses its msgid up
    bool msgid_checked_last = false;  // after state and window: these refuse a repeat with their own codes
    bool sending_takes_new_session =
        true;  // send_msg in state 0 moves the session to 1 (official statistics text)
};

struct SimConfig {
    std::string corp_id = "ww5a6dbox0000kfsim";
    std::string secret = "kfsim-secret-for-the-sandbox-only-0000000";
    std::string callback_token = "kfsimCallbackToken";
    std::string encoding_aes_key = "kWxtPXqyzNMpLHDJ0ca4Yo1sBR7uQ9vGe3iTn5ZfA8m";  // 43 characters
    std::string agent_id = "1000002";
    std::string callback_url;  // "" = no callbacks are sent; a client then lives by polling
    std::string public_base;  // address under which avatars are reached; SimServer sets it when it has a port
    bool seed_demo = true;    // two accounts, servicers and customers to play with
    std::uint64_t random_seed = 0;  // 0 = from the system; anything else repeats the same ids
    UnixMs coalesce_ms = 50;        // news of one account within this time share one callback
    UnixMs callback_retry_ms = 1000;
    UnixMs callback_timeout_ms = 5000;  // from the first byte sent to the last byte of the answer
    int callback_tries = 3;
    // Callbacks tell the outside time, because receivers refuse old and future ones by their own clock; true
    // where the receiver lives by SimServer::shared_clock().
    bool callbacks_tell_simulated_time = false;
    SimLimits limits;
};

}  // namespace kf::sim
