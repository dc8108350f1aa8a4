// The console in the browser: the real platform, the application, frames on request.
#include "web/console/app/console_app.h"
#include "web/ui/platform/platform.h"

namespace {

struct Console {
    std::unique_ptr<kf::web::Platform> platform = kf::web::browser_platform();
    kf::web::ConsoleApp app{*platform};
};

}  // namespace

int main() {
    // Lives as long as the page, beyond main(): the browser calls back until the tab closes.
    auto* console = new Console;
    return kf::web::run_frames(*console->platform, [console](kf::web::Ui& ui) { console->app.draw(ui); }) ? 0
                                                                                                          : 1;
}
