// The administration in the browser: the real platform, the application, frames on request.
#include "web/admin/app/admin_app.h"
#include "web/ui/platform/platform.h"

namespace {

struct Admin {
    std::unique_ptr<kf::web::Platform> platform = kf::web::browser_platform();
    kf::web::AdminApp app{*platform};
};

}  // namespace

int main() {
    // Lives as long as the page, beyond main(): the browser calls back until the tab closes.
    auto* admin = new Admin;
    return kf::web::run_frames(*admin->platform, [admin](kf::web::Ui& ui) { admin->app.draw(ui); }) ? 0 : 1;
}
