#include "web/ui/platform/page.h"

namespace kf::web {

std::string backend_url(const Page& page, std::string_view path) {
    if (path.starts_with("blob:")) return std::string(path);
    // "//host/…" and "/\host/…" name another site.
    if (path.empty() || path[0] != '/' || (path.size() > 1 && (path[1] == '/' || path[1] == '\\'))) return {};
    return page.backend() + std::string(path);
}

}  // namespace kf::web
