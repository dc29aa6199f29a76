#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "clouds/provider.hpp"
#include "core/result.hpp"
#include "machine/reach.hpp"
#include "system/clock.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"

namespace aloft {

/// What to run on the machine. It may run more than once: a connection that is cut tells nothing about how far it came.
struct Errand {
    std::vector<std::string> words;  ///< for the machine's shell
    std::string input;
    std::filesystem::path known_hosts;  ///< the host keys that the machine may show
    /// The fingerprint of a host key on its way out: a machine that still shows it is asked again.
    std::optional<std::string> passing_fingerprint = std::nullopt;
};

/// Talks to a machine that may still be starting. Every errand is a connection of its own, because a multiplexed one
/// would prove nothing about the host key that the machine shows now.
class Contact {
public:
    Contact(const Home& home, Processes& processes, Clock& clock, const Interruption& interruption, Address address,
            std::chrono::seconds patience, Progress progress);

    /// What the command on the machine ended with, whatever that is. Asks again, in growing pauses, while the machine
    /// does not answer, for as long as the patience lasts, which began with this object.
    Result<Finished> run(const Errand& errand);

    bool patience_ended() const;
    void tell(std::string_view text) const { progress_(text); }
    const Address& address() const { return address_; }

private:
    Command command(const Errand& errand) const;
    std::unexpected<Error> interrupted() const;
    std::unexpected<Error> given_up(Error last) const;
    std::unexpected<Error> refused_key(const Errand& errand, const Finished& finished) const;

    const Home& home_;
    Processes& processes_;
    Clock& clock_;
    const Interruption& interruption_;
    Address address_;
    std::chrono::milliseconds patience_;
    Progress progress_;
    std::chrono::milliseconds began_;
};

}  // namespace aloft
