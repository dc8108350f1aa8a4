// What an account says by itself with the codes that live for seconds: welcome 欢迎语 and closing words
// 结束语 (reference 7.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/kf/content.h"

namespace kf {

enum class GreetingKind { Welcome, Closing };

struct Greeting {
    CorpId corp;
    AccountId account;
    std::string scene;  // only Welcome: for entries with this scene; empty = every other entry
    GreetingKind kind = GreetingKind::Welcome;
    Content content;  // text or menu
    bool enabled = true;
};

// A code must be spent within this; ours gives up a little earlier, because the call takes time too.
constexpr UnixMs kEventCodeLifeMs = 20'000;
constexpr UnixMs kEventCodeMarginMs = 1'500;

[[nodiscard]] std::string_view to_word(GreetingKind kind);
[[nodiscard]] std::optional<GreetingKind> greeting_kind_from_word(std::string_view word);

}  // namespace kf
