#include "web/console/chat/height_index.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace kf::web {

namespace {
constexpr std::size_t low_bit(std::size_t i) {
    return i & (~i + 1);
}
}  // namespace

void HeightIndex::assign(std::vector<float> heights) {
    heights_ = std::move(heights);
    rebuild();
}

void HeightIndex::rebuild() {
    tree_.assign(heights_.size() + 1, 0);
    for (std::size_t i = 1; i < tree_.size(); ++i) {
        tree_[i] += static_cast<double>(heights_[i - 1]);
        const std::size_t parent = i + low_bit(i);
        if (parent < tree_.size()) tree_[parent] += tree_[i];
    }
}

void HeightIndex::append(float height) {
    const double before = total();
    if (tree_.empty()) tree_.push_back(0);
    heights_.push_back(height);
    const std::size_t i = heights_.size();
    tree_.push_back(before + static_cast<double>(height) - above(i - low_bit(i)));
}

void HeightIndex::truncate(std::size_t count) {
    if (count >= heights_.size()) return;
    // Nodes of the tree below `count` cover only entries below it, so cutting is enough.
    heights_.resize(count);
    tree_.resize(count + 1);
}

void HeightIndex::set(std::size_t index, float height) {
    assert(index < heights_.size());
    const double by = static_cast<double>(height) - static_cast<double>(heights_[index]);
    if (by == 0) return;
    heights_[index] = height;
    for (std::size_t i = index + 1; i < tree_.size(); i += low_bit(i)) tree_[i] += by;
}

double HeightIndex::above(std::size_t index) const {
    double sum = 0;
    for (std::size_t i = std::min(index, heights_.size()); i > 0; i -= low_bit(i)) sum += tree_[i];
    return sum;
}

std::size_t HeightIndex::find(double y) const {
    if (heights_.empty()) return 0;
    std::size_t step = 1;
    while (step * 2 < tree_.size()) step *= 2;
    std::size_t at = 0;
    for (double left = y; step > 0; step /= 2) {
        if (at + step < tree_.size() && tree_[at + step] <= left) {
            at += step;
            left -= tree_[at];
        }
    }
    return std::min(at, heights_.size() - 1);
}

}  // namespace kf::web
