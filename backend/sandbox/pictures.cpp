#include "backend/sandbox/pictures.h"

#include <charconv>

#include "backend/sandbox/picture.h"
#include "backend/sandbox/samples.h"
#include "backend/sandbox/world.h"

namespace kf::sim {
namespace {

constexpr std::string_view kPrefix = "/picture/";
constexpr std::size_t kWordMax = 128;
constexpr std::int64_t kSlowBytesPerSec = 512;

SimResponse no_such_picture() {
    SimResponse response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "404 not found\n";
    return response;
}

SimResponse drawn(std::string_view word) {
    SimResponse response;
    response.content_type = "image/jpeg";
    response.headers.emplace_back("Cache-Control", "max-age=3600");
    response.body = encode_jpeg(draw_landscape(240, 240, word));
    return response;
}

// The bytes of a sample's media, as a web server would send them.
SimResponse hostile(World& world, std::string_view name) {
    const Sample* sample = find_sample(name);
    if (!sample) return no_such_picture();
    const Draft draft = sample->make(world);
    const auto id = draft.body.is_object() && draft.body.contains("media_id")
                        ? world.media.find(draft.body["media_id"].get<std::string>())
                        : world.media.end();
    if (id == world.media.end()) return no_such_picture();
    SimResponse response;
    response.content_type = id->second.content_type;
    response.body = id->second.bytes;
    response.bytes_per_sec = id->second.behaviour.bytes_per_sec;
    response.break_after = id->second.behaviour.break_after;
    world.media.erase(id);  // only its bytes were wanted
    return response;
}

SimResponse status(std::string_view digits) {
    SimResponse response = no_such_picture();
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), response.status);
    if (parsed.ec != std::errc{} || response.status < 400 || response.status > 599) return no_such_picture();
    return response;
}

}  // namespace

SimResponse serve_picture(World& world, const SimRequest& request) {
    std::string_view name = request.path;
    name.remove_prefix(kPrefix.size());
    if (name == "redirect") {
        SimResponse response;
        response.status = 302;
        for (const char c : request.param("to")) {
            if (static_cast<unsigned char>(c) < 0x20) return no_such_picture();
        }
        response.headers.emplace_back("Location", request.param("to"));
        return response;
    }
    if (name.starts_with("hostile/")) return hostile(world, name.substr(8));
    if (name.starts_with("status/")) return status(name.substr(7));
    if (!name.ends_with(".jpg") || name.size() > kWordMax) return no_such_picture();
    SimResponse response = drawn(name.substr(0, name.size() - 4));
    if (name == "slow.jpg") response.bytes_per_sec = kSlowBytesPerSec;
    return response;
}

}  // namespace kf::sim
