// aloft with a cloud that exists on paper only: what it has made stands in a file, which survives a kill. All else is
// the real program: arguments, planning, journal, ledger. A run takes milliseconds, so the kill harness can afford to
// try every single write.
//
// ALOFT_PAPER=FOLDER  where the files are: local.json and ssh.json, an array of what stands

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/run.hpp"
#include "fakes/bench.hpp"
#include "fakes/late_journal.hpp"
#include "harness/paper.hpp"
#include "system/terminal.hpp"

using namespace aloft;

int main(int count, char** words) {
    const std::filesystem::path paper = std::getenv("ALOFT_PAPER");
    fakes::FakeCloud cloud("local");
    fakes::FakeCloud keys("ssh");
    harness::keep(cloud, paper / "local.json");
    harness::keep(keys, paper / "ssh.json");
    fakes::FakeCloud setup("agent");
    harness::keep(setup, paper / "agent.json");
    fakes::FakeAgents agents;
    SystemClock clock;
    SystemRandom random;
    PosixTerminal terminal;
    fakes::NoProcesses processes;
    fakes::NoConversations conversations;
    fakes::RecordedDaemons daemons;
    const SignalInterruption interruption;
    const Result<Home> home = find_home();
    const auto open_ledger = [&] { return Ledger::open(home->ledger(), [&clock] { return to_iso(clock.now()); }); };
    std::unique_ptr<fakes::LateJournal> late;
    const auto journal = [&](Ledger& ledger) -> Journal& {
        if (std::getenv("ALOFT_JOURNAL_LATE") == nullptr) return ledger;
        late = std::make_unique<fakes::LateJournal>(ledger);
        return *late;
    };
    const auto environment = [](std::string_view) { return std::optional<std::string>(); };
    Backstage backstage{terminal, home, clock, random, processes,   conversations, daemons,    interruption,
                        {&cloud}, keys, setup, agents, open_ledger, journal,       environment};
    return run(std::vector<std::string>(words + 1, words + count), backstage);
}
