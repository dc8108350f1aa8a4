// The pieces behind control_api.h, by topic. Each handler takes the parsed body of a POST and returns the
// answer's JSON or an Error, which becomes HTTP 400.
#pragma once

#include <string>

#include "backend/sandbox/sim_http.h"
#include "backend/sandbox/world.h"
#include "shared/base/result.h"

namespace kf::sim {

class Traffic;

// What an act answers that has nothing to tell.
inline Json done() {
    return {{"ok", true}};
}

// control_customers.cpp
Result<Json> control_create_customer(World& world, const Json& body);
Result<Json> control_avatar(World& world, const Json& body);
Result<Json> control_enter(World& world, const Json& body);
Result<Json> control_write(World& world, const Json& body);
Result<Json> control_click(World& world, const Json& body);
Result<Json> control_customer_recall(World& world, const Json& body);
Result<Json> control_refuse(World& world, const Json& body);
Result<Json> control_make_link(World& world, const Json& body);

// control_media.cpp
Result<Json> control_upload(World& world, const SimRequest& request);
Result<Json> control_media_behaviour(World& world, const Json& body);
Result<Json> control_forget_media(World& world, const Json& body);
// The bytes of a media, for the pages; without the API's token, expiry and behaviour.
SimResponse control_media(const World& world, const SimRequest& request);
Json media_view(const std::string& media_id, const Media& media);
Json media_list_view(const World& world);
Json samples_view();

// control_events.cpp
Result<Json> control_event(World& world, const Json& body);
Result<Json> control_raw_message(World& world, const Json& body);

// control_client.cpp
Result<Json> control_to_pool(World& world, const Json& body);
Result<Json> control_pick(World& world, const Json& body);
Result<Json> control_answer(World& world, const Json& body);
Result<Json> control_transfer(World& world, const Json& body);
Result<Json> control_end(World& world, const Json& body);
Result<Json> control_servicer_recall(World& world, const Json& body);
Result<Json> control_receiving(World& world, const Json& body);
Result<Json> control_reject(World& world, const Json& body);

// control_world.cpp
Result<Json> control_settings(World& world, const Json& body);
Result<Json> control_clock(World& world, const Json& body);
Result<Json> control_account(World& world, const Json& body);
Result<Json> control_add_fault(World& world, const Json& body);
Result<Json> control_remove_fault(World& world, const Json& body);
Result<Json> control_start_traffic(World& world, Traffic& traffic, const Json& body);

// control_views.cpp
Json settings_view(const World& world);
Json clock_view(const World& world);
Json state_view(World& world, const Traffic& traffic);
Json accounts_view(World& world);
Json customers_view(const World& world, const SimRequest& request);
Json members_view(const World& world);
Json messages_view(World& world, const SimRequest& request);
Json conversations_view(World& world, const SimRequest& request);
Json ledger_view(World& world, const SimRequest& request);
Json faults_view(const World& world);
Json callbacks_view(const World& world);
Json calls_view(const World& world);
Json traffic_view(const Traffic& traffic);

// Reads of a control body. A missing or wrong value yields the fallback; handlers check what they need.
std::string text_of(const Json& body, const char* name);
std::int64_t number_of(const Json& body, const char* name, std::int64_t fallback);

}  // namespace kf::sim
