// GET /api/media/<id> and its thumbnail: the files of messages, to those who may see the conversation; of
// uploads that are not used yet to whom they belong; of what the desk keeps to everybody. GET
// /api/avatars/<id>: pictures of customers.
#pragma once

#include "backend/http/router.h"

namespace kf {

class MediaFiles;
class RequestIdentity;
class Store;

// All outlive the router's server.
struct MediaRouteParts {
    Store& store;
    const MediaFiles& files;
    const RequestIdentity& identity;
};

void add_media_routes(Router& router, const MediaRouteParts& parts);

}  // namespace kf
