#pragma once
#include <chrono>

#include "agent/jobs.hpp"
#include "core/software.hpp"
#include "system/local_socket.hpp"

namespace aloft::agent {

/// Sends a job's output as chunks, from that place on. Holds one piece of it at a time and waits for a slow reader.
/// Answers false when the connection has gone.
///
/// The first chunk is empty: it says where the output begins, so that a reader whose connection is cut before any of
/// it came goes on from the same place.
///
/// A job whose end could not be written tells nothing when it ends. So who follows looks after that time again whether it
/// still runs.
bool send_output(Jobs& jobs, int id, LogPlace from, Follow follow, Stream& to,
                 std::chrono::milliseconds looks_again_after = std::chrono::seconds(10));

}  // namespace aloft::agent
