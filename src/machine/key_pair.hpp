#pragma once
#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "system/process.hpp"

namespace aloft {

/// Makes an ed25519 pair without passphrase where there is none, and the public part where only that is missing. The
/// private part is on the disk before anything else can know of it, and never written over.
Result<void> ensure_key_pair(Processes& processes, const std::filesystem::path& private_key,
                             const std::string& comment);

}  // namespace aloft
