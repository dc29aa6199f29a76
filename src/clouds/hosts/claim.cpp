#include "clouds/hosts/claim.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace aloft::hosts {

Claimant this_claimant() {
    constexpr std::size_t longest_name = 256;
    constexpr std::size_t room = 16384;
    std::array<char, longest_name> computer{};
    if (::gethostname(computer.data(), computer.size() - 1) != 0) computer.front() = '\0';
    std::array<char, room> text{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found);
    return {found == nullptr ? std::to_string(::geteuid()) : found->pw_name, computer.data()};
}

std::string claim_text(const Claim& claim) {
    return lines_of({{"name", claim.name},
                     {"machine", claim.labels.machine},
                     {"plan", claim.labels.plan},
                     {"owner", claim.labels.owner},
                     {"since", claim.since},
                     {"user", claim.claimant.user},
                     {"computer", claim.claimant.computer}});
}

std::optional<Claim> claim_in(const WordLines& answer) {
    const WordLines lines = answer.below("claim.");
    if (lines.empty()) return std::nullopt;
    return Claim{lines.first("name"),
                 {lines.first("machine"), lines.first("plan"), lines.first("owner")},
                 lines.first("since"),
                 {lines.first("user"), lines.first("computer")}};
}

std::string in_words(const Claim& claim) {
    if (claim.name.empty()) return "claimed in a way that this aloft cannot read";
    return "claimed for machine " + claim.labels.machine + " by " + claim.claimant.user + " on " +
           claim.claimant.computer + " (owner " + claim.labels.owner + ") since " + claim.since;
}

std::unexpected<Error> taken(const std::string& host, const Claim& claim) {
    return failure(ErrorKind::conflict, "claiming host " + host, "it is " + in_words(claim),
                   "`aloft down " + claim.labels.machine +
                       "` there releases it; where that is not possible any more, `rm /var/lib/aloft-claim` on the "
                       "host does, as root");
}

std::string key_mark(const std::string& name) { return "aloft-claim=" + name + ";"; }

}  // namespace aloft::hosts
