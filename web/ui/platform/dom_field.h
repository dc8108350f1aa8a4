// A real <textarea> or <input> laid over the canvas, so that IME, spell check, clipboard, undo and phones
// work.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/files.h"
#include "web/ui/platform/geometry.h"
#include "web/ui/platform/input.h"

namespace kf::web {

// Date: the browser's own date field; its value is YYYY-MM-DD, or empty while it is no whole date.
enum class FieldKind : std::uint8_t { Line, Search, Area, Date };

// Which key asks to submit. Enter that ends a composition (IME) never does.
enum class SubmitKey : std::uint8_t { None, Enter, CtrlEnter };

struct FieldSpec {
    FieldKind kind = FieldKind::Line;
    std::string label = {};  // the accessible name
    std::string placeholder = {};
    SubmitKey submit = SubmitKey::Enter;
    std::uint32_t max_length = 0;  // UTF-16 units accepted by the browser; 0: no limit
    bool spell_check = false;
    bool operator==(const FieldSpec&) const = default;
};

// How it looks; compared with the last one, so setting it every frame is free.
struct FieldStyle {
    float font_size = 14;
    float line_height = 1.5f;
    Color text = {};
    Color placeholder = {};
    Color caret = {};
    float padding_x = 0;
    float padding_y = 0;
    bool disabled = false;
    bool operator==(const FieldStyle&) const = default;
};

struct FieldEvent {
    enum class Kind : std::uint8_t {
        Input,   // the value changed by typing, also while composing
        Submit,  // the submit key
        Escape,
        Up,
        Down,    // only while arrows are captured
        Accept,  // Enter or Tab while arrows are captured
        Focus,
        Blur,
        PasteFiles  // pictures or files were pasted: `files`; text pastes arrive as Input
    };
    Kind kind = Kind::Input;
    bool composing = false;
    std::vector<std::string> file_names = {};  // of `files`
    std::vector<FileRef> files = {};
};

// Bytes [begin, end) of the value; begin == end is the caret.
struct FieldSelection {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const FieldSelection&) const = default;
};

class FieldPort;

// One field. Owned by what remembers the typing (for example ChatMemory); drawn each frame with Ui::field,
// and out of sight (keeping its value) in frames that do not.
class DomField {
  public:
    DomField(FieldPort& port, FieldSpec spec);
    ~DomField();
    DomField(const DomField&) = delete;
    DomField& operator=(const DomField&) = delete;

    WidgetId id() const { return id_; }
    const FieldSpec& spec() const { return spec_; }
    void set_spec(FieldSpec spec);  // label, placeholder and submit key may change; the kind may not
    void set_style(const FieldStyle& style);

    const std::string& value() const { return value_; }
    // Replaces everything; the browser's undo history ends here. The caret goes to the end.
    void set_value(std::string_view value);
    // Replaces the selection, as if typed: undo takes it back. Allowed while not focused.
    void insert_at_caret(std::string_view text);
    FieldSelection selection() const;
    void select(FieldSelection selection);
    bool composing() const { return composing_; }
    bool focused() const { return focused_; }
    void focus();
    void blur();
    // While a list of suggestions is open: Up, Down, Enter, Tab come as events and do not move the caret.
    void capture_arrows(bool on);
    // How high the whole text is now, CSS px without padding (to grow a composer with it).
    float content_height() const;

    // What happened since the last call, oldest first; at most 64 are kept, older ones go.
    std::vector<FieldEvent> take_events();

    // Called by the port, outside of frames.
    void on_input(std::string value, bool composing);
    void on_composing(bool composing);
    void on_focus(bool focused);
    void on_event(FieldEvent event);

  private:
    FieldPort& port_;
    WidgetId id_;
    FieldSpec spec_;
    FieldStyle style_;
    std::string value_;
    std::vector<FieldEvent> events_;
    bool composing_ = false;
    bool focused_ = false;
    bool captures_ = false;
    bool styled_ = false;
};

// The document's side of fields. Keeps a weak table id -> DomField for its events.
class FieldPort {
  public:
    virtual ~FieldPort() = default;
    // Numbers fields of this page from 1.
    std::uint64_t next_number() { return ++last_number_; }
    virtual void create(DomField& field, const FieldSpec& spec) = 0;
    virtual void destroy(DomField& field) = 0;
    virtual void set_spec(WidgetId id, const FieldSpec& spec) = 0;
    virtual void set_style(WidgetId id, const FieldStyle& style) = 0;
    virtual void set_value(WidgetId id, std::string_view value) = 0;
    virtual void insert(WidgetId id, std::string_view text) = 0;
    virtual FieldSelection selection(WidgetId id) = 0;
    virtual void select(WidgetId id, FieldSelection selection) = 0;
    virtual void focus(WidgetId id) = 0;
    virtual void blur(WidgetId id) = 0;
    virtual void capture_arrows(WidgetId id, bool on) = 0;
    virtual float content_height(WidgetId id) = 0;

  private:
    std::uint64_t last_number_ = 0;
};

}  // namespace kf::web
