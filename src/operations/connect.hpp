#pragma once
#include <string>
#include <vector>

#include "operations/surroundings.hpp"

namespace aloft {

/// `aloft ssh N [-- words]`: answers the remote exit code.
Result<int> ssh(Surroundings& around, const std::string& machine, const std::vector<std::string>& words);

enum class Transfer { pull, push };
struct TransferRequest {
    Transfer transfer = Transfer::pull;
    std::string from;  ///< pull: NAME:path; push: a path here
    std::string to;    ///< pull: a path here; push: NAME:path
};
/// `aloft pull` and `aloft push`, by rsync: continues where a cut transfer stopped, deletes nothing.
Result<void> transfer(Surroundings& around, const TransferRequest& request);

}  // namespace aloft
