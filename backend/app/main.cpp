#include "backend/app/command_line.h"

int main(int argc, char** argv) {
    return kf::run_command_line(argc, argv);
}
