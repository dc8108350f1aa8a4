// The head of a page of the administration: its name, what can be done at the right. And what pages share.
#pragma once

#include <functional>
#include <string_view>

#include "web/screen/screen.h"
#include "web/ui/widgets/table.h"

namespace kf::web {

class PageHead {
  public:
    static constexpr float kHeight = 60;
    // Draws the name; buttons follow from right to left.
    PageHead(const Screen& screen, Rect head, std::string_view name);
    // In a narrow window only the first one has its words.
    bool button(ButtonSpec spec);

  private:
    Ui& ui_;
    Rect rest_;
    bool narrow_;
    bool first_ = true;
};

TableWords table_words(const Screen& screen);

// Says that something is unsaved; who goes on all the same calls `leave`, in a later frame.
void ask_to_leave(const Screen& screen, std::function<void()> leave);

}  // namespace kf::web
