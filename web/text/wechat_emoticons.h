// WeChat's own emoticons arrive as codes in square brackets, "[微笑]" or "[Smile]", never as pictures. Here
// they become emoji.
#pragma once

#include <string>
#include <string_view>

namespace kf::web {

// Every known code replaced by its emoji; whatever else stands in brackets stays as it is.
std::string with_emoji(std::string_view text);

// The emoji of a code without its brackets ("微笑"); empty for one that is not known.
std::string_view emoticon(std::string_view code);

}  // namespace kf::web
