#include "ledger/storage_failure.hpp"

#include <fmt/core.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace aloft {
namespace {

struct Wording {
    StorageTrouble trouble;
    ErrorKind kind;
    std::string_view detail;  ///< {} is the file
    std::string_view hint;    ///< {} is the file
};

constexpr std::array wordings{
    Wording{StorageTrouble::full, ErrorKind::storage, "there is no room left to write {}",
            "make room on the disk that holds {}, or raise your quota there, and repeat the command; what was not "
            "written was not done either"},
    Wording{StorageTrouble::read_only, ErrorKind::storage, "{} may only be read",
            "make {} and its folder writable for you, and repeat the command"},
    Wording{StorageTrouble::denied, ErrorKind::storage, "{} may not be opened",
            "give yourself the right to read and write {} and its folder, or set ALOFT_HOME to a folder of your own"},
    Wording{StorageTrouble::not_a_file, ErrorKind::storage, "{} is not a file",
            "move {} out of the way, or set ALOFT_HOME to another folder"},
    Wording{StorageTrouble::corrupt, ErrorKind::storage, "{} is damaged",
            "run `aloft doctor --rebuild`: it sets {} aside and writes a new ledger from the labels of what exists"},
    Wording{StorageTrouble::foreign, ErrorKind::storage, "{} is a database of another program",
            "move {} out of the way, or set ALOFT_HOME to another folder"},
    Wording{StorageTrouble::newer, ErrorKind::storage, "{} was written by a newer aloft",
            "use the newer aloft; {} was left as it is"},
    Wording{StorageTrouble::held, ErrorKind::conflict, "another program keeps writing to {}",
            "look for an aloft or another program that hangs with {} open, end it, and repeat the command"},
    Wording{StorageTrouble::broken, ErrorKind::storage, "{} could not be read or written",
            "look at the disk that holds {} (`dmesg` says more), and repeat the command"},
};

const Wording& wording_of(StorageTrouble trouble) {
    for (const Wording& wording : wordings)
        if (wording.trouble == trouble) return wording;
    return wordings.back();
}

}  // namespace

StorageTrouble trouble_from_errno(int error_number) {
    switch (error_number) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG: return StorageTrouble::full;
        case EROFS: return StorageTrouble::read_only;
        case EACCES:
        case EPERM: return StorageTrouble::denied;
        case EISDIR:
        case ENOTDIR: return StorageTrouble::not_a_file;
        default: return StorageTrouble::broken;
    }
}

Error storage_failure(StorageTrouble trouble, const std::filesystem::path& place, std::string doing,
                      const std::string& words) {
    const Wording& wording = wording_of(trouble);
    std::string detail = fmt::format(fmt::runtime(wording.detail), place.string());
    if (!words.empty()) detail += ": " + words;
    return {wording.kind, std::move(doing), std::move(detail), fmt::format(fmt::runtime(wording.hint), place.string())};
}

}  // namespace aloft
