// The calls of the kf API that kfdesk makes, for one corp. Calls return at once; `done` runs on the loop
// thread with the answer after token handling, retries of -1 / 45009 / broken connections, and error mapping
// (reference 1, 15).
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/conversations/service_state.h"
#include "shared/customers/customer.h"
#include "shared/kf/content.h"
#include "shared/kf/message_codec.h"

namespace kf {

// Error::code: "wecom" (errcode in Error::number), "unreachable" (no connection: surely not carried out),
// "answer_lost" (may have been carried out), "bad_answer" (garbage, 5xx: may have been carried out),
// "answer_too_large" (sync_msg: ask for less, at last with SyncQuery::oversized), "token_refused" (alarm is
// up).
template <class T>
using Done = std::function<void(Result<T>)>;

struct SyncQuery {
    AccountId account;
    std::string cursor;  // empty = from 3 days back
    std::string token;   // of a callback, or empty
    int limit = 1000;
    // The next message was too large even alone: only the beginning and the end of the answer are kept, so
    // that the message is set apart and the page leads behind it.
    bool oversized = false;
};

struct SessionState {
    ServiceState state = ServiceState::New;
    ServicerId servicer;
};

// The accounts of the app. Not complete: entries came that could not be read, so that an account that is
// missing here may still be there.
struct AccountList {
    AccountList(std::vector<Account> all) : accounts(std::move(all)) {}  // NOLINT: accounts are a list
    std::vector<Account> accounts;
    bool complete = true;
};

class WecomApi {
  public:
    virtual ~WecomApi() = default;

    // A limit (45009 …) comes back at once: pulls with a callback token may go on while others are blocked.
    // Asked with `oversized`, a page has a cursor to go on from, or it is an Error.
    virtual void sync_msg(const SyncQuery& query, Done<SyncPage> done) = 0;
    // ONE try with this msgid (plus one after a token refresh): the outbox decides about repeating. Files
    // stand as WeCom's own media ids.
    virtual void send_content(const CustomerId& to, const AccountId& account, const KfMessageId& msgid,
                              const Content& content, Done<KfMessageId> done) = 0;
    // One try as well, ahead of everything else: `code` lives for seconds (reference 7.3). From `not_after`
    // on, whatever it had to wait for, it does not go out: "too_late".
    virtual void send_on_event(const std::string& code, const KfMessageId& msgid, const Content& content,
                               UnixMs not_after, Done<KfMessageId> done) = 0;
    virtual void get_service_state(const AccountId& account, const CustomerId& customer,
                                   Done<SessionState> done) = 0;
    // Yields msg_code, which may be empty.
    virtual void trans_service_state(const AccountId& account, const CustomerId& customer,
                                     ServiceState target, const ServicerId& servicer,
                                     Done<std::string> done) = 0;
    virtual void list_accounts(Done<AccountList> done) = 0;  // all pages
    // Ids that the API does not serve any more are simply missing in the answer. ≤ 100 ids.
    virtual void get_customers(const std::vector<CustomerId>& ids,
                               Done<std::vector<CustomerProfile>> done) = 0;
};

}  // namespace kf
