#pragma once
#include "agent/jobs.hpp"
#include "agent/software.hpp"
#include "system/local_socket.hpp"

namespace aloft::agent {

/// What every connection works on.
struct Rooms {
    Software& software;
    Jobs& jobs;
    Processes& processes;
    std::string version;
};

/// One connection: greets, takes one request, answers it.
void hold_session(Stream& stream, Rooms& rooms);

}  // namespace aloft::agent
