// Files from agents' browsers, in pieces, so that a broken connection or a restart costs one piece:
//
//   POST   /api/uploads                     {"name","bytes","purpose"} → 201 {"upload","offset","chunk"}
//   PUT    /api/uploads/<upload>?offset=N   the bytes → {"offset"}, at the end {"offset","media"}
//   GET    /api/uploads/<upload>            {"offset","bytes","media"?}
//   DELETE /api/uploads/<upload>            204
//
// A wrong offset is answered 409 with the right one. What the kf API would not take is refused before the
// first byte where size and purpose tell, and after the last one by content.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "backend/http/router.h"
#include "backend/runtime/clock.h"

namespace kf {

class Loop;
class MediaFiles;
class RequestIdentity;
class Store;
class WorkerPool;

struct UploadLimits {
    std::size_t unfinished = 20;                                      // of one agent at the same time
    std::int64_t bytes_a_day = std::int64_t{2} * 1024 * 1024 * 1024;  // of one agent
};

// All outlive the router's server.
struct UploadRouteParts {
    Loop& loop;
    WorkerPool& workers;
    Store& store;
    const MediaFiles& files;
    const RequestIdentity& identity;
    Clock clock;
    std::function<void()> stored;  // a file was put into the content store; may be empty
    UploadLimits limits;
};

void add_upload_routes(Router& router, const UploadRouteParts& parts);

constexpr std::size_t kUploadChunkBytes = std::size_t{1024} * 1024;

}  // namespace kf
