#pragma once
#include <functional>

#include "agent/job_folder.hpp"
#include "core/software.hpp"
#include "system/local_socket.hpp"

namespace aloft::agent {

/// Sends a job's output as chunks, from that place on. Holds one piece of it at a time and waits for a slow reader.
/// Answers false when the connection has gone.
///
/// The first chunk is empty: it says where the output begins, so that a reader whose connection is cut before any of
/// it came goes on from the same place.
bool send_output(const JobFolder& folder, const std::string& boot, LogPlace from, Follow follow, Stream& to);

}  // namespace aloft::agent
