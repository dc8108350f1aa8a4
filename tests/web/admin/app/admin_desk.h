// The administration with a desk behind it, drawn for real.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string_view>

#include "tests/web/console/app/desk.h"
#include "web/admin/app/admin_app.h"

namespace kf::web {

struct AdminDesk : Desk {
    explicit AdminDesk(kf::Role role, std::string_view page = {}) {
        snapshot.self.role = role;
        snapshot.agents[0].role = role;
        platform.page_.address_fragment = page;
    }
    HeadlessFiles& files() { return platform.files_; }
    // Replaces what is in the field; type() adds to it.
    void write(std::string_view label, std::string_view text) {
        field(label).field->set_value("");
        type(label, text);
    }
    // The browser has looked at the files.
    void look() {
        files().work();
        settle();
    }

  protected:
    void open_page() override { admin_ = std::make_unique<AdminApp>(platform); }
    void draw_page(Ui& ui) override { admin_->draw(ui); }
    const ConsoleState& state_of_page() const override { return admin_->state(); }

  private:
    std::unique_ptr<AdminApp> admin_;
};

}  // namespace kf::web
