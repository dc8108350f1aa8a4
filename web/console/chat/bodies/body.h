// What a message says, drawn inside its bubble: one file per kind. A body is first measured, then painted
// into the rectangle it asked for; its size depends on the message alone, never on what has been loaded yet.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "shared/messages/media.h"
#include "web/console/chat/message_content.h"
#include "web/console/chat/voice_player.h"
#include "web/screen/screen.h"

namespace kf::web {

// The media of a message, or of one item in a merged record.
struct MediaSet {
    std::span<const Media> all;
    std::string_view item = {};  // "item.2" inside of a record

    // By role: "main", "thumb", "shop"; those of an item stand as "item.2", "item.2.thumb".
    const Media* find(std::string_view role) const;
};

// A text beyond kFoldLines shows its beginning until it is asked for. What it says stays whole: to screen
// readers, for copying, and for find-in-page.
enum class Folding : std::uint8_t {
    Whole,     // never folded
    Folded,    // where it is long
    Unfolded,  // with a button that folds it again where it is long
};
constexpr int kFoldLines = 12;

// Everything a body is drawn from.
struct BodyScene {
    const Screen& screen;
    const MessageContent& content;
    MediaSet media;
    const VoicePlayer& voices;
    float most = 0;                                  // CSS px, the widest a bubble may be
    bool ours = false;                               // stands at the right
    bool inside = false;                             // in the dialog of a merged record
    bool pending = false;                            // on its way to the backend
    Folding folding = Folding::Whole;                // of a long text
    std::span<const std::string_view> clicked = {};  // ids of menu items that the customer clicked
    // Parts of the text, in bytes.
    std::optional<std::pair<std::uint32_t, std::uint32_t>> selected = {};
    std::span<const std::string> find = {};  // terms that a search looks for;
    bool found_here = false;                 // it stands at this message,
    std::optional<TextLink> found_now = {};  // and at this part of its text

    const Words& w() const { return screen.w; }
    const Theme& theme() const { return screen.theme(); }
};

enum class Plane : std::uint8_t {
    Bubble,  // in its speaker's colour
    Card,    // on a surface, as WeChat shows cards, also ours
    None,    // a picture is its own plane
    Note,    // amber and dashed
};

struct BodyShape {
    Size size;
    Plane plane = Plane::Bubble;
    // Text that can be selected, and where it stands inside.
    const TextLayout* layout = nullptr;  // until the frame ends
    Point text_at;
    bool long_text = false;  // with a button that folds or unfolds it
};

// What was asked for inside a body, carried out by body_acts.h.
struct BodyPress {
    enum class What : std::uint8_t {
        None,
        View,       // picture or video over the whole console: `media`
        Voice,      // play or pause `media`
        VoiceSeek,  // `media` to `position_secs`
        VoiceRate,
        Save,        // `media` to the computer
        RetryMedia,  // fetch what failed again
        OpenLink,    // `words` is an address
        Copy,        // `words`
        Spot,        // menu of a phone or order number: `words`, at `at`
        Record,      // the whole merged record
        Raw,         // what WeCom sent, for administrators
        Fold,        // or unfold the text
    };
    What what = What::None;
    MediaId media = {};
    std::string words = {};
    double position_secs = 0;
    Rect at = {};
    bool context = false;  // the menu of the message was asked for on a part that takes presses itself
};

BodyShape shape_body(const BodyScene& scene);
void paint_body(const BodyScene& scene, const BodyShape& shape, Rect box, BodyPress& press);

// What a double click, Enter, or the first entry of the menu does: view, play, save, open. None for texts.
BodyPress main_act(const BodyScene& scene);
// Its name: 查看图片, 播放语音 …
std::string_view act_words(const BodyPress& act, const Words& w);

// ---- shared by the kinds

namespace body {
constexpr float kPadX = 13, kPadY = 9;  // inside a bubble
constexpr float kCardWidth = 260;
float card_width(const BodyScene& scene);

// A part that takes presses: declared, hovered, never a Tab stop (Enter on the entry leads to main_act).
Press part(const BodyScene& scene, BodyPress& press, std::string_view id, Role role, std::string_view name,
           Rect rect);
// The plane under a body. `bot`: the assistant's; `quiet`: not sent yet.
void paint_plane(const BodyScene& scene, Plane plane, Rect box, bool bot, bool quiet);
// The corners of that plane: a small one at its speaker.
Radii plane_corners(const BodyScene& scene, Plane plane);
// Words with what a search looks for marked in them.
void paint_words(const BodyScene& scene, const TextLayout& layout, Point at, Color color);
void paint_found(const BodyScene& scene, const TextLayout& layout, Point at, Color mark);
// One line, vertically centred, with "…" when it does not fit.
void paint_line(const BodyScene& scene, std::string_view words, Rect box, float size, Color color);
// A quiet line across a card.
void rule(const BodyScene& scene, Rect edge);

// What stands in the place of media that are not there: waiting, failed (with a button), refused, dropped.
Size media_state_size(const BodyScene& scene, const Media* media);
void paint_media_state(const BodyScene& scene, const Media* media, Icon icon, Rect box, BodyPress& press);
// Why there is nothing to see, in words; empty when Ready.
std::string media_state_words(const Media* media, const Words& w);

// A picture of a card: what there is of it, an icon meanwhile.
void paint_thumbnail(const BodyScene& scene, const Media* media, Icon icon, Rect box, Radii radii);
// The shape of a picture or a poster by the size that the backend measured, so that nothing moves when it
// comes.
struct FrameLook {
    Size unknown;        // when it was not measured
    Size least;          // very long or tiny ones keep a size that can be seen and pressed
    bool grows = false;  // a small one is shown large
};
BodyShape framed_shape(const BodyScene& scene, const FrameLook& look);
// Where a picture of this media comes from; empty: there is none to show.
std::string picture_url(const Media& media);
}  // namespace body

}  // namespace kf::web
