// Writes to the clipboard. Reading happens by pasting into a field (dom_field.h), which needs no permission.
#pragma once
#include <functional>
#include <string_view>

namespace kf::web {

class Clipboard {
  public:
    virtual ~Clipboard() = default;
    // Allowed in answer to a click or a key. `done(false)`: the browser refused.
    virtual void write_text(std::string_view text, std::function<void(bool ok)> done) = 0;
};

}  // namespace kf::web
