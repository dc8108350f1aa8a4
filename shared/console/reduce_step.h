// One step of reduce(): what an action does, split over files by topic. Internal to shared/console.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/console/actions.h"
#include "shared/console/effects.h"
#include "shared/console/state.h"
#include "shared/conversations/refusal.h"
#include "shared/messages/desk_event.h"

namespace kf {

// Messages of one page of history.
constexpr int kPageSize = 50;
// For binary searches in a thread.
inline bool before(const Message& message, MessageId id) {
    return message.id < id;
}

constexpr std::int64_t kPingAfterMs = 20'000;    // of silence
constexpr std::int64_t kPingAnswerMs = 25'000;   // so that a half-open socket is given up after 45 s
constexpr std::int64_t kProbeAnswerMs = 10'000;  // after the network changed or the tab came back
constexpr std::int64_t kDoubtMs = 10'000;        // an answer is this late: said, and asked for
constexpr std::int64_t kConnectTimeoutMs = 15'000;
constexpr std::int64_t kSnapshotTimeoutMs = 60'000;
constexpr std::int64_t kSteadyMs = 10'000;  // a link that held this long ends a row of failed tries
constexpr std::int64_t kMaxBackOffMs = 30'000;
constexpr std::int64_t kDraftDelayMs = 800;
constexpr std::int64_t kDraftMaxDelayMs = 5'000;  // also while somebody types on and on
constexpr std::int64_t kToastMs = 6'000;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kTypingPauseMs = 200;  // before what is typed into a search is asked
constexpr std::size_t kMaxDraftBytes = 8 * 1024;
constexpr std::size_t kMaxNoteCodePoints = 2000;

// Wait before try number `attempts` + 1: doubles up to 30 s; the jitter comes from the console's own prefix,
// so that thousands of consoles do not come back in the same instant.
[[nodiscard]] std::int64_t back_off_ms(std::string_view client_prefix, int attempts);

class ReduceStep {
  public:
    ReduceStep(ConsoleState& state, UnixMs at) : s(state), at_(at) {}

    [[nodiscard]] std::vector<Effect> run(const ActionBody& action);

  private:
    // reduce.cpp
    void begin();
    void finish();
    void update_now();
    void plan_wake();
    void on(const PageStarted& a);
    void on(const ClockTicked& a);
    void on(const PageVisibilityChanged& a);
    void on(const SoundBlocked& a);
    void on(const TabChosen& a);
    void on(const SearchTyped& a);
    void on(const SettingsChanged& a);
    void on(const ToastClosed& a);
    void on(const ReloadNoticeClosed& a);
    void toast(std::string_view zh, std::string_view en, bool error = true);
    void refuse(Refusal refusal);  // in its words
    void touch() { ++s.revision; }
    void touch_list();
    void touch_entry(ConversationEntry& entry);
    void touch_entry(ConversationEntry& entry, const ListChange& before);
    void touch_thread(Thread& thread);
    void touch_layout(Thread& thread);
    [[nodiscard]] ConversationEntry* entry_of(ConversationId id);
    [[nodiscard]] Thread* thread_of(ConversationId id);

    // connection_steps.cpp
    void on(const SnapshotArrived& a);
    void on(const SnapshotFailed& a);
    void on(const SocketOpened& a);
    void on(const SocketText& a);
    void on(const SocketClosed& a);
    void on(const NetworkChanged& a);
    void on(const ReconnectPressed& a);
    void on(const SignOutPressed& a);
    void run_connection_timers();
    void begin_try();
    void open_socket();
    void say_hello();
    void ping();
    void probe();
    void lose(LinkProblem problem, bool close);
    void socket_gone();
    void sign_out(LinkProblem problem);
    void set_offset(UnixMs server_time);
    void become_live();
    void on(const SocketChecked& a);
    [[nodiscard]] bool next_number(EventSeq seq);
    void on_frame(const Welcome& f);
    void on_frame(const Reload& f);
    void on_frame(const EventFrame& f);
    void on_frame(const Skip& f);
    void on_frame(const CommandDone& f);
    void on_frame(const CommandFailed& f);
    void on_frame(const SignedOut& f);
    void on_frame(const BackendNotice& f);
    void on_frame(const Pong& f);

    // model_steps.cpp
    void apply_snapshot(Snapshot&& snapshot);
    void on_event(const MessageAdded& e);
    void on_event(const MessageChanged& e);
    void on_event(const ConversationChanged& e);
    void on_event(const CustomerChanged& e);
    void on_event(const AccountChanged& e);
    void on_event(const AgentChanged& e);
    void on_event(const DraftChanged& e);
    void on_event(const MarksChanged& e);
    void put_head(const Conversation& head);
    [[nodiscard]] bool is_mine(const Conversation& head) const;
    [[nodiscard]] int unread_to_answer(const ConversationEntry& entry) const;
    [[nodiscard]] int to_notice(const Conversation& head) const;
    void count_entry(const ConversationEntry& entry, int by);
    void say_undelivered(const Conversation& head);
    void say_handed(const DeskEvent& event, const Conversation& head);
    [[nodiscard]] bool is_looking_at(ConversationId conversation) const;
    void announce_message(const Message& message, const Conversation& head);
    void announce(ConversationId conversation, std::string title, std::string text);
    void say_here(const Message& message, const Conversation& head);
    void say(std::string_view who, std::string_view text, std::size_t code_points);
    void close_note(ConversationId conversation);
    void show_badge();

