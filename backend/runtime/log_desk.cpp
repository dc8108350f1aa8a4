#include "backend/runtime/log_desk.h"

#include <utility>

namespace kf {

namespace {

LogDesk& of_this_thread() {
    thread_local LogDesk desk;
    return desk;
}

}  // namespace

const LogDesk& log_desk() {
    return of_this_thread();
}

LogDeskScope::LogDeskScope(LogDesk desk) : before_(std::exchange(of_this_thread(), std::move(desk))) {}

LogDeskScope::~LogDeskScope() {
    of_this_thread() = std::move(before_);
}

}  // namespace kf
