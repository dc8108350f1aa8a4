#include "web/text/event_words.h"

#include "shared/console/inbox_view.h"
#include "shared/kf/error_codes.h"
#include "shared/kf/message_codec.h"
#include "shared/messages/desk_event.h"

namespace kf::web {

namespace {

struct Sentence {
    const Words& w;
    Language language;

    std::string operator()(const UnknownEvent& event) const {
        return event.event_type.empty() ? std::string(w.event_unreadable)
                                        : fill(w.event_unknown, {event.event_type});
    }
    std::string operator()(const EnterSession& event) const {
        std::string from = channels(event.channels);
        if (from.empty()) from = event.scene;
        const std::string base =
            from.empty() ? std::string(w.event_enter) : fill(w.event_enter_scene, {from});
        return event.scene_param.empty() ? base : fill(w.event_enter_param, {base, event.scene_param});
    }
    std::string operator()(const MessageSendFailed& event) const {
        const FailReason& reason = fail_reason(event.fail_type);
        return fill(w.event_send_fail, {language == Language::English ? reason.en : reason.zh});
    }
    std::string operator()(const ServicerStatusChanged& event) const {
        const std::string who = name(event.servicer);
        if (event.status == 1) return fill(w.event_servicer_on, {who});
        return fill(event.stop_type == 1 ? w.event_servicer_suspended : w.event_servicer_off, {who});
    }
    std::string operator()(const SessionStatusChanged& event) const {
        const std::string to = name(event.new_servicer);
        switch (event.change) {
            case SessionChange::TakenFromPool:
                return fill(w.event_taken, {to});
            case SessionChange::Transferred:
                return event.old_servicer.empty() ? fill(w.event_transferred_to, {to})
                                                  : fill(w.event_transferred, {name(event.old_servicer), to});
            case SessionChange::Ended:
                return event.old_servicer.empty() ? std::string(w.event_ended)
                                                  : fill(w.event_ended_by, {name(event.old_servicer)});
            case SessionChange::Reentered:
                return fill(w.event_reentered, {to});
            case SessionChange::Unknown:
                break;
        }
        return std::string(w.event_session_changed);
    }
    std::string operator()(const MessageRecalled& event) const {
        return event.servicer.empty() ? std::string(w.event_recalled_customer)
                                      : fill(w.event_recalled_servicer, {name(event.servicer)});
    }
    std::string operator()(const RejectSwitchChanged& event) const {
        return fill(event.rejecting ? w.event_rejecting : w.event_accepting, {name(event.servicer)});
    }

  private:
    std::string name(const ServicerId& servicer) const {
        return servicer.empty() ? std::string(w.someone) : servicer.value;
    }
    std::string channels(const ChannelsEntry& entry) const {
        std::string_view where;
        switch (entry.scene) {
            case 1:
                where = w.channels_home;
                break;
            case 2:
                where = w.channels_live;
                break;
            case 3:
                where = w.channels_showcase;
                break;
            case 4:
                where = w.channels_shop_product;
                break;
            case 5:
                where = w.channels_shop_order;
                break;
            default:
                return {};
        }
        const std::string& who = entry.nickname.empty() ? entry.shop_nickname : entry.nickname;
        return who.empty() ? std::string(where) : fill(w.channels_named, {where, who});
    }
};

std::string desk_words(const DeskEvent& event, const ConsoleState& state) {
    const Words& w = words(state.settings.language);
    const std::string by = agent_name(state, event.by);
    switch (event.what) {
        case DeskEvent::What::Taken:
            return event.from.empty() ? fill(w.desk_taken, {by})
                                      : fill(w.desk_taken_over, {by, agent_name(state, event.from)});
        case DeskEvent::What::Transferred:
            return event.to.empty() ? fill(w.desk_put_back, {by})
                                    : fill(w.desk_passed_on, {by, agent_name(state, event.to)});
        case DeskEvent::What::Ended:
            break;
    }
    return fill(w.desk_ended, {by});
}

}  // namespace

std::string event_words(const KfEvent& event, Language language) {
    return std::visit(Sentence{words(language), language}, event);
}

std::string system_line(const Message& message, const ConsoleState& state) {
    const Language language = state.settings.language;
    if (const auto event = desk_event_of(message)) return desk_words(*event, state);
    const Result<KfMessage> read = message_from_wecom_text(message.raw, AccountId{});
    if (read.ok()) {
        if (const KfEvent* event = std::get_if<KfEvent>(&read->body)) return event_words(*event, language);
    }
    if (!message.text.empty()) return message.text;
    return std::string(words(language).event_unreadable);
}

}  // namespace kf::web
