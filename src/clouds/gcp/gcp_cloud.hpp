#pragma once
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "clouds/abilities.hpp"
#include "clouds/cloud.hpp"
#include "clouds/gcp/account_setup.hpp"
#include "clouds/gcp/api.hpp"
#include "clouds/gcp/compute.hpp"
#include "clouds/gcp/find_credentials.hpp"

namespace aloft::gcp {

/// Google Cloud. Each act on a resource is one call and the wait for its operation; what is there is looked at first, so
/// that twice is once.
class GcpCloud final : public Cloud,
                       public RentsByCatalog,
                       public CanStop,
                       public CanChange,
                       public LetsInByAddress,
                       public CanMove,
                       public HearsLate,
                       public IsFarAway,
                       public HasConsole,
                       public WitnessesHostKeys,
                       public KnowsQuota,
                       public AsksForQuota,
                       public SetsUpAccounts {
public:
    struct Parts {
        net::Http& http;
        Clock& clock;
        Random& random;
        const Interruption& interruption;
        Environment environment;
        Services services;
        Tokens::Find credentials;
        std::string no_card;  ///< of a rehearsal: why its machines have no GPU; empty: they have
        std::filesystem::path folder;  ///< aloft's, for what it keeps of Google; empty: nothing is kept
        Tokens::Find person = nullptr;  ///< who sets an account up; none: whoever makes machines
    };
    explicit GcpCloud(Parts parts);

    /// For calls that are none of a machine's: prices.
    Api& api() { return api_; }

    std::string_view name() const override;
    Account account() override;
    /// By the catalog alone (RentsByCatalog): whoever asks the cloud itself is told so.
    Result<std::vector<Offer>> offers(const Spec& spec) override;
    Result<void> usable() override;
    Result<Offer> settle(Offer offer) override;
    Result<std::string> caller() override;
    Blueprint blueprint(const Spec& spec, const Offer& offer, const Labels& labels) const override;

    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override;
    Result<Found> find(const ResourceRef& ref) override;
    Result<void> remove(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned(std::string_view owner) override;

    Result<Found> start(const ResourceRef& ref, const Circumstances& circumstances) override;
    Result<Found> stop(const ResourceRef& ref) override;
    Result<Found> change(const Resource& wished, const Circumstances& circumstances) override;
    Blueprint from_copy(Blueprint there, const Resource& disk, const Labels& labels) const override;
    Result<void> come_to_rest(std::span<const ResourceRef> refs) override;
    Result<void> remove_seen(const ResourceRef& ref) override;
    Result<Found> stop_running(const ResourceRef& ref) override;
    Result<std::vector<Found>> owned_of(std::string_view owner, std::string_view machine) override;
    Result<std::string> console(const ResourceRef& instance) override;
    Result<std::vector<std::string>> host_keys_told_by(const ResourceRef& instance) override;

    Result<QuotaBook> quotas(std::span<const std::string> regions) override;
    Result<QuotaEligibility> eligibility(const QuotaWish& wish) override;
    Result<QuotaRequest> ask(const QuotaWish& wish) override;
    Result<std::vector<QuotaRequest>> asked(std::span<const std::string> regions) override;

    Result<AccountPlan> plan_account(const AccountWish& wish) override;
    Result<AccountPlan> plan_mending() override;
    Result<void> carry_out(const AccountPlan& plan, const AccountTask& task) override;

private:
    Result<ChosenProject> chosen_project();
    Result<std::string> project();
    Result<std::string> image_for(const Offer& offer);
    Result<void> make(const Resource& wished, const Circumstances& circumstances, const std::string& doing);
    Result<void> change_instance(const Resource& wished, const Circumstances& circumstances);
    /// By which name a quota was asked for already.
    Result<std::string> preference_for(const QuotaWish& wish, const std::string& doing);
    Result<Found> find_existing(const ResourceRef& ref, const std::string& doing);
    /// What Google is asked to leave over of each kind.
    struct Filters {
        std::string things;  ///< that bear labels
        std::string addresses;  ///< and of rules by their names
        std::string rules;
    };
    /// The owner's things, of those that the filters leave over.
    Result<std::vector<Found>> listed(std::string_view owner, const Filters& filters);

    Parts parts_;
    Tokens tokens_;
    Api api_;
    Compute compute_;
    AccountSetup setup_;
    std::mutex mutex_;
    std::optional<ChosenProject> project_;
    std::mutex caller_mutex_;  ///< of its own: whoever signs a call asks for the project meanwhile
    std::optional<std::string> caller_;
};

}  // namespace aloft::gcp
