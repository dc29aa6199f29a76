#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "ledger/database.hpp"
#include "ledger/ledger.hpp"

namespace aloft {

/// The ledger as rows. Each call is one transaction; one call at a time.
class SqlLedger final : public Ledger {
public:
    SqlLedger(std::unique_ptr<Database> database, std::string owner, std::function<std::string()> now_iso);
    ~SqlLedger() override;

    std::string owner() const override { return owner_; }

    Result<void> begin(const Plan& plan) override;
    Result<void> intend(const Plan& plan, std::size_t step, Direction direction) override;
    Result<void> done(const Plan& plan, std::size_t step, Direction direction, const Found& found) override;
    Result<void> failed(const Plan& plan, std::size_t step, Direction direction, const Error& error) override;
    Result<void> end(const std::string& plan_id, const std::optional<Error>& error) override;

    Result<std::vector<MachineSummary>> machines() override;
    Result<std::optional<MachineSummary>> machine(const std::string& name) override;
    Result<std::vector<ResourceRecord>> resources(const std::string& machine) override;
    Result<std::vector<ResourceRecord>> all_resources() override;
    Result<std::vector<ResourceRecord>> resources_of_kind(ResourceKind kind) override;
    Result<std::vector<std::string>> users_of(const ResourceRef& ref) override;
    Result<std::optional<OpenPlan>> open_plan(const std::string& machine) override;

    Result<void> record(const std::string& machine, const Resource& resource, const Found& found) override;
    Result<void> forget_machine(const std::string& name) override;

    Result<void> learn(const CapacityNews& news) override;
    Result<std::vector<CapacityNews>> capacity() override;
    Result<void> record(const QuotaRequest& request) override;
    Result<std::vector<QuotaRequest>> quota_requests() override;
    Result<void> remember(const std::vector<Distance>& distances) override;
    Result<std::vector<Distance>> distances() override;

private:
    std::unique_ptr<Database> database_;
    const std::string owner_;
    const std::function<std::string()> now_iso_;
    std::mutex one_call_;
};

}  // namespace aloft
