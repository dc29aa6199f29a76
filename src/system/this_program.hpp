#pragma once
#include <string>

namespace aloft {

/// One word for the time from one boot of this system to the next. Not the kernel's boot id alone, which a container
/// shares with its host.
std::string boot_of_system();

/// Tells the service manager that started us, if there is one, that we are ready.
void tell_ready();

/// A broken connection shall be an answer of the call that wrote to it, not the end of the process.
void survive_broken_pipes();

}  // namespace aloft
