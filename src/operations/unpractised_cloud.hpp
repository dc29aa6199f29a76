#pragma once
#include "clouds/cloud.hpp"

namespace aloft {

/// A cloud while aloft practises, when there is no practice of it: it has nothing, makes nothing, and says why. What it
/// can do beside is hidden, so that no verb reaches what is real.
class UnpractisedCloud final : public Cloud {
public:
    explicit UnpractisedCloud(const Cloud& real) : real_(real) {}

    std::string_view name() const override { return real_.name(); }
    Account account() override;
    Result<std::vector<Offer>> offers(const Spec& spec) override;
    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override;
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override;
    Result<Found> find(const ResourceRef& ref) override;
    Result<void> remove(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned(std::string_view owner) override;

private:
    std::unexpected<Error> refusal(std::string doing) const;
    const Cloud& real_;
};

}  // namespace aloft
