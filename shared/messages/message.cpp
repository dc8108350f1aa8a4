#include "shared/messages/message.h"

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 5> kSenderKinds{"customer", "agent", "bot", "servicer", "system"};
constexpr std::array<std::string_view, 7> kDeliveries{"none",     "held",   "queued",   "sending",
                                                      "accepted", "failed", "cancelled"};

}  // namespace

bool worth_another_try(const Message& message) {
    // Refused by the customer, kind not allowed, security; content blocked.
    constexpr int kFinal[] = {kFailTypeBase + 10, kFailTypeBase + 12, kFailTypeBase + 13, 40201, 40204};
    for (const int code : kFinal)
        if (message.fail_code == code) return false;
    return true;
}

bool may_be_discarded(const Message& message) {
    constexpr int kBusy = -1;  // what versions before kFailNotConfirmed noted for some of them
    const bool reported = message.fail_code >= kFailTypeBase && message.fail_code < kFailTypeBase + 1000;
    return message.delivery == Delivery::Failed && !reported && message.fail_code != kFailNotConfirmed &&
           message.fail_code != kBusy;
}

std::string_view to_word(SenderKind kind) {
    return word_of(kSenderKinds, kind);
}
std::string_view to_word(Delivery delivery) {
    return word_of(kDeliveries, delivery);
}
std::optional<SenderKind> sender_kind_from_word(std::string_view word) {
    return value_of<SenderKind>(kSenderKinds, word);
}
std::optional<Delivery> delivery_from_word(std::string_view word) {
    return value_of<Delivery>(kDeliveries, word);
}

}  // namespace kf
