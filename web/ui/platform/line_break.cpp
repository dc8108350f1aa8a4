#include "web/ui/platform/line_break.h"

#include <algorithm>
#include <string_view>

namespace kf::web {
namespace {

// May not begin a line.
constexpr std::u16string_view kClosing =
    u"!),.:;?]}%"
    u"¢°’”›»…、。々〉》」』】〕〗〙〛〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ・ーヽヾ！％），．：；？］"
    u"｝～｠｡｣､･—–‥℃‰′″•·،؛؟۔";
// May not end a line.
constexpr std::u16string_view kOpening = u"([{‘“‹«〈《「『【〔〖〘〚（［｛｟｢￥＄￡$£¥#@";

bool is_word(Cell c) {
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
               c == '\'';
    return (c >= 0xC0 && c < 0x2000) || (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
           (c >= 0xFF41 && c <= 0xFF5A);
}

bool is_ideograph(Cell c) {
    return (c >= 0x2E80 && c <= 0x2FFF) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3100 && c <= 0x9FFF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF);
}

// Inside addresses, dates and numbers Latin punctuation holds together: "https://a.cn/b?c=1", "2026-11-20",
// "59.90".
bool glues_words(Cell c) {
    return c < 0x80 && std::string_view("-./:?&=%#@+~*!,;$'\"()[]{}\\|<>_^").find(static_cast<char>(c)) !=
                           std::string_view::npos;
}

}  // namespace

CellClass class_of(Cell c) {
    if (c == '\n') return CellClass::Break;
    if (c == ' ' || c == '\t' || c == 0x3000) return CellClass::Space;
    if (kClosing.find(static_cast<char16_t>(c)) != std::u16string_view::npos) return CellClass::Closing;
    if (is_word(c)) return CellClass::Word;
    if (kOpening.find(static_cast<char16_t>(c)) != std::u16string_view::npos) return CellClass::Opening;
    if (is_ideograph(c)) return CellClass::Ideograph;
    return CellClass::Other;
}

bool hangs_at_line_end(Cell cell) {
    return cell == ' ' || cell == '\t';
}

bool can_break_between(Cell before, Cell after) {
    if (after == ' ' || after == '\t' || after == '\n') return false;  // spaces stay with what is before them
    if (before == ' ' || before == '\t') return true;
    if (before == 0xA0 || after == 0xA0) return false;
    const CellClass a = class_of(before), b = class_of(after);
    if (b == CellClass::Closing) return false;
    if (a == CellClass::Opening) return false;
    const bool latin_a = a == CellClass::Word || glues_words(before);
    const bool latin_b = b == CellClass::Word || glues_words(after);
    return !(latin_a && latin_b);
}

}  // namespace kf::web
