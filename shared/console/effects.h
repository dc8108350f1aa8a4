// What the console asks of the page; data, so that a test can compare it.
#pragma once

#include <string>
#include <variant>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/console/state.h"

namespace kf {

struct FetchSnapshot {};
struct OpenSocket {};
struct CloseSocket {};
// POST /api/socket_check: a browser does not tell why a socket was refused. Answered by SocketChecked.
struct CheckSocket {};
struct SendFrame {
    std::string text;
};
struct FetchHistory {
    ConversationId conversation;
    // At most one of them; none = newest.
    MessageId before;
    int limit = 50;
    MessageId after{};
    MessageId around{};
    std::uint64_t number = 0;  // goes back with the answer
};
// GET /api/search; the answer goes back with the number.
struct FetchSearch {
    SearchWhere where = SearchWhere::Desk;
    std::uint64_t number = 0;
    std::string text;
    SearchFilters filters;
    MessageId before;  // empty = newest
    int limit = 30;
};
// GET /api/conversations/<id>
struct FetchConversation {
    ConversationId conversation;
    std::uint64_t number = 0;  // goes back with the answer
};
// GET /api/ended_conversations
struct FetchEnded {
    std::uint64_t number = 0;  // goes back with the answer
    std::string text;          // of the customer
    EndedFilter filter;
    EndedPlace before;  // empty = from the newest on
    int limit = 50;
};
struct FetchDetails {
    ConversationId conversation;
};
// Desktop notification when allowed and the page is hidden; sound when wanted.
struct Announce {
    ConversationId conversation;
    std::string title;
    std::string text;
    bool sound = true;
    bool desktop = false;
};
// The desktop notification of this conversation goes, should one be shown.
struct CloseNote {
    ConversationId conversation;
};
struct ShowBadge {
    int unread = 0;  // title "(3) 客服台" and favicon
};
struct StoreSettings {
    Settings settings;
};
struct WakeAt {
    UnixMs at = 0;  // console clock: deliver ClockTicked then; replaces an earlier one
};
// Puts text into the message field of the open conversation: a draft when it opens, an undone message.
struct FillComposer {
    ConversationId conversation;
    std::string text;
};
// A private note that was not taken goes back to where notes are written, in front of what is written there:
// never into the field whose text goes to the customer.
struct GiveBackNote {
    ConversationId conversation;
    std::string text;
};
// Kept in this browser tab beyond the page, for its next one: what the agent has written and the backend does
// not have. Empty: nothing is kept any more.
struct KeepUnsent {
    std::string text;
};
struct GoToSignIn {};
struct SignOut {};  // POST /logout, then GoToSignIn

using Effect =
    std::variant<FetchSnapshot, OpenSocket, CloseSocket, CheckSocket, SendFrame, FetchHistory, FetchDetails,
                 FetchSearch, Announce, CloseNote, ShowBadge, StoreSettings, WakeAt, FillComposer,
                 GiveBackNote, KeepUnsent, GoToSignIn, SignOut, FetchConversation, FetchEnded>;

}  // namespace kf
