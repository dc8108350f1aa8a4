// A platform without a browser: scriptable page, sockets, HTTP and fields, a recorded mirror, boxes for
// glyphs. Tests and the bench draw real frames of the console with it.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/headless_media.h"
#include "web/ui/platform/input_queue.h"
#include "web/ui/platform/platform.h"
#include "web/ui/platform/ui.h"

namespace kf::web {

class HeadlessPage final : public Page {
  public:
    Size viewport_size{1440, 900};
    float ratio = 1;
    bool is_visible = true;
    bool is_focused = true;
    bool is_online = true;
    bool dark = false;
    bool reduced_motion = true;  // tests see final states at once
    std::string language_tag = "zh-CN";
    bool is_mac = false;
    std::int64_t now_unix_ms = 1'780'000'000'000;
    double now_monotonic_ms = 1000;
    int offset_minutes = 480;
    std::map<std::string, std::string, std::less<>> settings;
    std::map<std::string, std::string, std::less<>> tab;  // what is kept in the tab
    std::string backend_base;
    std::vector<std::string> opened_links;
    std::string navigated_to;
    std::string address_fragment;
    bool frame_requested = false;
    bool warns_before_close = false;

    // Moves both clocks and runs the timers that come due, in order.
    void advance(double ms);
    std::size_t timers() const { return timers_.size(); }
    // Tells the console that something of the page changed.
    void changed();

    Size viewport() const override { return viewport_size; }
    float device_pixel_ratio() const override { return ratio; }
    bool visible() const override { return is_visible; }
    bool focused() const override { return is_focused; }
    bool online() const override { return is_online; }
    bool prefers_dark() const override { return dark; }
    bool prefers_reduced_motion() const override { return reduced_motion; }
    std::string language() const override { return language_tag; }
    // As the browser knows it, of these characters; without any it does not.
    std::map<char32_t, char> pinyin{{U'张', 'z'}, {U'三', 's'}, {U'王', 'w'}, {U'小', 'x'}, {U'明', 'm'},
                                    {U'李', 'l'}, {U'雷', 'l'}, {U'深', 's'}, {U'色', 's'}};
    std::string pinyin_initials(std::string_view text) const override;
    bool mac() const override { return is_mac; }
    void on_change(std::function<void()> handler) override;
    std::int64_t unix_ms() const override { return now_unix_ms; }
    double monotonic_ms() const override { return now_monotonic_ms; }
    int utc_offset_minutes(std::int64_t) const override { return offset_minutes; }
    TimerId after(double delay_ms, std::function<void()> run) override;
    void cancel(TimerId timer) override;
    void request_frame() override { frame_requested = true; }
    std::optional<std::string> setting(std::string_view key) const override;
    void store_setting(std::string_view key, std::string_view value) override;
    std::optional<std::string> kept_in_tab(std::string_view key) const override;
    void keep_in_tab(std::string_view key, std::string_view value) override;
    std::string random_id() override;
    std::string backend() const override { return backend_base; }
    void open_link(std::string_view url) override { opened_links.emplace_back(url); }
    void navigate(std::string_view path) override { navigated_to = path; }
    std::string fragment() const override { return address_fragment; }
    void set_fragment(std::string_view fragment) override { address_fragment = fragment; }
    void set_language(std::string_view tag) override { language_tag = tag; }
    void set_dark(bool) override {}
    void warn_before_close(bool warn) override { warns_before_close = warn; }

  private:
    struct Timer {
        TimerId id = 0;
        double due = 0;
        std::function<void()> run;
    };
    std::vector<Timer> timers_;
    std::vector<std::function<void()>> handlers_;
    TimerId next_timer_ = 1;
    std::uint64_t next_random_ = 1;
};

// The far side of sockets: what was sent, and what to say.
class HeadlessSockets final : public Sockets {
  public:
    struct Connection {
        std::string path;
        std::string sub_protocol;
        SocketHandlers handlers;
        std::vector<std::string> sent;
        bool open = false;
        bool closed_by_console = false;
        bool gone = false;  // the Socket object was destroyed: nothing may be said any more
        bool full = false;  // send() answers false
    };
    std::vector<std::shared_ptr<Connection>> connections;

    // These do nothing when the console has let go of the connection.
    void accept(std::size_t index);
    void say(std::size_t index, std::string_view text);
    void drop(std::size_t index, int code = 1006, std::string_view reason = {});

