// Makes hostile text out of good text: deterministic for a seed, so that a failure can be run again.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kf {

class Mutator {
  public:
    Mutator(unsigned seed, std::vector<std::string> seeds) : engine_(seed), seeds_(std::move(seeds)) {}

    // One of the seeds, changed once or a few times: bytes flipped, cut, doubled, spliced with another seed,
    // numbers and words of JSON replaced by extreme ones, brackets multiplied.
    [[nodiscard]] std::string next();

  private:
    [[nodiscard]] std::size_t below(std::size_t n) { return n == 0 ? 0 : engine_() % n; }
    void change(std::string& text);
    void replace_value(std::string& text);

    std::mt19937 engine_;
    std::vector<std::string> seeds_;
};

}  // namespace kf
