#include "web/ui/platform/bidi.h"

#include <algorithm>
#include <optional>

#include "web/ui/platform/graphemes.h"

namespace kf::web {
namespace {

// From DerivedBidiClass.txt (Unicode 14), letter A + class and how many characters in a row have it (none:
// one), from U+0000 on. Where it does not matter beside text that is read from right to left, blocks are
// taken as a whole: scripts with marks of their own are L, drawings and symbols from U+2190 on are ON.
constexpr std::string_view kClasses =
    "J9LKLMKJ14K3LMN2F3N5EHEH2D10HN6A26N6A26N4J6KJ26HNF4N4AN2JN2F2D2NAN3DAN5A23NA31NA449N2A7N14A2N14A5N9AN17I"
    "112"
    "A4N2A8NA5N2ANA110NA140I7A256NA2N2FBI45BIBI2BI2BIB56G6N2CF2CHCN2I11C48I21G10FG2C3IC101I7GNI6C2I2NI4C2D10C"
    "23I"
    "C30I27C91I11C15B43I9B2N4B3IB24I4BI9BI3BI5B43I3B4C48G2C6I8C42I24GI29A5888M11J3ABN24MKOPQOPHF5N15HN26MJ6RS"
    "TUJ6"
    "DAJ2D6E2N3AD10E2N3JA13J3F48I33J15A144N2672A512N512MN4A3N25A9I4A2NA5N2A5N3A51911J12A5J5BIB10EB38C494N18C1"
    "27N"
    "J32C13N3I16N10J6I16N32HNHJNHN9FN2E2N3JNF2NJ4C143J2N2F3N5EHEH2D10HN6A26N6A26N11A89J3A6J2A6J2A6J2A3J3F2N3F"
    "2JN7"
    "J10N5J2050B1280C64B384C64B48C64B144A55296B1136C80B64C80B176C256B256N2816A0";

// Pairs whose halves change places. The first six are mirrored, but no brackets (BidiBrackets.txt).
constexpr std::u16string_view kPairs =
    u"<>«»‹›≤≥＜＞≪≫()[]{}⁅⁆〈〉《》「」『』【】〔〕〖〗〘〙〚〛（）［］｛｝｟｠｢｣";
constexpr std::size_t kFirstBracket = 12;

// Odd: the second half of a pair.
std::optional<std::size_t> place_in_pairs(char32_t code) {
    const std::size_t at = code < 0x10000 ? kPairs.find(static_cast<char16_t>(code)) : kPairs.npos;
    if (at == kPairs.npos) return std::nullopt;
    return at;
}

bool is_isolate(BidiClass c) {
    using enum BidiClass;
    return c == LRI || c == RLI || c == FSI;
}
// X9: without width, and without a say in the order.
bool is_removed(BidiClass c) {
    using enum BidiClass;
    return c == LRE || c == RLE || c == PDF || c == BN;
}
// NI of the rules N1 and N2.
bool is_neutral(BidiClass c) {
    using enum BidiClass;
    return c == B || c == S || c == WS || c == ON || is_isolate(c) || c == PDI;
}
BidiClass of_level(int level) {
    return level % 2 == 0 ? BidiClass::L : BidiClass::R;
}
// For neutrals, numbers count as R.
BidiClass strong(BidiClass c) {
    return c == BidiClass::EN || c == BidiClass::AN ? BidiClass::R : c;
}

constexpr std::size_t kNone = ~std::size_t{0};
constexpr int kMaxDepth = 125;

class Paragraph {
    using enum BidiClass;

  public:
    explicit Paragraph(std::u32string_view text) : text_(text), level_(text.size()) {
        for (const char32_t code : text) class_.push_back(bidi_class(code));
        original_ = class_;
        match_isolates();
        base_ = first_strong(0, text.size()) == R ? 1 : 0;
        explicit_levels();
        explicit_ = level_;
        for (const Sequence& sequence : isolating_run_sequences()) resolve(sequence);
        // L1, the part that does not depend on lines; and what has no width goes with what is before it.
        std::uint8_t before = base_;
        bool separates = true;
        for (std::size_t i = text.size(); i-- > 0;) {
            const BidiClass c = original_[i];
            separates =
                c == S || c == B || (separates && (c == WS || is_isolate(c) || c == PDI || is_removed(c)));
            if (separates) level_[i] = base_;
        }
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (is_removed(original_[i])) level_[i] = before;
            before = level_[i];
        }
    }
    BidiParagraph take() { return {std::move(level_), base_}; }

  private:
    using Sequence = std::vector<std::size_t>;

    // BD9.
    void match_isolates() {
        match_.assign(text_.size(), kNone);
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (is_isolate(class_[i])) open.push_back(i);
            if (class_[i] != PDI || open.empty()) continue;
            match_[i] = open.back();
            match_[open.back()] = i;
            open.pop_back();
        }
    }

    // P2 and P3: L or R; L when there is no letter.
    BidiClass first_strong(std::size_t from, std::size_t to) const {
        for (std::size_t i = from; i < to; ++i) {
            if (class_[i] == L) return L;
            if (class_[i] == R || class_[i] == AL) return R;
            if (!is_isolate(class_[i])) continue;
            if (match_[i] == kNone) return L;
            i = match_[i];
        }
        return L;
    }