    std::unique_ptr<Socket> open(std::string_view path, std::string_view sub_protocol,
                                 SocketHandlers handlers) override;
};

class HeadlessHttp final : public Http {
  public:
    struct Call {
        HttpCallId id = 0;
        HttpRequest request;
        std::function<void(HttpResponse)> done;
    };
    std::deque<Call> waiting;           // not answered yet
    std::vector<HttpRequest> requests;  // all, in order
    // Answers the oldest waiting call whose path begins with `path`; false when there is none.
    bool answer(std::string_view path, int status, std::string_view body,
                std::string_view type = "application/json");
    bool fail(std::string_view path, HttpError error);

    HttpCallId send(HttpRequest request, std::function<void(HttpResponse)> done) override;
    void abort(HttpCallId call) override;

  private:
    HttpCallId next_ = 1;
};

class HeadlessClipboard final : public Clipboard {
  public:
    std::string text;
    bool refuses = false;
    void write_text(std::string_view utf8, std::function<void(bool)> done) override;
};

class HeadlessNotifications final : public Notifications {
  public:
    Permission answer = Permission::Granted;  // what the person will say when asked
    Permission state = Permission::Ask;
    bool sound_blocked = false;
    std::vector<DesktopNote> shown;
    std::vector<std::string> closed_tags;
    std::vector<Sound> played;
    int badge = 0;
    std::string title;

    Permission permission() const override { return state; }
    void ask_permission(std::function<void(Permission)> done) override;
    bool show(DesktopNote note) override;
    void close(std::string_view tag) override { closed_tags.emplace_back(tag); }
    bool sound_allowed() const override { return !sound_blocked; }
    bool play(Sound sound, float volume) override;
    void set_badge(int count, std::string_view text) override;
};

class HeadlessFields final : public FieldPort {
  public:
    struct Entry {
        DomField* field = nullptr;
        FieldSpec spec;
        FieldStyle style;
        std::string value;
        FieldSelection selection;
        bool captures_arrows = false;
        bool alive = false;
    };
    std::map<std::uint64_t, Entry> entries;

    Entry* find(std::string_view label);
    // As a person would: focus it, then type. Enter only through key().
    void type(std::string_view label, std::string_view text);
    void set_composing(std::string_view label, bool composing);
    // Submit, Escape, Up, Down, Accept or PasteFiles (with `files`), as the page would have sent them.
    void event(std::string_view label, FieldEvent event);

    void create(DomField& field, const FieldSpec& spec) override;
    void destroy(DomField& field) override;
    void set_spec(WidgetId id, const FieldSpec& spec) override;
    void set_style(WidgetId id, const FieldStyle& style) override;
    void set_value(WidgetId id, std::string_view value) override;
    void insert(WidgetId id, std::string_view text) override;
    FieldSelection selection(WidgetId id) override;
    void select(WidgetId id, FieldSelection selection) override;
    void focus(WidgetId id) override;
    void blur(WidgetId id) override;
    void capture_arrows(WidgetId id, bool on) override;
    float content_height(WidgetId id) override;
};

// The document as the mirror made it.
class HeadlessMirror final : public MirrorPort {
  public:
    struct Element {
        WidgetId id;
        Role role = Role::Group;
        std::string name;
        std::string description;
        Rect rect;
        NodeState state;
        std::vector<WidgetId> children;
        std::vector<Rect> holes;
    };
    std::map<std::uint64_t, Element> elements;
    std::vector<WidgetId> roots[5];
    WidgetId focused;
    int inert_below = 0;
    std::function<void(WidgetId)> on_focus;  // a focused field hears of it
    std::uint64_t calls = 0;                 // changes applied so far; unchanged frames add none

    // The first in document order whose name is `name` (or begins with it).
    const Element* find(Role role, std::string_view name) const;
    const Element* find_prefix(Role role, std::string_view name_prefix) const;
    std::vector<const Element*> all(Role role) const;
    std::vector<const Element*> children_of(const Element& parent) const;
    // One line per element, indented: role "name" [states]; for a failing test's message.
    std::string outline() const;

    void create(WidgetId id, Role role) override;
    void remove(WidgetId id) override;
    void set_name(WidgetId id, Role role, std::string_view name, bool leaf) override;
    void set_description(WidgetId id, std::string_view description) override;
    void set_rect(WidgetId id, Rect rect) override;
    void set_state(WidgetId id, Role role, const NodeState& state) override;
    void set_children(int layer, WidgetId parent, const std::vector<WidgetId>& children) override;
    void set_holes(WidgetId field, const std::vector<Rect>& holes) override;
    void set_inert_below(int layer) override;
    void focus(WidgetId id) override;
    void done() override {}

