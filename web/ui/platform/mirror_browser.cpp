#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

int tri(const std::optional<bool>& value) {
    return value ? (*value ? 1 : 0) : -1;
}

class BrowserMirror final : public MirrorPort {
  public:
    void create(WidgetId id, Role role) override {
        const std::string_view name = role_name(role);
        kf_mirror_create(js_id(id), name.data(), name.size());
    }
    void remove(WidgetId id) override { kf_mirror_remove(js_id(id)); }
    void set_name(WidgetId id, Role, std::string_view name, bool leaf) override {
        kf_mirror_name(js_id(id), name.data(), name.size(), leaf ? 1 : 0);
    }
    void set_description(WidgetId id, std::string_view description) override {
        kf_mirror_description(js_id(id), description.data(), description.size());
    }
    void set_rect(WidgetId id, Rect r) override { kf_mirror_rect(js_id(id), r.x, r.y, r.w, r.h); }
    void set_state(WidgetId id, Role role, const NodeState& state) override {
        const bool focusable = state.focusable.value_or(role_is_interactive(role));
        const int flags = (state.disabled ? 1 : 0) | (state.current ? 2 : 0) | (state.busy ? 4 : 0) |
                          (state.modal ? 8 : 0) | (focusable ? 16 : 0) | (state.tab_stop ? 32 : 0);
        kf_mirror_state(js_id(id), flags, tri(state.selected), tri(state.checked), tri(state.expanded),
                        state.level, state.position, state.set_size, state.value.value_or(-1));
    }
    void set_children(int layer, WidgetId parent, const std::vector<WidgetId>& children) override {
        ids_.clear();
        for (const WidgetId id : children) ids_.push_back(js_id(id));
        kf_mirror_children(layer, js_id(parent), ids_.data(), ids_.size());
    }
    void set_holes(WidgetId field, const std::vector<Rect>& holes) override {
        static_assert(sizeof(Rect) == 4 * sizeof(float));
        kf_mirror_holes(js_id(field), holes.empty() ? nullptr : &holes[0].x, holes.size());
    }
    void set_inert_below(int layer) override { kf_mirror_inert(layer); }
    void focus(WidgetId id) override { kf_mirror_focus(js_id(id)); }
    void done() override { kf_mirror_done(); }

  private:
    std::vector<double> ids_;
};

}  // namespace

std::unique_ptr<MirrorPort> browser_mirror() {
    return std::make_unique<BrowserMirror>();
}

}  // namespace kf::web
