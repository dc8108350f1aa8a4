#include "web/console/composer/writing.h"

#include <algorithm>
#include <utility>

#include "shared/kf/content_limits.h"
#include "shared/protocol/refusals.h"

namespace kf::web {

namespace {

std::string_view refused_words(const Screen& screen, Refusal refusal) {
    const RefusalWords words = refusal_words(refusal);
    return screen.english() ? words.en : words.zh;
}

std::string blocked_words(const Screen& screen, const Attachment& item) {
    const Words& w = screen.w;
    const std::string name = item.name();
    switch (item.phase) {
        case AttachmentPhase::Refused:
            return fill(w.tray_refused, {name});
        case AttachmentPhase::Failed:
            return fill(w.tray_failed, {name});
        default:
            return fill(w.tray_choose, {name});
    }
}

// Whether so many more may wait for their answers.
bool waits_with(const ConsoleState& state, std::size_t more) {
    return state.outstanding.size() + more <= kMaxOutstanding;
}

// Why the platform would not take something on the tray.
std::optional<ContentProblem> refused_content(const Tray& tray) {
    std::optional<ContentProblem> problem;
    for (const Attachment& item : tray.items())
        if (!problem && item.phase == AttachmentPhase::Ready)
            problem = content_problem(item.content, Occasion::InWindow);
    return problem;
}

}  // namespace

SendPlan plan_sending(std::span<const std::string> parts, const Tray& tray) {
    return {.texts = {parts.begin(), parts.end()}, .attachments = tray.size()};
}

std::string plan_obstacle(const Screen& screen, const ComposerView& view, const SendPlan& plan,
                          const Writing& writing, bool has_text) {
    const Words& w = screen.w;
    if (!view.enabled) {
        const std::string_view why = refused_words(screen, view.refusal);
        return std::string(why.empty() ? w.claim_to_send : why);
    }
    if (writing.waiting) return std::string(w.tray_waiting);
    if (plan.nothing()) return std::string(w.send_empty);
    if (writing.quote && !has_text) return std::string(w.quote_needs_text);
    if (const Attachment* item = writing.tray.blocked()) return blocked_words(screen, *item);
    if (const auto problem = refused_content(writing.tray))
        return std::string(screen.english() ? problem->en : problem->zh);
    // The window first: nothing that is waited for makes room for more messages than it has.
    const auto left = static_cast<std::size_t>(std::max(0, view.left.messages));
    if (plan.cost() > left) {
        return fill(w.cost_too_much, {std::to_string(plan.cost()), std::to_string(left)});
    }
    if (!waits_with(screen.state, plan.cost())) return std::string(w.too_many_waiting);
    return {};
}

void send_now(Platform& platform, ConversationId conversation, Writing& writing,
              const std::vector<std::string>& texts, Intents& out) {
    for (const std::string& text : texts) out.emplace_back(SendPressed{conversation, text});
    for (const Attachment& item : writing.tray.items())
        out.emplace_back(ContentSendPressed{conversation, item.content, item.media});
    writing.tray.clear_sent(platform);
    writing.quote.reset();
    writing.waiting.reset();
}

bool follow_uploads(Platform& platform, const ConsoleState& state, Writings& writings, Intents& out,
                    std::vector<ConversationId>* stopped) {
    bool changed = false;
    for (auto& [conversation, writing] : writings) {
        changed = writing.tray.follow_uploads(platform) || changed;
        if (!writing.waiting) continue;
        const ComposerView view = composer_view(state, conversation);
        const auto cost = static_cast<int>(writing.waiting->size() + writing.tray.size());
        if (!view.enabled || view.left.messages < cost ||
            !waits_with(state, writing.waiting->size() + writing.tray.size()) ||
            writing.tray.blocked() != nullptr || refused_content(writing.tray)) {
            // The text is still in the field: nothing is lost, the agent decides.
            writing.waiting.reset();
            if (stopped != nullptr) stopped->push_back(conversation);
            changed = true;
        } else if (writing.tray.all_ready()) {
            const std::vector<std::string> texts = *std::exchange(writing.waiting, std::nullopt);
            send_now(platform, conversation, writing, texts, out);
            changed = true;
        }
    }
    return changed;
}

}  // namespace kf::web
