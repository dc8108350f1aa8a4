# Third-party code, found on the machine (scripts/setup installs it); nothing of it is in this repository.
# Headers are SYSTEM, so that warnings are about our code only.

# Dear ImGui is built from source, for the browser and for the native tests; scripts/imgui obtains it.
set(KFDESK_IMGUI_DIR "${CMAKE_SOURCE_DIR}/.cache/imgui" CACHE PATH "Dear ImGui sources, 1.92.2 or later")

# Header-only libraries are used from the distribution's include folder also by Emscripten, which does not look
# there by itself: a folder of links keeps the rest of /usr/include out of its sight.
function(kf_header_only target)
    add_library(${target} INTERFACE)
    foreach(entry ${ARGN})
        find_path(${target}_root ${entry} PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
        get_filename_component(top ${entry} DIRECTORY)
        file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
        file(CREATE_LINK ${${target}_root}/${top} ${CMAKE_BINARY_DIR}/include/${top} SYMBOLIC)
    endforeach()
    target_include_directories(${target} SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/include)
endfunction()

kf_header_only(kf_json nlohmann/json.hpp)
kf_header_only(kf_doctest doctest/doctest.h)
# Without exceptions, nlohmann/json aborts where it would throw; our codecs use only the non-throwing calls.
target_compile_definitions(kf_json INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)
if(EMSCRIPTEN)
    target_compile_definitions(kf_doctest INTERFACE DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS)
endif()

if(NOT EXISTS ${KFDESK_IMGUI_DIR}/imgui.cpp)
    message(FATAL_ERROR "Dear ImGui is not in ${KFDESK_IMGUI_DIR}. Run scripts/setup, or set KFDESK_IMGUI_DIR.")
endif()
add_library(kf_imgui STATIC
    ${KFDESK_IMGUI_DIR}/imgui.cpp
    ${KFDESK_IMGUI_DIR}/imgui_draw.cpp
    ${KFDESK_IMGUI_DIR}/imgui_tables.cpp
    ${KFDESK_IMGUI_DIR}/imgui_widgets.cpp)
set_target_properties(kf_imgui PROPERTIES UNITY_BUILD OFF)
target_include_directories(kf_imgui SYSTEM PUBLIC ${KFDESK_IMGUI_DIR})
target_compile_definitions(kf_imgui PUBLIC
    IMGUI_USE_WCHAR32 IMGUI_DISABLE_FILE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS
    # One draw list holds a whole screen of text; WebGL2 has no vertex offsets to split it by.
    "ImDrawIdx=unsigned int")
# No font comes along, nor a reader of font files: web/ui/platform/font_loader.cpp answers where FreeType's loader is asked.
target_compile_definitions(kf_imgui PRIVATE IMGUI_DISABLE_DEFAULT_FONT IMGUI_ENABLE_FREETYPE)
if(EMSCRIPTEN)
    target_compile_options(kf_imgui PRIVATE -fno-exceptions -fno-rtti ${KFDESK_WASM_OPTIONS})
elseif(KFDESK_SANITIZE STREQUAL "thread")
    target_compile_options(kf_imgui PRIVATE -fsanitize=thread)
elseif(KFDESK_SANITIZE)
    target_compile_options(kf_imgui PRIVATE -fsanitize=address,undefined)
endif()

if(NOT EMSCRIPTEN)
    find_package(Threads REQUIRED)
    find_package(OpenSSL 3 REQUIRED)
    find_package(PkgConfig REQUIRED)
    find_package(SQLiteCpp REQUIRED)
    find_package(pugixml REQUIRED)
    find_package(spdlog REQUIRED)
    find_package(CLI11 REQUIRED)
    find_package(ZLIB REQUIRED)
    pkg_check_modules(kf_tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
    pkg_check_modules(kf_qrencode REQUIRED IMPORTED_TARGET libqrencode)
    pkg_check_modules(kf_brotli REQUIRED IMPORTED_TARGET libbrotlienc libbrotlidec)
    pkg_check_modules(kf_gd REQUIRED IMPORTED_TARGET gdlib)
    pkg_check_modules(kf_pictures REQUIRED IMPORTED_TARGET libpng libjpeg libwebp libheif libtiff-4)
    pkg_check_modules(kf_opencore_amr REQUIRED IMPORTED_TARGET opencore-amrnb opencore-amrwb)
    pkg_check_modules(kf_sqlite REQUIRED IMPORTED_TARGET sqlite3)
    pkg_check_modules(kf_icu REQUIRED IMPORTED_TARGET icu-i18n)

    # cpp-httplib: Debian 12 has a header, Debian 13 a header with a compiled library; the pkg-config file knows.
    pkg_check_modules(kf_httplib REQUIRED IMPORTED_TARGET cpp-httplib)
    find_package(Boost REQUIRED)  # headers only: Beast and Asio
    add_library(kf_boost INTERFACE)
    target_include_directories(kf_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
    target_compile_definitions(kf_boost INTERFACE BOOST_ERROR_CODE_HEADER_ONLY BOOST_BEAST_USE_STD_STRING_VIEW
                                                  BOOST_ASIO_NO_DEPRECATED)
    target_link_libraries(kf_boost INTERFACE Threads::Threads)
endif()