    // thread_steps.cpp
    void on(const HistoryArrived& a);
    void on(const HistoryFailed& a);
    void on(const DetailsArrived& a);
    void on(const DetailsFailed& a);
    void on(const OlderWanted& a);
    void on(const ScrolledToNewest& a);
    void on(const ConversationOpened& a);
    void on(const ConversationClosed& a);
    void on(const NotificationClicked& a);
    void on(const NextUrgentWanted& a);
    void open(ConversationId conversation);
    void leave_open();
    void fetch_part(ConversationId conversation, Thread& thread);
    void fetch_again(ConversationId conversation, Thread& thread);
    void take_event(Thread& thread, const Message& message, bool added);
    void take_newest_page(Thread& thread, HistoryPage&& page);
    void take_older_page(Thread& thread, HistoryPage&& page);
    void apply_early(Thread& thread);
    void upsert(Thread& thread, const Message& message, EventSeq seq);
    void drop_confirmed(Thread& thread, const ClientId& id);
    void place_new_line(Thread& thread);
    void raise_new_line(Thread& thread, std::size_t count);
    void clear_new_line(ConversationId conversation);
    void trim(ConversationId conversation, Thread& thread);
    void forget_threads();
    void mark_read();

    // content_steps.cpp
    void on(const ContentSendPressed& a);
    void on(const PrivateNotePressed& a);
    void on(const MediaRetryPressed& a);
    void on(const QuickReplySaved& a);
    void on(const QuickReplyDeleted& a);
    void on(const QuickReplyUsed& a);
    void on(const GreetingSaved& a);
    void on(const GreetingDeleted& a);
    void on(const DeskSettingsSaved& a);
    void save(Command command, SaveTicket ticket);
    void answer_save(SaveTicket ticket, bool saved, const std::string& zh, const std::string& en);
    void on_event(const QuickReplyChanged& e);
    void on_event(const QuickReplyRemoved& e);
    void on_event(const GreetingChanged& e);
    void on_event(const GreetingRemoved& e);
    void on_event(const DeskSettingsChanged& e);

    // unsent_steps.cpp
    void keep_unsent();
    void forget_unsent();
    void take_back_unsent();
    bool take_back(const Unsent::Item& item);
    void take_back_later(ConversationId conversation);
    // Something that the tab may have to keep was written, taken or refused.
    void unsent_changed() { unsent_changed_ = true; }
    void follow_unsent();

    // jump_steps.cpp
    void on(const HitOpened& a);
    void on(const NewerWanted& a);
    void on(const NewestWanted& a);
    void fetch(ConversationId conversation, Thread& thread, HistoryPart part);
    void fetch_details(ConversationId conversation);
    [[nodiscard]] bool is_awaited(const Thread& thread, std::uint64_t number) const;
    void fetch_instead(ConversationId conversation, Thread& thread, HistoryPart part);
    void jump(ConversationId conversation, MessageId message);
    void go_to_newest(ConversationId conversation, Thread& thread);
    void take_around_page(Thread& thread, HistoryPage&& page);
    void take_newer_page(Thread& thread, HistoryPage&& page);
    void forget_window(ConversationId conversation, Thread& thread);
    void show_what_was_sent();

    // ended_steps.cpp
    void on(const ConversationArrived& a);
    void on(const ConversationFailed& a);
    void on(const EndedArrived& a);
    void on(const EndedFailed& a);
    void on(const EndedFiltered& a);
    void on(const MoreEndedWanted& a);
    void on(const EndedRetried& a);
    void on(const CustomersWanted& a);
    [[nodiscard]] EndedFilter listed_filter() const;
    [[nodiscard]] bool lists_all() const;
    void begin_list(std::int64_t pause_ms);
    void ask_list();
    void ask_people();
    void run_lists();
    [[nodiscard]] UnixMs lists_due() const;
    void load(ConversationId conversation);
    void load_again(ConversationId conversation);
    void load_what_is_missing();
    void open_loaded();
    void not_there(ConversationId conversation);
    void forget_conversation(ConversationId conversation);
    void take_early_pages();
    void take(EarlyPage&& early);
    void take_conversations(ConversationPage&& page);
    void take_own(ConversationPage&& page);
    void keep_in_use(std::unordered_map<ConversationId, ConversationEntry>& before,
                     std::unordered_map<CustomerId, Customer>& people);
    void begin_ended(const Snapshot& snapshot);
    void count_ended(const Conversation& head, bool was_held, bool was_over);
    void forget_ended();

