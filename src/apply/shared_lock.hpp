#pragma once
#include <optional>

#include "core/resource.hpp"
#include "core/result.hpp"
#include "system/home.hpp"
#include "system/lock.hpp"

namespace aloft {

/// For a resource that several machines use: whoever makes or removes it is alone with it, from reading who uses it
/// to writing what became of it. Nothing for a resource of one machine, which the machine's own lock covers.
Result<std::optional<FileLock>> lock_when_shared(const Home& home, const Resource& resource,
                                                 const std::string& machine);

}  // namespace aloft