    // X1 to X8.
    void explicit_levels() {
        struct Status {
            std::uint8_t level;
            bool isolate;
        };
        std::vector<Status> stack{{base_, false}};
        int overflow_isolates = 0, overflow_embeddings = 0, valid_isolates = 0;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            BidiClass c = class_[i];
            level_[i] = stack.back().level;
            if (c == FSI)
                c = first_strong(i + 1, match_[i] == kNone ? text_.size() : match_[i]) == R ? RLI : LRI;
            const bool isolate = is_isolate(c);
            if (isolate || c == LRE || c == RLE) {
                const bool rtl = c == RLI || c == RLE;
                const int next = rtl ? (level_[i] + 1) | 1 : (level_[i] + 2) & ~1;
                if (next <= kMaxDepth && overflow_isolates == 0 && overflow_embeddings == 0) {
                    if (isolate) ++valid_isolates;
                    stack.push_back({static_cast<std::uint8_t>(next), isolate});
                } else if (isolate) {
                    ++overflow_isolates;
                } else if (overflow_isolates == 0) {
                    ++overflow_embeddings;
                }
            } else if (c == PDI) {
                if (overflow_isolates > 0) {
                    --overflow_isolates;
                } else if (valid_isolates > 0) {
                    overflow_embeddings = 0;
                    while (!stack.back().isolate) stack.pop_back();
                    stack.pop_back();
                    --valid_isolates;
                }
                level_[i] = stack.back().level;
            } else if (c == PDF) {
                if (overflow_isolates > 0) continue;
                if (overflow_embeddings > 0) {
                    --overflow_embeddings;
                } else if (!stack.back().isolate && stack.size() >= 2) {
                    stack.pop_back();
                }
            } else if (c == B) {
                level_[i] = base_;
            }
        }
    }

    // X10 (BD13): runs of one level, joined across what is isolated between them.
    std::vector<Sequence> isolating_run_sequences() const {
        std::vector<Sequence> runs;
        std::vector<std::size_t> run_of(text_.size(), kNone);
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (is_removed(class_[i])) continue;
            if (runs.empty() || level_[runs.back().back()] != level_[i]) runs.emplace_back();
            run_of[i] = runs.size() - 1;
            runs.back().push_back(i);
        }
        std::vector<Sequence> out;
        for (const Sequence& run : runs) {
            if (class_[run.front()] == PDI && match_[run.front()] != kNone) continue;  // goes on with another
            Sequence sequence = run;
            while (is_isolate(class_[sequence.back()]) && match_[sequence.back()] != kNone) {
                const Sequence& next = runs[run_of[match_[sequence.back()]]];
                sequence.insert(sequence.end(), next.begin(), next.end());
            }
            out.push_back(std::move(sequence));
        }
        return out;
    }

    // The level beside a sequence (`step` -1: before `at`, 1: after it).
    std::uint8_t level_beside(std::size_t at, int step) const {
        for (std::size_t i = at + static_cast<std::size_t>(step); i < text_.size();
             i += static_cast<std::size_t>(step))
            if (!is_removed(original_[i])) return explicit_[i];
        return base_;
    }

    void resolve(const Sequence& s) {
        const std::uint8_t level = explicit_[s.front()];
        const bool open_end = is_isolate(class_[s.back()]);  // without a PDI
        const BidiClass sos = of_level(std::max(level, level_beside(s.front(), -1)));
        const BidiClass eos = of_level(std::max(level, open_end ? base_ : level_beside(s.back(), 1)));
        resolve_weak(s, sos);
        resolve_brackets(s, sos, level);
        resolve_neutral(s, sos, eos, level);
        for (const std::size_t i : s) {  // I1 and I2
            const BidiClass c = class_[i];
            const bool number = c == EN || c == AN;
            if (level % 2 == 0) {
                level_[i] = static_cast<std::uint8_t>(level + (c == R ? 1 : number ? 2 : 0));
            } else {
                level_[i] = static_cast<std::uint8_t>(level + (c == L || number ? 1 : 0));
            }
        }
    }

    // W1 to W7.
    void resolve_weak(const Sequence& s, BidiClass sos) {
        BidiClass before = sos, letter = sos;
        for (const std::size_t i : s) {
            BidiClass& c = class_[i];
            if (c == NSM) c = is_isolate(before) || before == PDI ? ON : before;
            before = c;
            if (c == R || c == L || c == AL) letter = c;
            if (c == EN && letter == AL) c = AN;
        }
        for (const std::size_t i : s)
            if (class_[i] == AL) class_[i] = R;
        for (std::size_t n = 1; n + 1 < s.size(); ++n) {
            BidiClass& c = class_[s[n]];
            const BidiClass left = class_[s[n - 1]], right = class_[s[n + 1]];
            if (left != right) continue;
            if ((c == ES || c == CS) && left == EN) c = EN;
            if (c == CS && left == AN) c = AN;
        }
        for (std::size_t n = 0; n < s.size();) {
            std::size_t end = n;
            while (end < s.size() && class_[s[end]] == ET) ++end;
            const bool numeric =
                end > n && ((n > 0 && class_[s[n - 1]] == EN) || (end < s.size() && class_[s[end]] == EN));
            for (std::size_t k = n; numeric && k < end; ++k) class_[s[k]] = EN;
            n = std::max(end, n + 1);
        }
        letter = sos;
        for (const std::size_t i : s) {
            BidiClass& c = class_[i];
            if (c == ES || c == ET || c == CS) c = ON;
            if (c == R || c == L) letter = c;
            if (c == EN && letter == L) c = L;
        }
    }

    // N0 (BD16): both brackets of a pair get the direction of what they hold.
    void resolve_brackets(const Sequence& s, BidiClass sos, std::uint8_t level) {
        struct Open {
            std::size_t pair, at;
        };
        std::vector<Open> stack;
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (std::size_t n = 0; n < s.size(); ++n) {
            if (class_[s[n]] != ON || original_[s[n]] != ON) continue;
            const auto place = place_in_pairs(text_[s[n]]);
            if (!place || *place < kFirstBracket) continue;
            if (*place % 2 == 0) {
                if (stack.size() == 63) break;
                stack.push_back({*place / 2, n});
                continue;
            }
            const auto found = std::find_if(stack.rbegin(), stack.rend(),
                                            [&](const Open& open) { return open.pair == *place / 2; });
            if (found == stack.rend()) continue;
            pairs.emplace_back(found->at, n);
            stack.erase(found.base() - 1, stack.end());
        }
        std::sort(pairs.begin(), pairs.end());
        const BidiClass embedding = of_level(level);
        for (const auto& [first, last] : pairs) {
            bool same = false, other = false;
            for (std::size_t n = first + 1; n < last; ++n) {
                const BidiClass c = strong(class_[s[n]]);
                same = same || c == embedding;
                other = other || ((c == L || c == R) && c != embedding);
            }
            if (!same && !other) continue;
            BidiClass as = embedding;
            if (!same) {
                BidiClass before = sos;
                for (std::size_t n = 0; n < first; ++n) {
                    const BidiClass c = strong(class_[s[n]]);
                    if (c == L || c == R) before = c;
                }
                as = before;
            }
            for (const std::size_t bracket : {first, last}) {
                class_[s[bracket]] = as;
                // Marks that follow a bracket go with it.
                for (std::size_t n = bracket + 1; n < s.size() && original_[s[n]] == NSM; ++n)
                    class_[s[n]] = as;
            }
        }
    }

    // N1 and N2.
    void resolve_neutral(const Sequence& s, BidiClass sos, BidiClass eos, std::uint8_t level) {
        for (std::size_t n = 0; n < s.size();) {
            std::size_t end = n;
            while (end < s.size() && is_neutral(class_[s[end]])) ++end;
            const BidiClass left = n == 0 ? sos : strong(class_[s[n - 1]]);
            const BidiClass right = end == s.size() ? eos : strong(class_[s[end]]);
            for (; n < end; ++n) class_[s[n]] = left == right ? left : of_level(level);
            n = std::max(end, n + 1);
        }
    }

    std::u32string_view text_;
    std::vector<BidiClass> class_, original_;
    std::vector<std::size_t> match_;
    std::vector<std::uint8_t> level_, explicit_;
    std::uint8_t base_ = 0;
};

}  // namespace

