// The endpoints of the simulated kf API, one function per call, in the file of its topic. Each takes the
// parsed body and returns the whole answer; access token, faults and frequency limits are dealt with before
// (simulator.cpp).
#pragma once

#include "backend/sandbox/sim_http.h"
#include "backend/sandbox/world.h"

namespace kf::sim {

// tokens.cpp
Json gettoken(World& world, const SimRequest& request);
// 0, or the errcode for this token: 41001, 40014, 42001.
[[nodiscard]] int check_access_token(const World& world, const std::string& token);
void invalidate_access_tokens(World& world);

// accounts.cpp
Json account_add(World& world, const Json& body);
Json account_del(World& world, const Json& body);
Json account_update(World& world, const Json& body);
Json account_list(World& world, const Json& body);
Json add_contact_way(World& world, const Json& body);

// servicers.cpp
Json servicer_add(World& world, const Json& body);
Json servicer_del(World& world, const Json& body);
Json servicer_list(World& world, const std::string& open_kfid);

// service_state.cpp
Json service_state_get(World& world, const Json& body);
Json service_state_trans(World& world, const Json& body);

// sync_messages.cpp
Json sync_msg(World& world, const Json& body);

// send_message.cpp, send_on_event.cpp
Json send_msg(World& world, const Json& body);
Json send_msg_on_event(World& world, const Json& body);

// customers.cpp
Json customer_batchget(World& world, const Json& body);

// media.cpp
Json media_upload(World& world, const SimRequest& request);
SimResponse media_get(World& world, const SimRequest& request);

// The account a call is about, or the right error in `error`: 95000 (empty or too long), 95004 (not known),
// 48007 (not managed by the app, when `manage` asks for that).
enum class Privilege { Basic, Manage };
Account* account_for(World& world, const std::string& open_kfid, Privilege privilege, Json& error);

}  // namespace kf::sim
