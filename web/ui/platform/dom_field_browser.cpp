#include <emscripten.h>

#include <map>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

// The page has one document; its events find their field by number.
std::map<std::uint64_t, DomField*>& fields() {
    static std::map<std::uint64_t, DomField*> all;
    return all;
}

DomField* find(double id) {
    const auto found = fields().find(from_js_id(id).value);
    return found == fields().end() ? nullptr : found->second;
}

std::uint32_t rgb(Color c) {
    return (std::uint32_t{c.r} << 16) | (std::uint32_t{c.g} << 8) | c.b;
}

class BrowserFields final : public FieldPort {
  public:
    void create(DomField& field, const FieldSpec& spec) override {
        fields()[field.id().value] = &field;
        kf_field_create(js_id(field.id()), static_cast<int>(spec.kind));
        set_spec(field.id(), spec);
    }
    void destroy(DomField& field) override {
        fields().erase(field.id().value);
        kf_field_destroy(js_id(field.id()));
    }
    void set_spec(WidgetId id, const FieldSpec& spec) override {
        kf_field_spec(js_id(id), spec.label.data(), spec.label.size(), spec.placeholder.data(),
                      spec.placeholder.size(), static_cast<int>(spec.submit), spec.max_length,
                      spec.spell_check ? 1 : 0);
    }
    void set_style(WidgetId id, const FieldStyle& s) override {
        kf_field_style(js_id(id), s.font_size, s.line_height, rgb(s.text), rgb(s.placeholder), rgb(s.caret),
                       s.padding_x, s.padding_y, s.disabled ? 1 : 0);
    }
    void set_value(WidgetId id, std::string_view value) override {
        kf_field_value(js_id(id), value.data(), value.size());
    }
    void insert(WidgetId id, std::string_view text) override {
        kf_field_insert(js_id(id), text.data(), text.size());
    }
    FieldSelection selection(WidgetId id) override {
        std::uint32_t out[2] = {0, 0};
        kf_field_selection(js_id(id), out);
        return {out[0], out[1]};
    }
    void select(WidgetId id, FieldSelection selection) override {
        kf_field_select(js_id(id), selection.begin, selection.end);
    }
    void focus(WidgetId id) override { kf_field_focus(js_id(id), 1); }
    void blur(WidgetId id) override { kf_field_focus(js_id(id), 0); }
    void capture_arrows(WidgetId id, bool on) override { kf_field_capture(js_id(id), on ? 1 : 0); }
    float content_height(WidgetId id) override { return kf_field_height(js_id(id)); }
};

}  // namespace

std::unique_ptr<FieldPort> browser_fields() {
    return std::make_unique<BrowserFields>();
}

}  // namespace kf::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void kf_on_field_input(double id, const char* value, std::size_t length, int composing) {
    if (auto* field = kf::web::find(id)) field->on_input(std::string(value, length), composing != 0);
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_field_composing(double id, int composing) {
    if (auto* field = kf::web::find(id)) field->on_composing(composing != 0);
}

EMSCRIPTEN_KEEPALIVE void kf_on_field_focus(double id, int focused) {
    if (auto* field = kf::web::find(id)) field->on_focus(focused != 0);
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_field_event(double id, int kind, const char* files, std::size_t length) {
    auto* field = kf::web::find(id);
    if (field == nullptr) return;
    kf::web::FieldEvent event{.kind = static_cast<kf::web::FieldEvent::Kind>(kind)};
    if (length > 0) event.files = kf::web::files_from_js({files, length});
    for (const auto& file : event.files) event.file_names.push_back(file->name);
    field->on_event(std::move(event));
    kf::web::field_acted();
}
}