BidiClass bidi_class(char32_t code) {
    char32_t end = 0;
    for (std::size_t at = 0; at < kClasses.size();) {
        const auto found = static_cast<BidiClass>(kClasses[at++] - 'A');
        char32_t count = 0;
        for (; at < kClasses.size() && kClasses[at] <= '9'; ++at)
            count = count * 10 + static_cast<char32_t>(kClasses[at] - '0');
        end += std::max<char32_t>(count, 1);
        if (code < end) return found;
    }
    return BidiClass::L;
}

bool has_right_to_left(std::string_view utf8) {
    for (std::size_t at = 0; at < utf8.size();) {
        const DecodedChar c = decode_at(utf8, at);
        if (reads_right_to_left(c.code)) return true;
        at += c.bytes;
    }
    return false;
}

BidiParagraph bidi_paragraph(std::u32string_view text) {
    return Paragraph(text).take();
}

std::vector<std::uint32_t> visual_order(const std::vector<std::uint8_t>& levels) {
    std::vector<std::uint32_t> order(levels.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    // L2: from the highest level on, what has it or a higher one is turned around.
    for (int level = levels.empty() ? 0 : *std::max_element(levels.begin(), levels.end()); level > 0;
         --level) {
        for (std::size_t begin = 0; begin < order.size();) {
            std::size_t end = begin;
            while (end < order.size() && levels[order[end]] >= level) ++end;
            std::reverse(order.begin() + static_cast<std::ptrdiff_t>(begin),
                         order.begin() + static_cast<std::ptrdiff_t>(end));
            begin = std::max(end, begin + 1);
        }
    }
    return order;
}

char32_t mirrored(char32_t code) {
    const auto place = place_in_pairs(code);
    return place ? kPairs[*place ^ 1] : code;
}

}  // namespace kf::web
