// The foot of a form that is saved at the backend: Save, Delete with its question, and what came of it.
// Nothing is called saved before the backend has said so.
#pragma once

#include <string>
#include <string_view>

#include "web/screen/screen.h"

namespace kf::web {

// One save or delete on its way.
class Saving {
  public:
    enum class Now : std::uint8_t { Idle, Waiting, Saved, Deleted, Refused };

    // For the intent that asks for it.
    SaveTicket begin(bool deleting = false);
    // Saved, Deleted and Refused are answered once. A refusal opens the form again where it was closed
    // meanwhile: nothing that was written is lost.
    Now follow(const ConsoleState& state, bool& open);
    bool waiting() const { return ticket_ != 0; }
    // Why it was refused; until the next try, or until forgotten because something else is being written.
    std::string_view refused(const Screen& screen) const { return screen.english() ? en_ : zh_; }
    void forget() { zh_.clear(), en_.clear(); }
    // Why nothing can be changed just now; empty when it can.
    std::string_view waiting_words(const Screen& screen) const;

  private:
    SaveTicket ticket_ = 0;
    bool deleting_ = false;
    std::string zh_, en_;
};

struct SaveFoot {
    std::string_view obstacle = {};  // why it cannot be saved as it is
    bool deletable = false;
    std::string_view delete_refused = {};  // why it cannot be deleted
    std::string_view delete_question = {};
};
struct SaveFootPress {
    bool save = false;
    bool remove = false;  // agreed to
};
// `deleting`: the question is being asked.
SaveFootPress draw_save_foot(const Screen& screen, Rect foot, const SaveFoot& look, const Saving& saving,
                             bool& deleting);

}  // namespace kf::web
