#pragma once
#include <atomic>

namespace aloft {

/// Set by Ctrl-C or SIGTERM once listen_for_interruption() was called; long work looks at it between steps.
/// A second signal ends the process at once: the ledger is true at every moment, so nothing is lost.
class Interruption {
public:
    virtual ~Interruption() = default;
    virtual bool requested() const = 0;
    /// It has been acted on: what is done now is what the person chose, and is not stopped by what they said before.
    virtual void heard() const = 0;
};

class SignalInterruption final : public Interruption {
public:
    SignalInterruption();
    bool requested() const override;
    void heard() const override;
};

}  // namespace aloft
