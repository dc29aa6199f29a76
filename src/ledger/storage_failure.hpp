#pragma once
#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace aloft {

/// What can be wrong with the place that the ledger lives in, as far as a person can do something about it.
enum class StorageTrouble {
    full,       ///< no room, no quota, or a limit on the size of files
    read_only,  ///< may be read and not written
    denied,     ///< may not even be read
    not_a_file,
    corrupt,
    foreign,    ///< a sound database of another program
    newer,      ///< of a later aloft
    held,       ///< another process writes and does not end
    broken,     ///< the disk or the file system fails
};

StorageTrouble trouble_from_errno(int error_number);

/// The trouble in plain words with what to do next; `words` are the original ones and may be empty.
Error storage_failure(StorageTrouble trouble, const std::filesystem::path& place, std::string doing,
                      const std::string& words);

}  // namespace aloft
