// Keeps what is downloaded as a string.
#pragma once

#include <string>
#include <string_view>

#include "backend/wecom/media_api.h"

namespace kf::test {

class TextSink final : public MediaSink {
  public:
    std::string text;

    Result<void> write(std::string_view bytes) override {
        text += bytes;
        return {};
    }
    Result<void> start_again() override {
        text.clear();
        return {};
    }
};

}  // namespace kf::test
