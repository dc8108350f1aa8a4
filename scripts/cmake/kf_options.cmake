# kf_options: what our own targets are compiled with. Third-party code gets none of it.
add_library(kf_options INTERFACE)
target_include_directories(kf_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(kf_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlaps in std::string's own operator+ (GCC bug 105651).
    target_compile_options(kf_options INTERFACE -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What a file keeps for itself looks like a header's to it there.
    target_compile_options(kf_options INTERFACE -Wno-subobject-linkage)
endif()
if(EMSCRIPTEN)
    # In the browser a throw ends the page, so there are none: -fno-exceptions also saves a third of the size.
    target_compile_options(kf_options INTERFACE -fno-exceptions -fno-rtti -Wno-dollar-in-identifier-extension)
    # Instructions that browsers have since 2021 (Chrome 75, Firefox 65, Safari 15, which brought WebGL 2): a float becomes a
    # whole number without a check of ours. There is one thread: what is made at its first use needs no guard.
    set(KFDESK_WASM_OPTIONS -mbulk-memory -mnontrapping-fptoint -msign-ext -fno-threadsafe-statics)
    target_compile_options(kf_options INTERFACE ${KFDESK_WASM_OPTIONS})
elseif(KFDESK_SANITIZE STREQUAL "thread")
    target_compile_options(kf_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(kf_options INTERFACE -fsanitize=thread)
elseif(KFDESK_SANITIZE)
    # Without the checks at every access that the address sanitizer makes as well: a sixth of the compile time.
    target_compile_options(kf_options INTERFACE -fsanitize=address,undefined -fno-sanitize=null,alignment
                                                -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(kf_options INTERFACE -fsanitize=address,undefined)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
