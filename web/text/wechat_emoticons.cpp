#include "web/text/wechat_emoticons.h"

#include <algorithm>
#include <array>
#include <vector>

namespace kf::web {

namespace {

struct Emoticon {
    std::string_view zh;     // as the Chinese client writes it
    std::string_view en;     // as the English one does; empty: the same words
    std::string_view emoji;  // the nearest in Unicode
};

// clang-format off
constexpr auto kTable = std::to_array<Emoticon>({
    {"微笑", "Smile", "🙂"}, {"撇嘴", "Grimace", "😕"}, {"色", "Drool", "😍"}, {"发呆", "Scowl", "😳"},
    {"得意", "CoolGuy", "😎"}, {"流泪", "Sob", "😭"}, {"害羞", "Shy", "☺️"}, {"闭嘴", "Silent", "🤐"},
    {"睡", "Sleep", "😴"}, {"大哭", "Cry", "😭"}, {"尴尬", "Awkward", "😅"}, {"发怒", "Angry", "😡"},
    {"调皮", "Tongue", "😜"}, {"呲牙", "Grin", "😁"}, {"惊讶", "Surprise", "😮"}, {"难过", "Frown", "🙁"},
    {"酷", "", "😎"}, {"冷汗", "", "😰"}, {"囧", "Blush", "😳"}, {"抓狂", "Scream", "😫"},
    {"吐", "Puke", "🤮"}, {"偷笑", "Chuckle", "🤭"}, {"愉快", "Joyful", "😊"}, {"可爱", "", "😊"},
    {"白眼", "Slight", "🙄"}, {"傲慢", "Smug", "😤"}, {"饥饿", "Hungry", "😋"}, {"困", "Drowsy", "😪"},
    {"惊恐", "Panic", "😱"}, {"流汗", "Sweat", "😓"}, {"憨笑", "Laugh", "😄"}, {"悠闲", "Commando", "😌"},
    {"大兵", "", "🪖"}, {"奋斗", "Determined", "💪"}, {"咒骂", "Scold", "🤬"}, {"疑问", "Shocked", "❓"},
    {"嘘", "Shhh", "🤫"}, {"晕", "Dizzy", "😵"}, {"疯了", "Tormented", "😩"}, {"折磨", "", "😩"},
    {"衰", "Toasted", "😞"}, {"骷髅", "Skull", "💀"}, {"敲打", "Hammer", "🔨"}, {"再见", "Wave", "👋"},
    {"擦汗", "Speechless", "😓"}, {"抠鼻", "NosePick", "🙃"}, {"鼓掌", "Clap", "👏"}, {"糗大了", "Shame", "😖"},
    {"坏笑", "Trick", "😏"}, {"左哼哼", "Bah！L", "😤"}, {"右哼哼", "Bah！R", "😤"}, {"哈欠", "Yawn", "🥱"},
    {"鄙视", "Pooh-pooh", "😒"}, {"委屈", "Shrunken", "🥺"}, {"快哭了", "TearingUp", "😢"}, {"阴险", "Sly", "😈"},
    {"亲亲", "Kiss", "😘"}, {"吓", "Wrath", "😨"}, {"可怜", "Whimper", "🥺"}, {"笑脸", "Happy", "😄"},
    {"生病", "Sick", "😷"}, {"脸红", "Flushed", "😳"}, {"破涕为笑", "Lol", "😂"}, {"恐惧", "Terror", "😱"},
    {"失望", "LetDown", "😞"}, {"无语", "Duh", "😶"}, {"嘿哈", "Hey", "🤪"}, {"捂脸", "Facepalm", "🤦"},
    {"奸笑", "Smirk", "😏"}, {"机智", "Smart", "🤓"}, {"皱眉", "Concerned", "😟"}, {"耶", "Yeah!", "✌️"},
    {"吃瓜", "Onlooker", "🍉"}, {"加油", "GoForIt", "💪"}, {"汗", "Sweats", "😅"}, {"天啊", "OMG", "😲"},
    {"社会社会", "Respect", "🫡"}, {"旺柴", "Doge", "🐶"}, {"好的", "NoProb", "👌"}, {"打脸", "MyBad", "🤕"},
    {"哇", "Wow", "🤩"}, {"翻白眼", "Boring", "🙄"}, {"666", "Awesome", "🤙"}, {"让我看看", "LetMeSee", "👀"},
    {"叹气", "Sigh", "😮‍💨"}, {"苦涩", "Hurt", "😣"}, {"裂开", "Broken", "💔"}, {"Emm", "", "🤔"},
    {"合十", "Worship", "🙏"}, {"嘴唇", "Lips", "👄"}, {"爱心", "Heart", "❤️"}, {"心碎", "BrokenHeart", "💔"},
    {"拥抱", "Hug", "🤗"}, {"强", "ThumbsUp", "👍"}, {"弱", "ThumbsDown", "👎"}, {"握手", "Shake", "🤝"},
    {"胜利", "Peace", "✌️"}, {"抱拳", "Salute", "🙏"}, {"勾引", "Beckon", "👉"}, {"拳头", "Fist", "👊"},
    {"差劲", "Pinky", "👎"}, {"爱你", "RockOn", "🤟"}, {"NO", "Nuh-uh", "🙅"}, {"OK", "", "👌"},
    {"爱情", "InLove", "💑"}, {"飞吻", "Blowkiss", "😘"}, {"跳跳", "Waddle", "🕺"}, {"发抖", "Tremble", "🥶"},
    {"怄火", "Aaagh!", "😠"}, {"转圈", "Twirl", "💫"}, {"磕头", "Kotow", "🙇"}, {"回头", "Dramatic", "👀"},
    {"跳绳", "JumpRope", "🤸"}, {"投降", "Surrender", "🏳️"}, {"激动", "Hooray", "🙌"}, {"街舞", "HeyHey", "🕺"},
    {"献吻", "Smooch", "💋"}, {"左太极", "TaiJi L", "☯️"}, {"右太极", "TaiJi R", "☯️"}, {"菜刀", "Cleaver", "🔪"},
    {"西瓜", "Watermelon", "🍉"}, {"啤酒", "Beer", "🍺"}, {"篮球", "Basketball", "🏀"}, {"乒乓", "PingPong", "🏓"},
    {"咖啡", "Coffee", "☕"}, {"饭", "Rice", "🍚"}, {"猪头", "Pig", "🐷"}, {"玫瑰", "Rose", "🌹"},
    {"凋谢", "Wilt", "🥀"}, {"蛋糕", "Cake", "🎂"}, {"闪电", "Lightning", "⚡"}, {"炸弹", "Bomb", "💣"},
    {"刀", "Dagger", "🗡️"}, {"足球", "Soccer", "⚽"}, {"瓢虫", "Ladybug", "🐞"}, {"便便", "Poop", "💩"},
    {"月亮", "Moon", "🌙"}, {"太阳", "Sun", "☀️"}, {"礼物", "Gift", "🎁"}, {"红包", "Packet", "🧧"},
    {"發", "Rich", "🀅"}, {"福", "Blessing", "🧧"}, {"烟花", "Fireworks", "🎆"}, {"爆竹", "Firecracker", "🧨"},
    {"鸡", "Chick", "🐥"}, {"庆祝", "Party", "🎉"},
});
// clang-format on

struct Code {
    std::string_view code, emoji;
    bool operator<(const Code& other) const { return code < other.code; }
};

// Both languages' codes in order, made once.
const std::vector<Code>& codes() {
    static const std::vector<Code> all = [] {
        std::vector<Code> out;
        out.reserve(kTable.size() * 2);
        for (const Emoticon& e : kTable) {
            out.push_back({e.zh, e.emoji});
            if (!e.en.empty()) out.push_back({e.en, e.emoji});
        }
        std::sort(out.begin(), out.end());
        return out;
    }();
    return all;
}

constexpr std::size_t kLongestCode = 16;  // bytes between the brackets

}  // namespace

std::string_view emoticon(std::string_view code) {
    if (code.empty() || code.size() > kLongestCode) return {};
    const std::vector<Code>& all = codes();
    const auto found = std::lower_bound(all.begin(), all.end(), Code{code, {}});
    return found != all.end() && found->code == code ? found->emoji : std::string_view{};
}

std::string with_emoji(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = text.find('[', at);
        if (open == std::string_view::npos) break;
        out.append(text.substr(at, open - at));
        const std::string_view rest = text.substr(open + 1, kLongestCode + 1);
        const std::size_t close = rest.find(']');
        const std::string_view found =
            close == std::string_view::npos ? std::string_view{} : emoticon(rest.substr(0, close));
        if (found.empty()) {
            out.push_back('[');
            at = open + 1;
        } else {
            out.append(found);
            at = open + close + 2;
        }
    }
    out.append(text.substr(at));
    return out;
}

}  // namespace kf::web