    // search_steps.cpp
    void on(const SearchArrived& a);
    void on(const SearchFailed& a);
    void on(const MessageSearchOpened& a);
    void on(const MessageSearchClosed& a);
    void on(const MessageSearchTyped& a);
    void on(const MessageSearchFiltered& a);
    void on(const MoreHitsWanted& a);
    void on(const MessageSearchRetried& a);
    void on(const FindOpened& a);
    void on(const FindClosed& a);
    void on(const FindTyped& a);
    void on(const FindStepped& a);
    void run_searches();
    [[nodiscard]] UnixMs searches_due() const;
    void type_search(MessageSearch& search, std::string_view text);
    void ask(MessageSearch& search, SearchWhere where, bool more);
    void show_found();
    void close_find();
    void find_in_new(const Message& message);
    void touch_search(MessageSearch& search);
    // Why what was asked for (a list, a search) did not come; without a connection it is asked for again when
    // there is one.
    struct FailureWords {
        std::string_view offline_zh, offline_en, failed_zh, failed_en;
    };
    template <class Asked>
    void say_why(Asked& asked, int http_status, std::string_view body, const FailureWords& words);

    // draft_steps.cpp
    void on(const DraftTyped& a);
    void on(const DraftChosen& a);
    void save_draft(ConversationId conversation, ConversationEntry& entry);
    [[nodiscard]] std::string mark_before_next_save(ConversationId conversation,
                                                    const ConversationEntry& entry) const;
    void flush_draft();
    [[nodiscard]] bool is_saving_draft(ConversationId conversation) const;
    [[nodiscard]] bool is_saving_draft(ConversationId conversation, std::string_view text) const;
    void take_remote_draft(ConversationId conversation, ConversationEntry& entry, std::string text);
    void meet_remote_draft(ConversationId conversation, ConversationEntry& entry);
    void take_drafts(const std::vector<Draft>& drafts,
                     std::unordered_map<ConversationId, ConversationEntry>& before);
    void settle_dispute(ConversationEntry& entry);
    void save_again(ConversationId conversation, ConversationEntry& entry);
    void draft_saved(std::size_t outstanding);
    void draft_refused(const SaveDraft& save, ErrorCode code);
    void give_back(ConversationId conversation, const std::string& text);

    // command_steps.cpp
    void on(const MarkPressed& a);
    void on(const ReadPressed& a);
    void on(const SendPressed& a);
    void on(const CancelPressed& a);
    void on(const DiscardPressed& a);
    void on(const RetryPressed& a);
    void on(const PendingRetryPressed& a);
    void on(const PendingDropped& a);
    void on(const EditPressed& a);
    void on(const ClaimPressed& a);
    void on(const TransferPressed& a);
    void on(const EndPressed& a);
    void on(const NoteSaved& a);
    void refuse_note(const SaveNote& note);
    void on(const PresenceChosen& a);
    bool enqueue(Command command, ConversationId restore_into = {}, std::string restore_text = {});
    // Without sending it yet; none = too many are waiting, which was said.
    std::optional<ClientId> queue_command(Command command, ConversationId restore_into = {},
                                          std::string restore_text = {});
    bool enqueue_once(Command command);
    void send_outstanding();
    // Whether the agent may send into the conversation now; says why not.
    bool may_queue(ConversationId conversation);
    void queue_pending(PendingMessage pending, ConversationId conversation);
    [[nodiscard]] ClientId next_client_id();

    ConsoleState& s;
    UnixMs at_;
    bool unsent_changed_ = false;
    ConversationId wrote_in_;  // something of the agent's appears at the end there
    bool keep_now_ = false;    // whatever the link: the page may be gone before the next action
    MessageId opening_at_;     // what open() asks for where nothing is held; empty = the newest
    std::vector<Effect> effects_;
};

// Reads {"error":{"zh","en"}} of a refusal over HTTP; false, and nothing is touched, for anything else.
[[nodiscard]] bool take_refusal_words(std::string_view body, std::string& zh, std::string& en);

template <class Asked>
void ReduceStep::say_why(Asked& asked, int http_status, std::string_view body, const FailureWords& words) {
    if (http_status == 0) {
        asked.problem_zh = words.offline_zh;
        asked.problem_en = words.offline_en;
        asked.ask_when_live = s.connection.link != Link::Live;
    } else if (!take_refusal_words(body, asked.problem_zh, asked.problem_en)) {
        asked.problem_zh = words.failed_zh;
        asked.problem_en = words.failed_en;
    }
}

// As much of it as a search takes.
[[nodiscard]] std::string cut_search(std::string_view text);

// The conversation into which a command sends something; empty for all other commands.
[[nodiscard]] ConversationId sent_into(const Command& command);
// The text that it sends; null for other contents and all other commands.
[[nodiscard]] const std::string* sent_text(const Command& command);

// The conversation a command is about; empty for notes, presence and commands that name a message.
[[nodiscard]] ConversationId conversation_of(const Command& command);

}  // namespace kf
