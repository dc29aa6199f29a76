#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/ground.hpp"
#include "operations/catalog_change.hpp"
#include "operations/practice.hpp"
#include "operations/surroundings.hpp"
#include "system/conversation.hpp"
#include "system/terminal.hpp"

namespace aloft {

/// What main() has at hand for a verb. Nothing in it is opened before a verb asks: the ledger or the home folder may
/// be unusable, and `aloft --help` must not care.
struct Backstage {
    Terminal& terminal;
    Result<Home> home;
    Clock& clock;
    Random& random;
    Processes& processes;
    Conversations& conversations;
    Daemons& daemons;
    const Interruption& interruption;
    std::vector<Cloud*> clouds;
    Provider& keys;
    Provider& setup;
    Agents& agents;
    std::function<Result<std::unique_ptr<Ledger>>()> open_ledger;
    /// What stands between operations and ledger; the ledger itself except in tests.
    std::function<Journal&(Ledger&)> journal;
    /// A variable of the person's environment: NO_COLOR, TERM, LANG, HOME.
    std::function<std::optional<std::string>(std::string_view)> environment;
    std::span<const std::byte> builtin_catalog;
    ConnectTimes* connect_times = nullptr;
    ConnectTimes* doors = nullptr;
    std::vector<CatalogFeed*> catalog_feeds;
    cli::Ground ground = cli::Ground::real;
    const PracticeTools* practice = nullptr;
};

/// `aloft` with these words after its own name; answers the exit code. See exit_code.hpp.
int run(const std::vector<std::string>& arguments, Backstage& backstage);

}  // namespace aloft
