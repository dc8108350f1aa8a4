// The command line of kfdesk.
#pragma once

namespace kf {

// Returns the exit code of the process.
int run_command_line(int argc, char** argv);

}  // namespace kf
