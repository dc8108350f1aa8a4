# The browser's half of the platform: C++ that calls the libraries in js/, which are given to the linker.
target_sources(kf_web PRIVATE
    audio_browser.cpp
    clipboard_browser.cpp
    dom_field_browser.cpp
    downloads_browser.cpp
    files_browser.cpp
    frame_loop_browser.cpp
    glyphs_browser.cpp
    http_browser.cpp
    libc_browser.cpp
    mirror_browser.cpp
    notifications_browser.cpp
    overlay_browser.cpp
    page_browser.cpp
    pictures_browser.cpp
    platform_browser.cpp
    recorder_browser.cpp
    renderer_browser.cpp
    socket_browser.cpp
    uploads_browser.cpp)
set_source_files_properties(frame_loop_browser.cpp TARGET_DIRECTORY kf_web
    PROPERTIES COMPILE_DEFINITIONS "KFDESK_VERSION=\"${PROJECT_VERSION}\"")

# Options that Emscripten 3.1.6 and today's understand alike.
target_link_options(kf_web INTERFACE
    -sALLOW_MEMORY_GROWTH=1 -sENVIRONMENT=web -sFILESYSTEM=0
    -sDYNAMIC_EXECUTION=0 -sMODULARIZE=1 -sEXPORT_NAME=createKfdesk -sTOTAL_STACK=524288 -fno-exceptions
    # The small allocator: 3 KB less to download, and a frame allocates little.
    -sMALLOC=emmalloc
    # See libc_browser.cpp.
    -Wl,--wrap=strtod,--wrap=snprintf,--wrap=sinf,--wrap=cosf)
foreach(library runtime images files glyphs fields overlays mirror page renderer input http socket clipboard notifications pictures audio
        recorder uploads downloads)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/js/${library}.js)
    target_link_options(kf_web INTERFACE "SHELL:--js-library ${file}")
    set_property(TARGET kf_web APPEND PROPERTY INTERFACE_LINK_DEPENDS ${file})
endforeach()
