// Carries out what reduce() asks of the page, and turns what the page answers into actions.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/console/actions.h"
#include "shared/console/effects.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

constexpr std::string_view kSettingsKey = "settings";
constexpr std::string_view kUnsentKey = "unsent";  // see KeepUnsent

class EffectRunner {
  public:
    struct Handlers {
        std::function<void(ActionBody)> dispatch;
        std::function<void(const FillComposer&)> fill_composer;
        std::function<void(const GiveBackNote&)> give_back_note;
        std::function<void(const Announce&)> announced;
        std::function<std::string_view()> page_title;
    };

    EffectRunner(Platform& platform, Handlers handlers);
    ~EffectRunner();
    EffectRunner(const EffectRunner&) = delete;
    EffectRunner& operator=(const EffectRunner&) = delete;

    void run(const Effect& effect);
    // Sound and desktop notification as for a message, on request of the agent. False: the browser is silent.
    bool test_alert(std::string_view title, std::string_view text, bool desktop);

  private:
    struct Doer;
    void get(std::string path, std::function<void(const HttpResponse&)> done);
    void open_socket();
    void wake_at(UnixMs at);
    void announce(const Announce& effect);
    void sign_out();

    Platform& platform_;
    Handlers handlers_;
    std::unique_ptr<Socket> socket_;
    TimerId wake_timer_ = 0;
    // Answers that come after this object has gone find nobody.
    std::shared_ptr<EffectRunner*> self_;
};

}  // namespace kf::web
