#pragma once
#include "ledger/ledger.hpp"

namespace aloft::fakes {

/// A journal as it must not be: it writes an intent only when the act is over. The kill harness has to find it out;
/// if it does not, the harness is worth nothing.
class LateJournal final : public Journal {
public:
    explicit LateJournal(Ledger& ledger) : ledger_(ledger) {}

    Result<void> begin(const Plan& plan) override { return ledger_.begin(plan); }
    Result<void> intend(const Plan&, std::size_t, Direction) override { return {}; }
    Result<void> done(const Plan& plan, std::size_t step, Direction direction, const Found& found) override {
        if (auto late = ledger_.intend(plan, step, direction); !late) return late;
        return ledger_.done(plan, step, direction, found);
    }
    Result<void> failed(const Plan& plan, std::size_t step, Direction direction, const Error& error) override {
        if (auto late = ledger_.intend(plan, step, direction); !late) return late;
        return ledger_.failed(plan, step, direction, error);
    }
    Result<void> end(const std::string& plan_id, const std::optional<Error>& error) override {
        return ledger_.end(plan_id, error);
    }

private:
    Ledger& ledger_;
};

}  // namespace aloft::fakes
