// Which desk a request belongs to, by its address alone: path prefix, host name, corp of a callback. Pure;
// the front asks the desks themselves about sessions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/desk/desk_config.h"

namespace kf {

struct AddressedDesk {
    enum class How {
        Named,     // `desk` is it
        Anybodys,  // the address says nothing: the session decides, or the only desk takes it
        Nobodys,   // it names a desk that is not there, or two at once
        NoSlash,   // "/d/<desk>": the pages there need "/d/<desk>/"
    };
    How how = How::Anybodys;
    std::size_t desk = 0;  // place in the list
    std::string base;      // "/d/<desk>" when it was in the path
};

// `host`: the Host header. A name that is one desk's reaches no other, whatever the path says.
[[nodiscard]] AddressedDesk find_desk(const std::vector<DeskConfig>& desks, std::string_view host,
                                      std::string_view path);

}  // namespace kf
