// aloft on the practice cloud with machines on paper: Google's calls, planning, journal, ledger and keys are the real
// ones. Only what would be said to the machine itself is not said, since nobody is there: it is met on paper, and what is
// put on its disk is a file. Waits are a twentieth as long, so that the kill harness can afford them.
//
// ALOFT_PAPER=FOLDER  where these files are

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/global_words.hpp"
#include "cli/run.hpp"
#include "fakes/bench.hpp"
#include "fakes/late_journal.hpp"
#include "harness/paper.hpp"
#include "machine/keys.hpp"
#include "main/builtin_catalog.hpp"
#include "main/compose_google.hpp"
#include "net/curl_http.hpp"
#include "system/terminal.hpp"

namespace {

using namespace aloft;

class QuickClock final : public Clock {
public:
    Instant now() override { return clock_.now(); }
    std::chrono::milliseconds elapsed() override { return clock_.elapsed(); }
    void sleep(std::chrono::milliseconds duration) override { clock_.sleep(duration / 20); }

private:
    SystemClock clock_;
};

/// The real keys, and machines that show theirs on paper.
class KeysOfPaperMachines final : public Provider, public CanWait {
public:
    KeysOfPaperMachines(SshKeys& keys, fakes::FakeCloud& met) : keys_(keys), met_(met) {}

    std::string_view name() const override { return ssh_provider; }
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override {
        return is_key(wished.ref) ? keys_.ensure(wished, circumstances)
                                  : met_.ensure(without_needs(wished), circumstances);
    }
    Result<Found> wait(const Resource& wished, const Circumstances& circumstances) override {
        return is_key(wished.ref) ? keys_.wait(wished, circumstances)
                                  : met_.ensure(without_needs(wished), circumstances);
    }
    Result<Found> find(const ResourceRef& ref) override { return is_key(ref) ? keys_.find(ref) : met_.find(ref); }
    Result<void> remove(const ResourceRef& ref) override { return is_key(ref) ? keys_.remove(ref) : met_.remove(ref); }
    Result<std::vector<Found>> owned(std::string_view owner) override {
        auto all = keys_.owned(owner);
        auto met = met_.owned(owner);
        if (all && met) all->insert(all->end(), met->begin(), met->end());
        return all;
    }

private:
    static bool is_key(const ResourceRef& ref) { return ref.kind == ResourceKind::key; }
    /// The paper knows nothing of keys and instances.
    static Resource without_needs(Resource wished) {
        wished.needs.clear();
        return wished;
    }

    SshKeys& keys_;
    fakes::FakeCloud& met_;
};

std::optional<std::string> environment(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

int main(int count, char** words) {
    const cli::GlobalWords said =
        cli::take_global_words(std::vector<std::string>(words + 1, words + count), environment);
    const std::filesystem::path paper = std::getenv("ALOFT_PAPER");
    const Home real_home = find_home().value();
    const Home home = real_home.of_practice();
    QuickClock clock;
    SystemRandom random;
    PosixProcesses processes;
    PosixTerminal terminal;
    const SignalInterruption interruption;
    SshKeys keys(home, processes, clock, interruption);
    fakes::FakeCloud met("ssh");
    harness::keep(met, paper / "met.json");
    KeysOfPaperMachines all_keys(keys, met);
    fakes::FakeCloud setup("agent");
    harness::keep(setup, paper / "agent.json");
    fakes::FakeAgents agents;
    fakes::NoConversations conversations;
    fakes::RecordedDaemons daemons;
    net::CurlHttp http(interruption);
    gcp::GcpCloud google(google_in_practice({http, clock, random, interruption, environment}, real_home));
    const auto open_ledger = [&] { return Ledger::open(home.ledger(), [&clock] { return to_iso(clock.now()); }); };
    std::unique_ptr<fakes::LateJournal> late;
    const auto journal = [&](Ledger& ledger) -> Journal& {
        if (std::getenv("ALOFT_JOURNAL_LATE") == nullptr) return ledger;
        late = std::make_unique<fakes::LateJournal>(ledger);
        return *late;
    };
    Backstage backstage{terminal,  home,     clock, random, processes,   conversations, daemons,    interruption,
                        {&google}, all_keys, setup, agents, open_ledger, journal,       environment};
    backstage.builtin_catalog = builtin_catalog();
    backstage.ground = cli::Ground::practice;
    return run(said.others, backstage);
}
