#pragma once
#include <expected>
#include <utility>

#include "core/error.hpp"

namespace aloft {

/// Every expected failure is a value. Exceptions are for bugs.
template <class T>
using Result = std::expected<T, Error>;

/// Passes a failure on: `if (!found) return failed(found);`
template <class T>
std::unexpected<Error> failed(const Result<T>& result) {
    return std::unexpected(result.error());
}

inline std::unexpected<Error> failure(ErrorKind kind, std::string doing, std::string detail, std::string hint = {}) {
    return std::unexpected(Error{kind, std::move(doing), std::move(detail), std::move(hint), Reach::nothing});
}

}  // namespace aloft
