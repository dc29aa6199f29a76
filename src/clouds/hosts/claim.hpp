#pragma once
#include <optional>
#include <string>

#include "clouds/hosts/word_lines.hpp"
#include "core/resource.hpp"
#include "core/result.hpp"

namespace aloft::hosts {

/// Who works at this computer, told to whoever finds a host taken.
struct Claimant {
    std::string user;
    std::string computer;
};
Claimant this_claimant();

/// Whose a host is, as it stands in /var/lib/aloft-claim there, for all to read.
struct Claim {
    std::string name;  ///< of the instance: machine and owner
    Labels labels;
    std::string since;
    Claimant claimant;
};

std::string claim_text(const Claim& claim);
/// From the lines below "claim."; nothing where there are none.
std::optional<Claim> claim_in(const WordLines& answer);

/// "claimed for machine lab by anna on workstation since …"
std::string in_words(const Claim& claim);
std::unexpected<Error> taken(const std::string& host, const Claim& claim);

/// By which our line in authorized_keys is known again.
std::string key_mark(const std::string& name);

}  // namespace aloft::hosts
