#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clouds/provider.hpp"
#include "core/offer.hpp"
#include "core/quota.hpp"
#include "core/spec.hpp"

namespace aloft {

/// Switches instances off and on; the disk is kept.
class CanStop {
public:
    static constexpr std::string_view what = "stop and start machines";
    virtual ~CanStop() = default;
    virtual Result<Found> start(const ResourceRef& ref, const Circumstances& circumstances) = 0;
    virtual Result<Found> stop(const ResourceRef& ref) = 0;
};

/// Makes a machine's disk elsewhere of a copy of the one that it has.
class CanMove {
public:
    static constexpr std::string_view what = "move machines";
    virtual ~CanMove() = default;
    /// Pure: what a machine takes in another place, where its disk is made of a snapshot of `disk`, which is one
    /// resource more. The snapshot has a name of its own for each labels.plan, so that none is mistaken for another.
    virtual Blueprint from_copy(Blueprint there, const Resource& disk, const Labels& labels) const = 0;
};

/// Changes properties marked WhenChanged::change or ::grow where the resource stands.
class CanChange {
public:
    static constexpr std::string_view what = "change what stands";
    virtual ~CanChange() = default;
    virtual Result<Found> change(const Resource& wished, const Circumstances& circumstances) = 0;
};

/// Rents the machines that the catalog has of it, at its prices.
class RentsByCatalog {
public:
    static constexpr std::string_view what = "rent machines of the catalog";
    virtual ~RentsByCatalog() = default;
    /// Whether somebody is signed in there who can pay, as far as this computer knows; the cloud is not asked.
    virtual Result<void> usable() = 0;
    /// The catalog's offer as this account has it: EC2 calls a zone by another name in each. The details "region", "zone"
    /// and "buying" stay the catalog's, by which an offer is known again; "address_running" and "address_stopped" say how
    /// much of its price is the address's, in millionths of a dollar.
    virtual Result<Offer> settle(Offer offer) = 0;
};

/// Offer::details: what the machine's disk is made of, by the cloud's own word: "pd-ssd".
inline constexpr const char* disk_type_detail = "disk_type";

/// Offer::details: from where the person calls, as "203.0.113.7/32".
inline constexpr const char* caller_detail = "caller";

/// Lets in whoever calls from the person's own address, which changes when he moves. The machine's firewall has it as its
/// property "sources".
class LetsInByAddress {
public:
    static constexpr std::string_view what = "let in by address";
    virtual ~LetsInByAddress() = default;
    /// From where this computer calls now.
    virtual Result<std::string> caller() = 0;
};

/// Waits until a resource answers.
class CanWait {
public:
    static constexpr std::string_view what = "wait for what it made";
    virtual ~CanWait() = default;
    virtual Result<Found> wait(const Resource& wished, const Circumstances& circumstances) = 0;
};

/// Is told things over a network, so that it may act on the words of a caller who has died since.
class HearsLate {
public:
    static constexpr std::string_view what = "say when it has come to rest";
    virtual ~HearsLate() = default;
    /// Waits until whatever was told about these by a caller who is gone has arrived, and has been done or has failed.
    virtual Result<void> come_to_rest(std::span<const ResourceRef> refs) = 0;
};

/// Is far away, so that each question costs: what was seen a moment ago is not looked at again, and for one machine not
/// everybody's things are listed.
class IsFarAway {
public:
    static constexpr std::string_view what = "act on what was seen";
    virtual ~IsFarAway() = default;
    /// remove() of what was seen to be there, and to be ours.
    virtual Result<void> remove_seen(const ResourceRef& ref) = 0;
    /// stop() of what was seen to run.
    virtual Result<Found> stop_running(const ResourceRef& ref) = 0;
    /// owned(), but of that machine alone.
    virtual Result<std::vector<Found>> owned_of(std::string_view owner, std::string_view machine) = 0;
};

/// What the machine wrote to its console, newest last.
class HasConsole {
public:
    static constexpr std::string_view what = "show a machine's console";
    virtual ~HasConsole() = default;
    virtual Result<std::string> console(const ResourceRef& instance) = 0;
};

/// Keeps for whoever may see the machine what the machine itself says of its host keys.
class WitnessesHostKeys {
public:
    static constexpr std::string_view what = "say which host keys a machine has";
    virtual ~WitnessesHostKeys() = default;
    /// Their fingerprints: "SHA256:…". None where the machine has said nothing.
    virtual Result<std::vector<std::string>> host_keys_told_by(const ResourceRef& instance) = 0;
};

/// A machine that the cloud did not make, and whose host key nobody has vouched for yet.
struct Stranger {
    std::string host;  ///< as the person writes it
    std::string key;  ///< the host key that it shows now
    std::string fingerprint;  ///< of it: "SHA256:…"
    bool operator==(const Stranger&) const = default;
};

/// Goes to machines that were there before, and has to know them by their host keys.
class MeetsStrangers {
public:
    static constexpr std::string_view what = "go to machines that were there before";
    virtual ~MeetsStrangers() = default;
    /// Those that the wish names, whose key is not known, and that answer.
    virtual Result<std::vector<Stranger>> strangers(const Spec& spec) = 0;
    /// From now on it is known by that key. Only on a person's word, who has compared the fingerprint.
    virtual Result<void> trust(const Stranger& stranger) = 0;
};

/// Tells what of its quotas is granted and used.
class KnowsQuota {
public:
    static constexpr std::string_view what = "tell its quotas";
    virtual ~KnowsQuota() = default;
    /// Those of the regions and those that count everywhere, all at once. What the cloud does not tell is left out:
    /// an absence is not a limit of nothing.
    virtual Result<QuotaBook> quotas(std::span<const std::string> regions) = 0;
};

/// Asks the cloud for more.
class AsksForQuota {
public:
    static constexpr std::string_view what = "ask for quota";
    virtual ~AsksForQuota() = default;
    /// As the cloud tells it beforehand; nothing is asked for.
    virtual Result<QuotaEligibility> eligibility(const QuotaWish& wish) = 0;
    /// Twice is once. Fails with conflict while another wish for the same quota is open, if there may be one only.
    virtual Result<QuotaRequest> ask(const QuotaWish& wish) = 0;
    /// Every wish that the cloud remembers, as it is now, in these regions and everywhere; of a quota the last one.
    virtual Result<std::vector<QuotaRequest>> asked(std::span<const std::string> regions) = 0;
};

/// The ability, or a failure that names who lacks it.
template <class Ability>
Result<Ability*> require(Provider& provider) {
    if (auto* able = dynamic_cast<Ability*>(&provider)) return able;
    return failure(ErrorKind::bad_input, "asking " + std::string(provider.name()),
                   std::string(provider.name()) + " cannot " + std::string(Ability::what));
}

}  // namespace aloft
