// The domain values of the protocol as JSON, both ways. Internal to the protocol's codec. Texts have no bound
// of their own, only the document has: whatever the store took from WeCom must reach the console.
#pragma once

#include "shared/base/json_reader.h"
#include "shared/base/json_writer.h"
#include "shared/protocol/protocol.h"

namespace kf {

// Each writes the members of one object that is already open, or reads them.
void write_members(JsonWriter& out, const Message& message);
void write_members(JsonWriter& out, const Call& call);
void write_members(JsonWriter& out, const Conversation& conversation);
void write_members(JsonWriter& out, const Customer& customer);
void write_members(JsonWriter& out, const Account& account);
void write_members(JsonWriter& out, const Agent& agent);
void write_members(JsonWriter& out, const SessionSummary& session);
void write_members(JsonWriter& out, const Media& media);
void write_members(JsonWriter& out, const QuickReply& quick_reply);
void write_members(JsonWriter& out, const Greeting& greeting);
void write_members(JsonWriter& out, const DeskSettings& settings);
void write_members(JsonWriter& out, const Event& event);

// The member "seq", from 0.
[[nodiscard]] EventSeq read_seq(JsonReader& in);
[[nodiscard]] Message read_message(JsonReader& in);
[[nodiscard]] Call read_call(JsonReader& in);
[[nodiscard]] Conversation read_conversation(JsonReader& in);
[[nodiscard]] Customer read_customer(JsonReader& in);
[[nodiscard]] Account read_account(JsonReader& in);
[[nodiscard]] Agent read_agent(JsonReader& in);
[[nodiscard]] SessionSummary read_session(JsonReader& in);
[[nodiscard]] Media read_media(JsonReader& in);
[[nodiscard]] QuickReply read_quick_reply(JsonReader& in);
[[nodiscard]] Greeting read_greeting(JsonReader& in);
[[nodiscard]] DeskSettings read_desk_settings(JsonReader& in);
// The member `name`: an object with msgtype and its body; refused when it is none.
[[nodiscard]] Content read_content(JsonReader& in, const char* name);
[[nodiscard]] Event read_event_members(JsonReader& in);  // "unknown_kind" where nobody knows it

// The words of enums, for JsonReader::word(). Lambdas, because the address of a function that returns an
// optional which nobody has completed yet gets a wrong signature from LLVM 14's WebAssembly backend.
inline constexpr auto kSenderKindOf = [](std::string_view word) { return sender_kind_from_word(word); };
inline constexpr auto kDeliveryOf = [](std::string_view word) { return delivery_from_word(word); };
inline constexpr auto kDeskStateOf = [](std::string_view word) { return desk_state_from_word(word); };
inline constexpr auto kRoleOf = [](std::string_view word) { return role_from_word(word); };
inline constexpr auto kMediaStateOf = [](std::string_view word) { return media_state_from_word(word); };
inline constexpr auto kGreetingKindOf = [](std::string_view word) { return greeting_kind_from_word(word); };
inline constexpr auto kPresenceOf = [](std::string_view word) { return presence_from_word(word); };

template <class Value>
void write_list(JsonWriter& out, std::string_view name, const std::vector<Value>& values) {
    out.begin_array(name);
    for (const Value& value : values) {
        out.begin_object();
        write_members(out, value);
        out.end_object();
    }
    out.end_array();
}

template <class Value>
void write_object(JsonWriter& out, std::string_view name, const Value& value) {
    out.begin_object(name);
    write_members(out, value);
    out.end_object();
}

}  // namespace kf
