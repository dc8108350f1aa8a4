// What is being written into one conversation besides the text of the answer, which is its draft: what is
// quoted, files and cards on the tray, a private note. Lasts as long as the page.
#pragma once

#include <optional>
#include <string>

#include "shared/messages/quote.h"

namespace kf::web {

struct Writing {
    std::optional<Quote> quote;
};

}  // namespace kf::web
