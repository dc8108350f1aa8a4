#include "web/ui/platform/dom_field.h"

#include <utility>

namespace kf::web {
namespace {

constexpr std::size_t kMaxEvents = 64;
// Ids of fields are counted, in a part of the number range that hashed widget ids (52 bits) do not reach.
constexpr std::uint64_t kFieldIds = std::uint64_t{1} << 52;

}  // namespace

DomField::DomField(FieldPort& port, FieldSpec spec) : port_(port), spec_(std::move(spec)) {
    id_ = {kFieldIds + port_.next_number()};
    port_.create(*this, spec_);
}

DomField::~DomField() {
    port_.destroy(*this);
}

void DomField::set_spec(FieldSpec spec) {
    spec.kind = spec_.kind;
    if (spec == spec_) return;
    spec_ = std::move(spec);
    port_.set_spec(id_, spec_);
}

void DomField::set_style(const FieldStyle& style) {
    if (styled_ && style == style_) return;
    styled_ = true;
    style_ = style;
    port_.set_style(id_, style_);
}

void DomField::set_value(std::string_view value) {
    if (value == value_) return;
    value_ = value;
    port_.set_value(id_, value_);
}

void DomField::insert_at_caret(std::string_view text) {
    port_.insert(id_, text);
}

FieldSelection DomField::selection() const {
    return port_.selection(id_);
}

void DomField::select(FieldSelection selection) {
    port_.select(id_, selection);
}

void DomField::focus() {
    port_.focus(id_);
}

void DomField::blur() {
    port_.blur(id_);
}

void DomField::capture_arrows(bool on) {
    if (captures_ == on) return;
    captures_ = on;
    port_.capture_arrows(id_, on);
}

float DomField::content_height() const {
    return port_.content_height(id_);
}

std::vector<FieldEvent> DomField::take_events() {
    return std::exchange(events_, {});
}

void DomField::on_input(std::string value, bool composing) {
    value_ = std::move(value);
    composing_ = composing;
    on_event({.kind = FieldEvent::Kind::Input, .composing = composing});
}

void DomField::on_composing(bool composing) {
    composing_ = composing;
}

void DomField::on_focus(bool focused) {
    if (focused_ == focused) return;
    focused_ = focused;
    if (!focused) composing_ = false;
    on_event({.kind = focused ? FieldEvent::Kind::Focus : FieldEvent::Kind::Blur});
}

void DomField::on_event(FieldEvent event) {
    // Typing while no frame is drawn (a hidden tab) needs one event only: the value is asked for, not the
    // strokes.
    if (event.kind == FieldEvent::Kind::Input && !events_.empty() && events_.back().kind == event.kind)
        events_.pop_back();
    if (events_.size() >= kMaxEvents) events_.erase(events_.begin());
    events_.push_back(std::move(event));
}

}  // namespace kf::web
