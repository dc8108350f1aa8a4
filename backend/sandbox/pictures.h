// Pictures that messages name by address (pic_url, head_image, …), good ones and hostile ones: /picture/….
#pragma once

#include "backend/sandbox/sim_http.h"

namespace kf::sim {

struct World;

// <word>.jpg drawn from the word · hostile/<sample> · redirect?to=<address> · slow.jpg · status/<code>
SimResponse serve_picture(World& world, const SimRequest& request);

}  // namespace kf::sim
