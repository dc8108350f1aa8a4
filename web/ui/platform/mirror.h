// The DOM mirror: what is on screen as roles, names and states, for screen readers, find-in-page and browser
// tests.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "web/ui/platform/input.h"

namespace kf::web {

// ARIA roles by their ARIA names. TextField is a real <input>/<textarea> of dom_field.h, Media a real
// <video>/<img> of overlay.h, put in its place in the order.
enum class Role : std::uint8_t {
    Group,
    Button,
    Link,
    Tab,
    TabList,
    TabPanel,
    List,
    ListItem,
    Log,
    Article,
    Status,
    Alert,
    Dialog,
    Menu,
    MenuItem,
    MenuItemRadio,
    Navigation,
    Main,
    Complementary,
    Banner,
    Region,
    Search,
    Heading,
    Text,
    Image,
    Radio,
    RadioGroup,
    Switch,
    Checkbox,
    Combobox,
    ListBox,
    Option,
    ProgressBar,
    Separator,
    Toolbar,
    Note,
    Media,
    TextField
};
std::string_view role_name(Role role);

// Whether a role takes the keyboard by itself (buttons, links, tabs, items of menus …).
bool role_is_interactive(Role role);

struct NodeState {
    bool disabled = false;              // stays reachable, so that the description can say why
    std::optional<bool> selected = {};  // tabs, options
    std::optional<bool> checked = {};   // radios, switches
    std::optional<bool> expanded = {};  // what opens a menu
    bool current = false;               // the open conversation, the shown page
    bool busy = false;
    bool modal = false;                  // dialogs: everything below gets inert
    std::optional<bool> focusable = {};  // default: by role
    bool tab_stop = true;                // false: focusable, but reached by arrows, not by Tab
    int level = 0;                       // headings
    int position = 0;                    // 1-based place in a list that is only partly declared …
    int set_size = 0;                    // … and its full length
    std::optional<float> value = {};     // progress, 0..1
    bool operator==(const NodeState&) const = default;
};

struct MirrorNode {
    WidgetId id = {};
    Role role = Role::Group;
    std::string_view name = {};
    Rect rect = {};
    std::string_view description = {};  // the reason why it is disabled, a hint
    NodeState state = {};
    std::optional<Rect> clip = {};  // of Media and fields: what lies outside is cut away
};

// Applies changes to the real document; the headless one records them.
class MirrorPort {
  public:
    virtual ~MirrorPort() = default;
    virtual void create(WidgetId id, Role role) = 0;
    virtual void remove(WidgetId id) = 0;
    virtual void set_name(WidgetId id, Role role, std::string_view name, bool leaf) = 0;
    virtual void set_description(WidgetId id, std::string_view description) = 0;
    virtual void set_rect(WidgetId id, Rect rect) = 0;
    virtual void set_state(WidgetId id, Role role, const NodeState& state) = 0;
    // The children of `parent` (id 0: of the layer's root) in order.
    virtual void set_children(int layer, WidgetId parent, const std::vector<WidgetId>& children) = 0;
    // Parts of a real element that are covered by something drawn above it are cut out of it. In its own
    // coordinates.
    virtual void set_holes(WidgetId element, const std::vector<Rect>& holes) = 0;
    virtual void set_inert_below(int layer) = 0;
    virtual void focus(WidgetId id) = 0;
    virtual void done() = 0;
};

// Collects what views declare in a frame, compares it with the frame before and applies only the difference.
// Bound: kMaxNodes per frame; further declarations are left out of the mirror.
class Mirror {
  public:
    static constexpr std::size_t kMaxNodes = 4096;

    explicit Mirror(MirrorPort& port) : port_(port) {}

    void begin_frame();
    // A node with children until end().
    void begin(const MirrorNode& node);
    void end();
    void leaf(const MirrorNode& node) {
        begin(node);
        end();
    }
    // Nodes declared from now on belong to a layer (see Layer in ui.h); parents do not reach across layers.
    void set_layer(int layer);
    // Something opaque is drawn over lower layers here: fields below are cut out.
    void cover(Rect rect);
    // Moves the keyboard focus when the frame has been applied.
    void focus(WidgetId id) { focus_ = id; }
    // Compares and applies. Calls the port only for differences.
    void end_frame();

    std::size_t size() const { return nodes_.size(); }
    bool declared(WidgetId id) const { return index_.contains(id.value); }

  private:
    struct Node {
        WidgetId id;
        Role role = Role::Group;
        int parent = -1;
        int layer = 0;
        std::string name;
        std::string description;
        Rect rect;
        NodeState state;
        std::optional<Rect> clip;
        std::vector<WidgetId> children;
        std::vector<Rect> holes;
        bool operator==(const Node&) const = default;
    };
    struct Cover {
        int layer = 0;
        Rect rect;
    };
    static constexpr int kLayers = 5;

    MirrorPort& port_;
    std::vector<Node> nodes_, before_;
    std::unordered_map<std::uint64_t, std::size_t> index_, before_index_;
    std::vector<WidgetId> roots_[kLayers], roots_before_[kLayers];
    std::vector<int> open_;  // indices of begun nodes; -1 for one that was left out
    std::vector<Cover> covers_;
    int layer_ = 0;
    int inert_below_ = 0;
    WidgetId focus_;
};

}  // namespace kf::web
