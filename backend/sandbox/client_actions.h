// What servicers do in the WeCom client: pick from the pool, answer, transfer, end, recall, stop receiving.
// Unlike the API's transitions, each of these raises an event (reference 4.2).
#pragma once

#include <string>

#include "backend/sandbox/world.h"
#include "shared/base/result.h"

namespace kf::sim {

// Moves a session that the app answers (state 0 or 1) to the pool, as the app could by service_state/trans.
// Without ids: the latest one that anything happened in. Returns its customer. Errors: "unknown_…",
// "not_with_app".
Result<std::string> app_hands_to_pool(World& world, const std::string& open_kfid,
                                      const std::string& external_userid);
Result<void> servicer_picks(World& world, const std::string& open_kfid, const std::string& external_userid,
                            const std::string& servicer);
// In a chat that has ended or went to somebody else, writing takes it up again (change_type 4). Returns the
// msgid.
Result<std::string> servicer_answers(World& world, const std::string& open_kfid,
                                     const std::string& external_userid, const std::string& servicer,
                                     const std::string& msgtype, const Json& body);
Result<void> servicer_transfers(World& world, const std::string& open_kfid,
                                const std::string& external_userid, const std::string& servicer,
                                const std::string& to);
Result<void> servicer_ends(World& world, const std::string& open_kfid, const std::string& external_userid,
                           const std::string& servicer);
Result<void> servicer_recalls(World& world, const std::string& open_kfid, const std::string& external_userid,
                              const std::string& servicer, const std::string& msgid);
Result<void> set_receiving(World& world, const std::string& open_kfid, const std::string& servicer,
                           bool receiving, int stop_type);
Result<void> set_reject_switch(World& world, const std::string& open_kfid, const std::string& external_userid,
                               const std::string& servicer, bool reject);

}  // namespace kf::sim
