# Finds Emscripten's own toolchain file: an activated emsdk first, else the distribution's package.
find_program(KFDESK_EMCC emcc HINTS $ENV{EMSDK}/upstream/emscripten REQUIRED)
get_filename_component(_emcc ${KFDESK_EMCC} REALPATH)
get_filename_component(_root ${_emcc} DIRECTORY)
foreach(_candidate ${_root} $ENV{EMSCRIPTEN} /usr/share/emscripten)
    if(_candidate AND EXISTS ${_candidate}/cmake/Modules/Platform/Emscripten.cmake)
        include(${_candidate}/cmake/Modules/Platform/Emscripten.cmake)
        break()
    endif()
endforeach()
# The distribution's Emscripten runs a JavaScript optimiser at link time whose parser (acorn) lies in the distribution's
# module folder, where a node that is not the distribution's does not look.
if(EXISTS /usr/share/nodejs AND NOT DEFINED ENV{NODE_PATH})
    set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
endif()
