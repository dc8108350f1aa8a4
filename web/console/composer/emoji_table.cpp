#include "web/console/composer/emoji_table.h"

#include <vector>

namespace kf::web {

namespace {

using enum EmojiKind;

// Text, which is a third of what a table of views is to download: a line is an emoji, its words in Chinese
// and in English.
struct Shelf {
    EmojiKind kind;
    const char* lines;
};

// clang-format off
constexpr Shelf kShelves[] = {
    {Faces,
     "😀|笑 开心|smile happy grin\n"
     "😄|大笑 开心|laugh happy\n"
     "😁|嘻嘻 露齿|grin teeth\n"
     "😆|哈哈 大笑|laugh\n"
     "😅|尴尬 汗 苦笑|sweat awkward\n"
     "😂|笑哭|tears joy laugh\n"
     "🤣|笑倒 打滚|rofl laugh\n"
     "😊|微笑 害羞|blush smile\n"
     "🙂|微笑|slight smile\n"
     "🙃|倒脸 无奈|upside down\n"
     "😉|眨眼|wink\n"
     "😌|放松 安心|relieved calm\n"
     "😍|喜欢 爱心眼|love heart eyes\n"
     "🥰|喜爱 幸福|love hearts\n"
     "😘|亲亲 飞吻|kiss\n"
     "😋|好吃 馋|yummy\n"
     "😛|吐舌|tongue\n"
     "😜|调皮 眨眼|wink tongue\n"
     "🤪|搞怪|crazy zany\n"
     "🤗|拥抱|hug\n"
     "🤔|思考 想想|think hmm\n"
     "🤨|怀疑|doubt eyebrow\n"
     "😐|无语 面无表情|neutral\n"
     "😑|无语|expressionless\n"
     "😶|沉默|silent\n"
     "🙄|白眼|eye roll\n"
     "😏|得意|smirk\n"
     "😮|惊讶|surprise oh\n"
     "😯|吃惊|hushed\n"
     "😲|震惊|astonished\n"
     "😳|脸红 尴尬|flushed\n"
     "🥺|拜托 可怜|please plead\n"
     "😦|担心|frown worried\n"
     "😧|痛苦|anguish\n"
     "😨|害怕|fear\n"
     "😰|紧张 冷汗|anxious sweat\n"
     "😥|难过 失望|sad disappointed\n"
     "😢|哭 伤心|cry sad\n"
     "😭|大哭|sob cry\n"
     "😱|尖叫|scream\n"
     "😖|难受|confounded\n"
     "😣|坚持 难受|persevere\n"
     "😞|失望|disappointed\n"
     "😓|汗|sweat\n"
     "😩|疲惫|weary\n"
     "😫|累|tired\n"
     "🥱|打哈欠 困|yawn\n"
     "😤|哼|huff proud\n"
     "😡|生气 愤怒|angry\n"
     "😠|生气|angry\n"
     "🤬|骂|swear\n"
     "😷|口罩 生病|mask ill\n"
     "🤒|发烧|fever ill\n"
     "🤕|受伤|hurt\n"
     "🤢|恶心|sick\n"
     "🤧|喷嚏 感冒|sneeze\n"
     "😴|睡觉|sleep\n"
     "😪|困|sleepy\n"
     "🤤|流口水|drool\n"
     "😎|酷 墨镜|cool sunglasses\n"
     "🤓|学霸 眼镜|nerd\n"
     "🥳|庆祝 派对|party celebrate\n"
     "😇|天使|angel\n"
     "🤠|牛仔|cowboy\n"
     "🤡|小丑|clown\n"
     "🤫|嘘 安静|quiet shush\n"
     "🤭|偷笑 捂嘴|giggle\n"
     "🫡|敬礼 收到|salute\n"
     "🫠|融化|melt\n"
     "😵|晕|dizzy\n"
     "🤯|爆炸 震惊|mind blown\n"
     "🤩|崇拜 星星眼|star struck\n"
     "💀|骷髅|skull\n"
     "👻|鬼|ghost\n"
     "💩|便便|poop\n"
     "🤖|机器人|robot\n"
    },
    {Hands,
     "👍|赞 好 强|thumbs up good\n"
     "👎|踩 差 弱|thumbs down bad\n"
     "👌|好的 可以|ok\n"
     "✌️|胜利 耶|victory peace\n"
     "🤞|好运|fingers crossed luck\n"
     "🤟|爱你|love you\n"
     "🤙|打电话|call me\n"
     "👈|左|left\n"
     "👉|右|right\n"
     "👆|上|up\n"
     "👇|下|down\n"
     "☝️|注意 一|one point\n"
     "✋|停 手掌|stop hand\n"
     "👋|你好 再见 挥手|hello bye wave\n"
     "👏|鼓掌|clap\n"
     "🙌|万岁|hooray hands\n"
     "🙏|谢谢 拜托 祈祷|thanks please pray\n"
     "🤝|握手 合作|handshake deal\n"
     "💪|加油 强壮|strong muscle\n"
     "✊|拳头|fist\n"
     "👊|拳|punch\n"
     "🫶|比心|heart hands\n"
     "🫰|比心|finger heart\n"
     "✍️|写字|write\n"
     "👀|看 眼睛|eyes look\n"
     "👂|听|ear listen\n"
     "🧠|大脑|brain\n"
     "👶|宝宝|baby\n"
     "👧|女孩|girl\n"
     "👦|男孩|boy\n"
     "👩|女士|woman\n"
     "👨|先生|man\n"
     "👵|奶奶|grandma\n"
     "👴|爷爷|grandpa\n"
     "👩‍💻|程序员 客服|developer\n"
     "👨‍🔧|师傅 维修|mechanic repair\n"
     "👷|工人 安装|worker\n"
     "🙋|举手 我|raise hand\n"
     "🙆|可以 好的|ok gesture\n"
     "🙅|不行|no gesture\n"
     "🤷|不知道|shrug\n"
     "🤦|捂脸 无奈|facepalm\n"
     "🙇|抱歉 鞠躬|sorry bow\n"
     "🏃|跑 快|run\n"
     "💃|跳舞|dance\n"
     "👨‍👩‍👧|家庭|family\n"
    },
    {Nature,
     "🌸|樱花 花|blossom flower\n"
     "🌹|玫瑰|rose\n"
     "🌺|花|hibiscus flower\n"
     "🌻|向日葵|sunflower\n"
     "🌷|郁金香|tulip\n"
     "💐|花束|bouquet\n"
     "🌱|发芽|sprout\n"
     "🌲|树|tree\n"
     "🍀|四叶草 好运|clover luck\n"
     "🍁|枫叶|maple leaf\n"
     "🌿|叶子|herb leaf\n"
     "☀️|太阳 晴天|sun\n"
     "🌤️|多云|cloud sun\n"
     "☁️|云|cloud\n"
     "🌧️|下雨|rain\n"
     "⛈️|雷雨|storm\n"
     "❄️|雪花 冷|snow\n"
     "🌈|彩虹|rainbow\n"
     "🌙|月亮 晚安|moon night\n"
     "⭐|星星|star\n"
     "✨|闪亮|sparkles\n"
     "🔥|火 热门|fire hot\n"
     "💧|水滴|water drop\n"
     "🌊|海浪|wave\n"
     "🐶|狗|dog\n"
     "🐱|猫|cat\n"
     "🐭|老鼠|mouse\n"
     "🐰|兔子|rabbit\n"
     "🦊|狐狸|fox\n"
     "🐻|熊|bear\n"
     "🐼|熊猫|panda\n"
     "🐯|老虎|tiger\n"
     "🦁|狮子|lion\n"
     "🐮|牛|cow\n"
     "🐷|猪|pig\n"
     "🐵|猴子|monkey\n"
     "🐔|鸡|chicken\n"
     "🐧|企鹅|penguin\n"
     "🐦|鸟|bird\n"
     "🐟|鱼|fish\n"
     "🐳|鲸鱼|whale\n"
     "🦋|蝴蝶|butterfly\n"
     "🐝|蜜蜂|bee\n"
     "🐞|瓢虫|ladybug\n"
     "🐉|龙|dragon\n"
    },
    {Food,
     "🍎|苹果|apple\n"
     "🍊|橙子|orange\n"
     "🍋|柠檬|lemon\n"
     "🍌|香蕉|banana\n"
     "🍉|西瓜|watermelon\n"
     "🍇|葡萄|grapes\n"
     "🍓|草莓|strawberry\n"
     "🍑|桃子|peach\n"
     "🍒|樱桃|cherry\n"
     "🥝|猕猴桃|kiwi\n"
     "🍅|番茄|tomato\n"
     "🥕|胡萝卜|carrot\n"
     "🌽|玉米|corn\n"
     "🌶️|辣椒 辣|pepper spicy\n"
     "🍞|面包|bread\n"
     "🥚|鸡蛋|egg\n"
     "🍚|米饭|rice\n"
     "🍜|面条|noodles\n"
     "🥟|饺子|dumpling\n"
     "🍲|火锅|hotpot\n"
     "🍔|汉堡|burger\n"
     "🍟|薯条|fries\n"
     "🍕|披萨|pizza\n"
     "🍗|鸡腿|chicken leg\n"
     "🍤|虾|shrimp\n"
     "🍣|寿司|sushi\n"
     "🍰|蛋糕|cake\n"
     "🎂|生日蛋糕 生日|birthday cake\n"
     "🍦|冰淇淋|ice cream\n"
     "🍫|巧克力|chocolate\n"
     "🍬|糖|candy\n"
     "☕|咖啡|coffee\n"
     "🍵|茶|tea\n"
     "🥛|牛奶|milk\n"
     "🧋|奶茶|bubble tea\n"
     "🍺|啤酒|beer\n"
     "🍻|干杯|cheers\n"
     "🍷|红酒|wine\n"
     "🥂|庆祝 干杯|toast\n"
    },
    {Things,
     "🎁|礼物|gift\n"
     "🎉|庆祝 撒花|party\n"
     "🎊|彩球|confetti\n"
     "🎈|气球|balloon\n"
     "🧧|红包|red envelope\n"
     "🏮|灯笼|lantern\n"
     "🎄|圣诞|christmas\n"
     "🏆|奖杯|trophy\n"
     "🥇|金牌 第一|medal first\n"
     "⚽|足球|football\n"
     "🏀|篮球|basketball\n"
     "🎮|游戏|game\n"
     "🎵|音乐|music\n"
     "🎤|麦克风 唱歌|microphone sing\n"
     "🎧|耳机|headphones\n"
     "📷|相机 拍照|camera photo\n"
     "🎬|电影|movie\n"
     "📱|手机|phone\n"
     "💻|电脑|laptop\n"
     "⌨️|键盘|keyboard\n"
     "🖨️|打印机|printer\n"
     "🔋|电池|battery\n"
     "💡|灯泡 主意|idea light\n"
     "🔧|扳手 维修|wrench repair\n"
     "🔨|锤子|hammer\n"
     "🔑|钥匙|key\n"
     "🔒|锁|lock\n"
     "📦|包裹 快递|package parcel\n"
     "🚚|货车 物流 发货|truck delivery\n"
     "🛒|购物车|cart shopping\n"
     "🛍️|购物|shopping bags\n"
     "🏷️|标签 价格|tag price\n"
     "💰|钱|money\n"
     "💳|银行卡 支付|card pay\n"
     "🧾|小票 发票|receipt invoice\n"
     "📄|文件|document\n"
     "📋|表格|clipboard\n"
     "📎|附件|paperclip\n"
     "📌|置顶|pin\n"
     "📅|日历 日期|calendar date\n"
     "⏰|闹钟 时间|alarm clock\n"
     "⌛|等待 沙漏|wait hourglass\n"
     "📞|电话|telephone call\n"
     "📧|邮件|mail\n"
     "📮|邮筒|postbox\n"
     "🔍|搜索|search\n"
     "🔔|提醒 铃|bell\n"
     "📣|通知 喇叭|announce\n"
     "🏠|家|home\n"
     "🏢|公司|office\n"
     "🏪|商店|store\n"
     "🏥|医院|hospital\n"
     "🚗|汽车|car\n"
     "🚌|公交|bus\n"
     "🚇|地铁|metro\n"
     "🚄|高铁|train\n"
     "✈️|飞机|plane\n"
     "🚲|自行车|bicycle\n"
     "⛽|加油站|fuel\n"
     "💊|药|pill medicine\n"
     "👕|衣服 T恤|shirt\n"
     "👗|裙子|dress\n"
     "👟|鞋|shoe\n"
     "👜|包|bag\n"
     "💍|戒指|ring\n"
     "💄|口红|lipstick\n"
     "☂️|雨伞|umbrella\n"
    },
    {Signs,
     "❤️|红心 爱|heart love\n"
     "🧡|橙心|orange heart\n"
     "💛|黄心|yellow heart\n"
     "💚|绿心|green heart\n"
     "💙|蓝心|blue heart\n"
     "💜|紫心|purple heart\n"
     "🖤|黑心|black heart\n"
     "💔|心碎|broken heart\n"
     "💖|闪亮的心|sparkling heart\n"
     "💕|两颗心|two hearts\n"
     "💯|满分 一百|hundred\n"
     "✅|完成 对|done check\n"
     "☑️|勾选|check\n"
     "✔️|对|check\n"
     "❌|错 不|wrong cross\n"
     "❗|感叹 重要|exclamation important\n"
     "❓|问号|question\n"
     "‼️|双感叹|double exclamation\n"
     "⚠️|警告 注意|warning\n"
     "🚫|禁止|forbidden\n"
     "⛔|禁止进入|no entry\n"
     "🆗|好的|ok\n"
     "🆕|新|new\n"
     "🆓|免费|free\n"
     "🔴|红点|red\n"
     "🟡|黄点|yellow\n"
     "🟢|绿点|green\n"
     "🔵|蓝点|blue\n"
     "⬆️|向上|up\n"
     "⬇️|向下|down\n"
     "⬅️|向左|left\n"
     "➡️|向右|right\n"
     "🔄|刷新 更换 退换|refresh exchange\n"
     "➕|加|plus\n"
     "➖|减|minus\n"
     "💬|消息|message\n"
     "💤|睡觉|zzz sleep\n"
     "💢|生气|anger\n"
     "💥|爆炸|boom\n"
     "🎯|目标|target\n"
     "1️⃣|一|one\n"
     "2️⃣|二|two\n"
     "3️⃣|三|three\n"
     "🇨🇳|中国|china flag\n"
     "🇭🇰|香港|hong kong flag\n"
    },
};
// clang-format on

std::string_view cut_to(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(part.size() + 1);
    return part;
}

std::vector<Emoji> read_shelves() {
    std::vector<Emoji> all;
    for (const Shelf& shelf : kShelves) {
        for (std::string_view rest = shelf.lines; !rest.empty();) {
            const std::string_view text = cut_to(rest, '|'), zh = cut_to(rest, '|');
            all.push_back({shelf.kind, text, zh, cut_to(rest, '\n')});
        }
    }
    return all;
}

bool holds(std::string_view words, std::string_view part) {
    if (part.size() > words.size()) return false;
    for (std::size_t i = 0; i + part.size() <= words.size(); ++i) {
        std::size_t same = 0;
        while (same < part.size()) {
            const char a = part[same];
            const char lower = a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a;
            if (lower != words[i + same]) break;
            ++same;
        }
        if (same == part.size()) return true;
    }
    return false;
}

}  // namespace

std::span<const Emoji> all_emoji() {
    static const std::vector<Emoji> all = read_shelves();
    return all;
}

bool emoji_matches(const Emoji& emoji, std::string_view search) {
    while (!search.empty() && search.front() == ' ') search.remove_prefix(1);
    while (!search.empty() && search.back() == ' ') search.remove_suffix(1);
    return search.empty() || holds(emoji.zh, search) || holds(emoji.en, search) || emoji.text == search;
}

std::string_view emoji_name(const Emoji& emoji, bool english) {
    const std::string_view words = english ? emoji.en : emoji.zh;
    return words.substr(0, words.find(' '));
}

}  // namespace kf::web
