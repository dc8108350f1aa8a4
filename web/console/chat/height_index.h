// Heights of the entries of a long stream, so that "what is at y" and "where is entry i" cost O(log n), and a
// height that turns out different from its estimate costs O(log n) too.
#pragma once

#include <cstddef>
#include <vector>

namespace kf::web {

// A Fenwick tree over heights (CSS px, ≥ 0). Sums are doubles: 100 000 entries lose no pixel.
class HeightIndex {
  public:
    void assign(std::vector<float> heights);  // O(n)
    void append(float height);                // O(log n)
    void truncate(std::size_t count);         // keeps the first `count`; O(n) when it removes something
    void set(std::size_t index, float height);

    std::size_t size() const { return heights_.size(); }
    float at(std::size_t index) const { return heights_[index]; }
    const std::vector<float>& all() const { return heights_; }
    double above(std::size_t index) const;  // sum of [0, index)
    double total() const { return above(heights_.size()); }
    // The entry that covers y: above(i) ≤ y < above(i + 1). Clamped to the first and last; 0 when empty.
    std::size_t find(double y) const;

  private:
    void rebuild();

    std::vector<float> heights_;
    std::vector<double> tree_;  // 1-based
};

}  // namespace kf::web
