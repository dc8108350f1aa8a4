// The icons of kfdesk: our own line drawings on a 24 px grid, stroke 1.75, drawn by the browser like any
// other glyph.
#pragma once
#include <cstdint>
#include <string_view>

namespace kf::web {

// To add one: a value here (before Count) and its path in icons.cpp.
enum class Icon : std::uint8_t {
    None,
    Chat,
    Clock,
    Users,
    Chart,
    Settings,
    Search,
    Smile,
    Paperclip,
    Image,
    Bolt,
    Card,
    Note,
    Send,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    ChevronDown,
    Close,
    Check,
    Alert,
    Retry,
    Copy,
    More,
    ArrowDown,
    Back,
    Moon,
    Sun,
    Bell,
    BellOff,
    Volume,
    VolumeOff,
    Link,
    Logout,
    User,
    UserPlus,
    Transfer,
    Pin,
    Phone,
    External,
    Info,
    Globe,
    Play,
    Keyboard,
    Inbox,
    Wifi,
    WifiOff,
    Plus,
    Sparkle,
    Stop,
    Headset,
    Tag,
    Menu,
    Panel,
    Pause,
    Download,
    File,
    Place,
    Miniprogram,
    Bag,
    Rotate,
    ZoomIn,
    ZoomOut,
    Quote,
    Braces,
    Count
};

// SVG path data in a 24 x 24 box, to be stroked with round caps and joins; empty for None.
std::string_view icon_path(Icon icon);

}  // namespace kf::web
