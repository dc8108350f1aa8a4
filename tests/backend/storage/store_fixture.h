// A store in a folder of its own, and the messages that a test lets WeCom hand out.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "backend/storage/database.h"
#include "backend/storage/fact_log.h"
#include "backend/storage/sqlite_store.h"
#include "backend/storage/store.h"
#include "shared/kf/message_codec.h"

namespace kf::test {

inline const CorpId kCorp{"ww0001"};
inline const AccountId kSales{"wkSALES"};
inline const AccountId kService{"wkSERVICE"};
inline const CustomerId kAnna{"wmANNA"};
inline const CustomerId kBo{"wmBO"};
constexpr UnixSecs kDay = 1'790'000'000;  // a moment in 2026

class TempFolder {
  public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

// Opens at once; reopen() is what a restart (or kill -9) does. At its end every head that it holds must be
// what the facts of its conversation, applied to an empty one, make of it.
class StoreFixture {
  public:
    explicit StoreFixture(const DatabaseOptions& options = {});
    ~StoreFixture();
    StoreFixture(const StoreFixture&) = delete;
    void reopen();
    void close();

    Store& operator*() { return *store; }
    Store* operator->() { return store.get(); }

    // Files one page at `now_secs` and requires success.
    PageSaved page(const std::vector<KfMessage>& messages, UnixSecs now_secs, bool found_late = false,
                   const AccountId& account = kSales);
    Conversation conversation(const CustomerId& customer = kAnna, const AccountId& account = kSales);
    std::vector<Message> messages(ConversationId id);
    // An agent's text; requires success.
    MessageId send(ConversationId id, const std::string& text, UnixSecs now_secs,
                   const std::string& agent = "lin", const std::string& client_id = "");
    Result<MessageId> try_send(ConversationId id, const std::string& text, UnixSecs now_secs,
                               const std::string& agent = "lin", const std::string& client_id = "");
    // Hands a message over and lets WeCom accept it.
    void accept(MessageId id, UnixSecs now_secs);

    TempFolder folder;
    DatabaseOptions options;
    std::vector<Agent> agents;
    FactLog facts;
    bool heads_follow_from_facts = true;  // false: the test has written heads by itself
    std::vector<StoredEvent> published;   // everything since the last reopen
    std::unique_ptr<DatabaseFile> file;
    std::unique_ptr<Store> store;
    int next_cursor = 1;
};

[[nodiscard]] Agent agent_named(const std::string& login, Role role = Role::Agent);

[[nodiscard]] KfMessage customer_text(const std::string& msgid, UnixSecs at, const std::string& text,
                                      const CustomerId& customer = kAnna, const AccountId& account = kSales);
[[nodiscard]] KfMessage servicer_text(const std::string& msgid, UnixSecs at, const std::string& text,
                                      const std::string& servicer = "zhangsan",
                                      const CustomerId& customer = kAnna, const AccountId& account = kSales);
[[nodiscard]] KfMessage event_message(const std::string& msgid, UnixSecs at, KfEvent event,
                                      const CustomerId& customer = kAnna, const AccountId& account = kSales);

// The state of a console that began with `snapshot` and took the events after it, as canonical JSON text to
// be compared with a fresh snapshot.
[[nodiscard]] std::string replayed(Snapshot snapshot, const std::vector<StoredEvent>& events);
[[nodiscard]] std::string canonical(Snapshot snapshot);

}  // namespace kf::test
