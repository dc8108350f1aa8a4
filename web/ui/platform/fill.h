// Sentences with places for arguments.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace kf::web {

// Puts arguments in the places {0} … {9} of a sentence. A place without an argument stays as it is, so that a
// mistake is seen. Arguments are not looked at again: a customer called "{1}" is harmless.
std::string fill(std::string_view sentence, std::initializer_list<std::string_view> arguments);

}  // namespace kf::web
