# Writes version.cpp; left alone when nothing changed, so that nothing is compiled again. Run at every build, because
# the commit changes without CMake noticing.
execute_process(COMMAND git -C ${SOURCE_DIR} rev-parse --short=12 HEAD
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
    set(commit "unknown")
else()
    execute_process(COMMAND git -C ${SOURCE_DIR} diff --quiet HEAD RESULT_VARIABLE changed ERROR_QUIET)
    if(changed)
        string(APPEND commit "+")
    endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "backend/app/version.h"

namespace kf {

std::string_view kfdesk_version() {
    return "@VERSION@";
}
std::string_view kfdesk_commit() {
    return "@commit@";
}

}  // namespace kf
]])
