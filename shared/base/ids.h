// Strong ids: each kind of id is its own type, so that the compiler catches a swap.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace kf {

// WeCom's ids are opaque, case-sensitive strings; their prefixes must not be validated (reference, "How to
// read it").
template <class Tag>
struct StringId {
    std::string value;

    StringId() = default;
    explicit StringId(std::string v) : value(std::move(v)) {}
    explicit StringId(std::string_view v) : value(v) {}
    explicit StringId(const char* v) : value(v) {}

    [[nodiscard]] bool empty() const { return value.empty(); }
    friend bool operator==(const StringId& a, const StringId& b) { return a.value == b.value; }
    friend bool operator!=(const StringId& a, const StringId& b) { return a.value != b.value; }
    friend bool operator<(const StringId& a, const StringId& b) { return a.value < b.value; }
};

// Numbers given by kfdesk's own store; 0 = none.
template <class Tag>
struct NumberId {
    std::int64_t value = 0;

    NumberId() = default;
    explicit constexpr NumberId(std::int64_t v) : value(v) {}

    [[nodiscard]] bool empty() const { return value == 0; }
    friend bool operator==(NumberId a, NumberId b) { return a.value == b.value; }
    friend bool operator!=(NumberId a, NumberId b) { return a.value != b.value; }
    friend bool operator<(NumberId a, NumberId b) { return a.value < b.value; }
};

using CorpId = StringId<struct CorpTag>;
using AccountId = StringId<struct AccountTag>;    // open_kfid, ≤ 64 B
using CustomerId = StringId<struct CustomerTag>;  // external_userid
using ServicerId = StringId<struct ServicerTag>;  // WeCom userid of a person who answers in the WeCom client
using AgentId = StringId<struct AgentTag>;        // login name of a kfdesk user
using KfMessageId = StringId<struct KfMessageTag>;  // msgid of the kf API: ≤ 32 B when we choose it
using ClientId = StringId<struct ClientTag>;  // made by a console for one command, 1–40 of [0-9A-Za-z_-]

using ConversationId = NumberId<struct ConversationTag>;
using MessageId = NumberId<struct MessageTag>;  // grows in the order in which the store accepted messages
using SessionId = NumberId<struct SessionTag>;
using MediaId = NumberId<struct MediaTag>;
using QuickReplyId = NumberId<struct QuickReplyTag>;

// Position in the stream of events of one store; contiguous from 1. 0 = before the first event.
using EventSeq = std::int64_t;

}  // namespace kf

template <class Tag>
struct std::hash<kf::StringId<Tag>> {
    std::size_t operator()(const kf::StringId<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value);
    }
};
template <class Tag>
struct std::hash<kf::NumberId<Tag>> {
    std::size_t operator()(kf::NumberId<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
