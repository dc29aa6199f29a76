#pragma once
#include <chrono>
#include <optional>

#include "core/plan.hpp"
#include "core/result.hpp"

namespace aloft {

enum class Direction { act, undo };

/// Write before you act, write what came of it after. When a call returns success its content survives a crash, so:
/// no intent on disk, no act. Thread-safe.
class Journal {
public:
    virtual ~Journal() = default;
    /// The plan is about to run: the machine, its spec and its offer are known from here on. A plan of the same machine
    /// that never ended is ended by this, as interrupted.
    virtual Result<void> begin(const Plan& plan) = 0;
    /// A step is about to act, or to be undone. From here on the resource counts as ours.
    virtual Result<void> intend(const Plan& plan, std::size_t step, Direction direction) = 0;
    /// It acted; `found` is what came of it.
    virtual Result<void> done(const Plan& plan, std::size_t step, Direction direction, const Found& found) = 0;
    /// It failed. The resource may or may not exist; it stays in the ledger until somebody has looked.
    virtual Result<void> failed(const Plan& plan, std::size_t step, Direction direction, const Error& error) = 0;
    /// The plan has ended, well or not; no step of it is under way.
    virtual Result<void> end(const std::string& plan_id, const std::optional<Error>& error) = 0;
};

}  // namespace aloft
