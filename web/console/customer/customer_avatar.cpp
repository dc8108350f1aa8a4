#include "web/console/customer/customer_avatar.h"

namespace kf::web {

void draw_customer_avatar(const Screen& screen, Rect rect, const CustomerId& customer, std::string_view name,
                          float radius) {
    Ui& ui = screen.ui;
    const auto known = screen.state.customers.find(customer);
    if (known != screen.state.customers.end() && !known->second.avatar_url.empty() &&
        ui.picture(rect, known->second.avatar_url, {.fit = Fit::Cover, .radii = radius}).state ==
            PictureState::Ready)
        return;
    ui.avatar(rect, name, customer.value, radius);
}

}  // namespace kf::web
