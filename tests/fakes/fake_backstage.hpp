#pragma once
#include "cli/run.hpp"
#include "fakes/bench.hpp"

namespace aloft::fakes {

/// The bench and a terminal as main() would hand them over: an environment in which only HOME is set, nothing built in.
inline Backstage backstage_of(Bench& bench, Terminal& terminal) {
    return Backstage{terminal,
                     bench.folder.home(),
                     bench.clock,
                     bench.random,
                     bench.processes,
                     bench.conversations,
                     bench.daemons,
                     bench.interruption,
                     bench.around.clouds,
                     bench.keys,
                     bench.setup,
                     bench.agents,
                     [&bench] { return Result<std::unique_ptr<Ledger>>(bench.open_ledger()); },
                     [](Ledger& ledger) -> Journal& { return ledger; },
                     [&bench](std::string_view name) -> std::optional<std::string> {
                         return name == "HOME" ? std::optional(bench.folder.home().data.string()) : std::nullopt;
                     }};
}

}  // namespace aloft::fakes
