#include "cli/exit_code.hpp"

namespace aloft::cli {
namespace {

constexpr ExitCode codes[] = {
    {all_well, "all is well"},
    {1, "a program or call failed in a way that none of the others describes"},
    {2, "the request itself is wrong: words, file or plan"},
    {3, "what was asked for does not exist"},
    {4, "something stands in the way: a name in use, another aloft at work, a world that has moved since the plan"},
    {5, "not signed in, or not allowed"},
    {6, "no quota, or no capacity just now"},
    {7, "no answer, or asked too often: worth trying again"},
    {8, "aloft's own memory fails: disk full, read-only, corrupt, or of a newer version"},
    {9, "a program that is needed is missing or does not work"},
    {10, "the person said no, or could not be asked"},
    {70, "a mistake in aloft itself; please report it"},
    {130, "interrupted"},
};

}  // namespace

std::span<const ExitCode> exit_codes() { return codes; }

int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::failed: return 1;
        case ErrorKind::bad_input: return 2;
        case ErrorKind::not_found: return 3;
        case ErrorKind::conflict: return 4;
        case ErrorKind::not_signed_in:
        case ErrorKind::denied: return 5;
        case ErrorKind::quota:
        case ErrorKind::no_capacity: return 6;
        case ErrorKind::throttled:
        case ErrorKind::unreachable: return 7;
        case ErrorKind::storage: return 8;
        case ErrorKind::missing_tool: return 9;
        case ErrorKind::declined: return 10;
        case ErrorKind::interrupted: return 130;
    }
    return 1;
}

}  // namespace aloft::cli
