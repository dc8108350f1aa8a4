#include "shared/conversations/refusal.h"

namespace kf {

ErrorCode error_code_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::None:
            return ErrorCode::None;
#define KF_REFUSAL_CODE(name, word) \
    case Refusal::name:             \
        return ErrorCode::name;
#include "shared/base/error_code.inc"
    }
    return ErrorCode::NotAllowed;
}

}  // namespace kf
