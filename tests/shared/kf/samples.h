// The kf API's samples of the reference, sections 16.1-16.5: data for tests, all names and ids invented.
#pragma once

#include <string_view>

namespace kf::samples {

extern const std::string_view kSyncRequest;    // 16.1: a request of sync_msg
extern const std::string_view kSyncPage;       // 16.1: a page
extern const std::string_view kSyncEmptyPage;  // 16.1: an empty page that must not stop the loop
extern const std::string_view kSyncError;      // 16.1: an error answer
extern const std::string_view kReceived;       // 16.2: one received message per msgtype
extern const std::string_view kEvents;         // 16.3: one event per event_type
extern const std::string_view kSends;          // 16.4: bodies of send_msg
extern const std::string_view kEventAnswer;    // 16.4: a body of send_msg_on_event
extern const std::string_view kOtherCalls;     // 16.5: other calls

}  // namespace kf::samples
