#pragma once
#include <span>
#include <string_view>

#include "core/error.hpp"

namespace aloft::gcp {

/// What a refusal means: of a call its reason, of an operation its code.
struct Meaning {
    std::string_view code;
    std::string_view words;  ///< that its message must have; the first row that fits counts
    ErrorKind kind;
    Reach reach;
    std::string_view hint;
};

std::span<const Meaning> meanings();

namespace hints {
inline constexpr std::string_view sign_in = "sign in: gcloud auth application-default login";
inline constexpr std::string_view rights = "`aloft doctor` says what your account lacks and who can give it";
inline constexpr std::string_view wait = "it is theirs; try again in some minutes";
}  // namespace hints

}  // namespace aloft::gcp
