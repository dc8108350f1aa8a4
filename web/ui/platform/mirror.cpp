#include "web/ui/platform/mirror.h"

#include <utility>

namespace kf::web {
namespace {

// The up to four pieces of `rect` that lie outside of `other`.
std::vector<Rect> outside(Rect rect, Rect other) {
    std::vector<Rect> pieces{rect.cut_top(other.y - rect.y), rect.cut_bottom(rect.bottom() - other.bottom()),
                             rect.cut_left(other.x - rect.x), rect.cut_right(rect.right() - other.right())};
    std::erase_if(pieces, [](Rect piece) { return piece.empty(); });
    return pieces;
}

// Holes may not overlap: in the path that cuts them out, twice cut is not cut.
void add_hole(std::vector<Rect>& holes, Rect hole) {
    std::vector<Rect> pieces{hole};
    for (const Rect& there : holes) {
        std::vector<Rect> left;
        for (const Rect& piece : pieces) {
            if (!piece.intersects(there)) {
                left.push_back(piece);
                continue;
            }
            const std::vector<Rect> rest = outside(piece, there);
            left.insert(left.end(), rest.begin(), rest.end());
        }
        pieces = std::move(left);
    }
    holes.insert(holes.end(), pieces.begin(), pieces.end());
}

}  // namespace

std::string_view role_name(Role role) {
    switch (role) {
        case Role::Group:
            return "group";
        case Role::Button:
            return "button";
        case Role::Link:
            return "link";
        case Role::Tab:
            return "tab";
        case Role::TabList:
            return "tablist";
        case Role::TabPanel:
            return "tabpanel";
        case Role::List:
            return "list";
        case Role::ListItem:
            return "listitem";
        case Role::Log:
            return "log";
        case Role::Article:
            return "article";
        case Role::Status:
            return "status";
        case Role::Alert:
            return "alert";
        case Role::Dialog:
            return "dialog";
        case Role::Menu:
            return "menu";
        case Role::MenuItem:
            return "menuitem";
        case Role::MenuItemRadio:
            return "menuitemradio";
        case Role::Navigation:
            return "navigation";
        case Role::Main:
            return "main";
        case Role::Complementary:
            return "complementary";
        case Role::Banner:
            return "banner";
        case Role::Region:
            return "region";
        case Role::Search:
            return "search";
        case Role::Heading:
            return "heading";
        case Role::Text:
            return "text";
        case Role::Image:
            return "img";
        case Role::Radio:
            return "radio";
        case Role::RadioGroup:
            return "radiogroup";
        case Role::Switch:
            return "switch";
        case Role::Checkbox:
            return "checkbox";
        case Role::Combobox:
            return "combobox";
        case Role::ListBox:
            return "listbox";
        case Role::Option:
            return "option";
        case Role::ProgressBar:
            return "progressbar";
        case Role::Separator:
            return "separator";
        case Role::Toolbar:
            return "toolbar";
        case Role::Note:
            return "note";
        case Role::Media:
            return "media";
        case Role::TextField:
            return "textbox";
    }
    return "group";
}

bool role_is_interactive(Role role) {
    switch (role) {
        case Role::Button:
        case Role::Link:
        case Role::Tab:
        case Role::MenuItem:
        case Role::MenuItemRadio:
        case Role::Radio:
        case Role::Switch:
        case Role::Checkbox:
        case Role::Combobox:
        case Role::Option:
        case Role::TextField:
            return true;
        default:
            return false;
    }
}

void Mirror::begin_frame() {
    std::swap(nodes_, before_);
    std::swap(index_, before_index_);
    nodes_.clear();
    index_.clear();
    for (int i = 0; i < kLayers; ++i) {
        std::swap(roots_[i], roots_before_[i]);
        roots_[i].clear();
    }
    open_.clear();
    covers_.clear();
    layer_ = 0;
}

void Mirror::set_layer(int layer) {
    layer_ = layer < 0 ? 0 : layer >= kLayers ? kLayers - 1 : layer;
}

void Mirror::begin(const MirrorNode& node) {
    // A second node with the same id would make one element stand in two places: only the first counts.
    if (nodes_.size() >= kMaxNodes || !node.id || index_.contains(node.id.value)) {
        open_.push_back(-1);
        return;
    }
    int parent = -1;
    for (auto it = open_.rbegin(); it != open_.rend() && parent < 0; ++it)
        if (*it >= 0 && nodes_[static_cast<std::size_t>(*it)].layer == layer_) parent = *it;
    const std::size_t at = nodes_.size();
    index_.emplace(node.id.value, at);
    Node& made = nodes_.emplace_back();
    made.id = node.id;
    made.role = node.role;
    made.parent = parent;
    made.layer = layer_;
    made.name = node.name;
    made.description = node.description;
    made.rect = node.rect;
    made.state = node.state;
    made.clip = node.clip;
    if (parent < 0) {
        roots_[layer_].push_back(node.id);
    } else {
        nodes_[static_cast<std::size_t>(parent)].children.push_back(node.id);
    }
    open_.push_back(static_cast<int>(at));
}

void Mirror::end() {
    if (!open_.empty()) open_.pop_back();
}

void Mirror::cover(Rect rect) {
    covers_.push_back({layer_, rect});
}

void Mirror::end_frame() {
    // Fields are real elements above the canvas: what is drawn over them has to be cut out of them.
    int inert_below = 0;
    for (Node& node : nodes_) {
        if (node.state.modal && node.layer > inert_below) inert_below = node.layer;
        if (node.role != Role::TextField && node.role != Role::Media) continue;
        const Rect own{0, 0, node.rect.w, node.rect.h};
        if (node.clip) node.holes = outside(own, node.clip->moved(-node.rect.x, -node.rect.y));
        for (const Cover& cover : covers_)
            if (cover.layer > node.layer && cover.rect.intersects(node.rect))
                add_hole(node.holes, cover.rect.intersection(node.rect).moved(-node.rect.x, -node.rect.y));
    }

    bool changed = false;
    for (const Node& old : before_) {
        // An element cannot change its role or its layer; it is made anew.
        const auto now = index_.find(old.id.value);
        if (now != index_.end() && nodes_[now->second].role == old.role &&
            nodes_[now->second].layer == old.layer)
            continue;
        port_.remove(old.id);
        before_index_.erase(old.id.value);
        changed = true;
    }
    for (const Node& node : nodes_) {
        const auto found = before_index_.find(node.id.value);
        const Node* old = found == before_index_.end() ? nullptr : &before_[found->second];
        if (old != nullptr && *old == node) continue;
        changed = true;
        if (old == nullptr) port_.create(node.id, node.role);
        const bool leaf = node.children.empty();
        if (old == nullptr || old->name != node.name || old->children.empty() != leaf)
            port_.set_name(node.id, node.role, node.name, leaf);
        if (old == nullptr ? !node.description.empty() : old->description != node.description)
            port_.set_description(node.id, node.description);
        if (old == nullptr || old->rect != node.rect) port_.set_rect(node.id, node.rect);
        if (old == nullptr || !(old->state == node.state)) port_.set_state(node.id, node.role, node.state);
        if (old == nullptr ? !node.holes.empty() : old->holes != node.holes)
            port_.set_holes(node.id, node.holes);
    }
    // Children after everybody exists. A child that was made anew is missing in the document although the
    // list is equal.
    const auto was_made = [&](const std::vector<WidgetId>& ids) {
        for (const WidgetId id : ids)
            if (!before_index_.contains(id.value)) return true;
        return false;
    };
    if (changed) {
        for (int layer = 0; layer < kLayers; ++layer)
            if (roots_[layer] != roots_before_[layer] || was_made(roots_[layer]))
                port_.set_children(layer, {}, roots_[layer]);
        for (const Node& node : nodes_) {
            const auto found = before_index_.find(node.id.value);
            const bool same =
                found != before_index_.end() && before_[found->second].children == node.children;
            if (!same || was_made(node.children)) port_.set_children(node.layer, node.id, node.children);
        }
    }
    if (inert_below != inert_below_) {
        inert_below_ = inert_below;
        port_.set_inert_below(inert_below);
        changed = true;
    }
    if (focus_) {
        if (index_.contains(focus_.value)) port_.focus(focus_);
        focus_ = {};
        changed = true;
    }
    if (changed) port_.done();
}

}  // namespace kf::web
