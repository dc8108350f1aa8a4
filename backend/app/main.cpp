#include "backend/app/command_line.h"
#include "backend/runtime/freed_memory.h"

int main(int argc, char** argv) {
    kf::return_large_blocks();
    return kf::run_command_line(argc, argv);
}