  private:
    template <typename Visit>
    bool walk(const std::vector<WidgetId>& ids, int depth, const Visit& visit) const;
};

// Boxes: Latin half an em wide, everything else one em. Counts what it draws.
class HeadlessGlyphs final : public GlyphSource {
  public:
    std::uint64_t drawn = 0;
    FaceMetrics metrics(Weight weight, float px) override;
    float advance(std::string_view cluster, Weight weight, float px) override;
    GlyphBitmap draw(std::string_view cluster, Weight weight, float px) override;
    GlyphBitmap draw_icon(std::string_view path, float px) override;
    std::vector<std::uint32_t> cluster_ends(std::string_view text) override;
};

class HeadlessPlatform final : public Platform {
  public:
    HeadlessPage page_;
    HeadlessSockets sockets_;
    HeadlessHttp http_;
    HeadlessClipboard clipboard_;
    HeadlessNotifications notifications_;
    HeadlessFields fields_;
    HeadlessMirror mirror_;
    HeadlessGlyphs glyphs_;
    HeadlessPictures picture_port_;
    Pictures pictures_{picture_port_, page_};
    HeadlessAudio audio_{page_};
    HeadlessRecorder recorder_{page_};
    HeadlessOverlays overlays_{page_};
    HeadlessFiles files_{page_};
    HeadlessUploads upload_port_;
    Uploads uploads_{upload_port_, http_, page_};
    HeadlessDownloads downloads_;

    HeadlessPage& page() override { return page_; }
    HeadlessSockets& sockets() override { return sockets_; }
    HeadlessHttp& http() override { return http_; }
    HeadlessClipboard& clipboard() override { return clipboard_; }
    HeadlessNotifications& notifications() override { return notifications_; }
    HeadlessFields& fields() override { return fields_; }
    HeadlessMirror& mirror() override { return mirror_; }
    HeadlessGlyphs& glyphs() override { return glyphs_; }
    Pictures& pictures() override { return pictures_; }
    HeadlessAudio& audio() override { return audio_; }
    HeadlessRecorder& recorder() override { return recorder_; }
    HeadlessOverlays& overlays() override { return overlays_; }
    HeadlessFiles& files() override { return files_; }
    Uploads& uploads() override { return uploads_; }
    HeadlessDownloads& downloads() override { return downloads_; }
};

// A person at the headless console: draws frames, points, presses, types.
class HeadlessRunner {
  public:
    HeadlessRunner(HeadlessPlatform& platform, DrawRoot draw);
    ~HeadlessRunner();

    // One frame with what was queued since the last one.
    void frame();
    // Frames until none is wanted; false when `at_most` were not enough (something never comes to rest).
    bool settle(int at_most = 50);
    // No frame comes before the doings are over, as on a machine that has other things to do; then settles.
    void while_busy(const std::function<void()>& doings);

    void move_to(Point at);
    void click(Point at, int clicks = 1);
    void right_click(Point at);
    // `held` runs at the end, with the button still down.
    void drag(Point from, Point to, const std::function<void()>& held = {});
    void wheel(Point at, float dy);
    void key(Key key, bool ctrl = false, bool shift = false, bool alt = false);
    void character(char32_t c, bool ctrl = false, bool shift = false);
    void focus(Role role, std::string_view name);
    // Presses the drawn widget that the mirror calls so (a real click in the middle of it). False: there is
    // none.
    bool press(Role role, std::string_view name);
    // The same through the mirror, as a screen reader does.
    bool activate(Role role, std::string_view name);

    Ui& ui();
    std::uint64_t frames() const { return frames_; }
    int vertices() const { return vertices_; }  // of the last frame
    bool wants_frame() const;
    double redraw_after_ms() const;

  private:
    struct Inside;
    void draw();
    void point(PointerKind kind, Point at, int clicks = 0);
    void press_key(KeyEvent key);

    std::unique_ptr<Inside> in_;
    HeadlessPlatform& platform_;
    DrawRoot draw_root_;
    std::uint64_t frames_ = 0;
    int vertices_ = 0;
};

}  // namespace kf::web
