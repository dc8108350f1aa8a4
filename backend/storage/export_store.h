// What the store hands out for files of chats: everything it has, in the order in which it came, page by
// page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/messages/message.h"

namespace kf {

// Which messages. Empty or 0 = no condition.
struct ExportScope {
    ConversationId conversation;
    CorpId corp;  // of the account; empty: any
    AccountId account;
    UnixMs from = 0;  // sent at or after
    UnixMs to = 0;    // sent before
};

struct ExportedMessage {
    CorpId corp;
    AccountId account;
    CustomerId customer;
    std::string account_name;   // as WeCom says it today; "" = not known
    std::string customer_name;  // likewise
    Message message;
};

// An event of WeCom's that is no line of a conversation.
struct ExportedEvent {
    CorpId corp;
    AccountId account;
    KfMessageId msgid;
    UnixMs stored_at = 0;
    std::string raw;  // as it came
};

// Where the next page begins; as default the first one does.
struct ExportPlace {
    MessageId message;
    std::int64_t account_key = 0;
    KfMessageId event;
    bool end = false;
};

class ExportStore {
  public:
    virtual ~ExportStore() = default;

    // Up to `last` included. A page may be empty and not the last one: it is bounded by the work it takes
    // (kExportRows rows looked at, and about kExportBytes).
    [[nodiscard]] virtual std::vector<ExportedMessage> export_messages(const ExportScope& scope,
                                                                       MessageId last,
                                                                       ExportPlace& place) const = 0;
    // Those of the scope's account that were stored within its times.
    [[nodiscard]] virtual std::vector<ExportedEvent> export_events(const ExportScope& scope,
                                                                   ExportPlace& place) const = 0;
    [[nodiscard]] virtual MessageId newest_message() const = 0;
};

constexpr int kExportRows = 200;
constexpr std::size_t kExportBytes = 512 * 1024;

}  // namespace kf
