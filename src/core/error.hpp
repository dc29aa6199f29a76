#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace aloft {

/// What the caller may do about a failure. Few on purpose: a kind earns its place when some code acts on it.
enum class ErrorKind {
    bad_input,      ///< the request itself is wrong; repeating it cannot help
    not_signed_in,  ///< no usable credentials
    denied,         ///< the credentials may not do this
    quota,          ///< the account's limit is reached
    no_capacity,    ///< the place has none left just now
    not_found,      ///< the thing asked for does not exist
    conflict,       ///< something else stands in the way: a name in use, a lock held, a world that has moved
    throttled,      ///< asked too often
    unreachable,    ///< no answer: network, daemon or machine
    interrupted,    ///< the person or a signal ended it
    storage,        ///< our own memory fails: disk full, read-only, corrupt, of a newer version
    missing_tool,   ///< a program that this computer needs is not installed or does not work
    declined,       ///< the person said no
    failed,         ///< a program or call failed in a way that none of the above describes
};

/// How far a failure blocks further tries of the same wish.
enum class Reach { nothing, zone, region, cloud };

/// An expected failure, in the three parts a person needs: what we were doing, what went wrong, what to do next.
struct Error {
    ErrorKind kind = ErrorKind::failed;
    std::string doing;   ///< a phrase that follows "while": "making disk aloft-a1-disk"
    std::string detail;  ///< what went wrong, with the original words where there are some
    std::string hint;    ///< what the person can do; may be empty
    Reach blocks = Reach::nothing;
    std::vector<std::string>
        places;  ///< zones that have what this one lacks, as the cloud says; empty: it does not say

    bool operator==(const Error&) const = default;
};

/// The stable word of a kind, as it stands in JSON and in the ledger ("no_capacity").
std::string_view to_string(ErrorKind kind);
ErrorKind error_kind_from(std::string_view word);

/// One line: doing, detail. The hint is the view's to place.
std::string describe(const Error& error);

}  // namespace aloft
