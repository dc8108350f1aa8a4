// What administrators decide for the whole desk.
#pragma once

#include <string>

namespace kf {

struct DeskSettings {
    // Supervisors and administrators still read what was recalled; agents never do.
    bool supervisors_see_recalled = false;
    // Where "open in a map" leads: {latitude}, {longitude}, {name} are filled in. Empty: only copying.
    std::string map_address =
        "https://uri.amap.com/marker?position={longitude},{latitude}&name={name}&coordinate=gaode";

    bool operator==(const DeskSettings&) const = default;
};

}  // namespace kf
