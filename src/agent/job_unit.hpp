#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "agent/job_folder.hpp"
#include "agent/places.hpp"
#include "core/software.hpp"
#include "system/process.hpp"
#include "system/user.hpp"

namespace aloft::agent {

std::string unit_of(int job);

/// systemd-run for a job. systemd itself opens the output, so that no agent stands between.
Command start_of_unit(int job, const JobWish& wish, const JobFolder& folder, const User& person, const Places& places);

/// What the job's unit gets as EnvironmentFile: values must not be seen in a list of processes.
std::string environment_file(const std::map<std::string, std::string>& environment);

/// A job's environment: the person's Python first, output as it comes, and what was wished for.
std::map<std::string, std::string> environment_of_job(const JobWish& wish, const User& person);

/// How a job ended, from what systemd tells of it ($EXIT_CODE, $EXIT_STATUS); 128 + n for one that died of signal n.
std::optional<int> exit_code_told(const std::string& code, const std::string& status);

}  // namespace aloft::agent
