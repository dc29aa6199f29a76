// many_ups MACHINES: that many `aloft up` at once in one process on the practice cloud, then `aloft down` of all of them.
// Says how many failed, then of either how long it took in milliseconds, and the memory at most until then in kilobytes.
// All have one home, one ledger and one adapter for Google, as a person's machines have.

#include <sys/resource.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "clouds/gcp/gcp_cloud.hpp"
#include "fakes/bench.hpp"
#include "main/builtin_catalog.hpp"
#include "main/compose_google.hpp"
#include "net/curl_http.hpp"
#include "operations/down.hpp"
#include "operations/up.hpp"
#include "system/files.hpp"

namespace {

using namespace aloft;

struct NoEvents final : EventSink {
    void show(const Event& /*event*/) override {}
};

/// Keys that nobody signs in with.
class PaperKeys final : public fakes::FakeCloud {
public:
    explicit PaperKeys(std::filesystem::path file) : FakeCloud("ssh"), file_(std::move(file)) {
        std::ignore = write_file(file_, "private\n", Readable::by_owner);
    }
    Result<Found> ensure(const Resource& wished, const Circumstances& circumstances) override {
        Resource alone = wished;
        alone.needs.clear();
        auto found = FakeCloud::ensure(alone, circumstances);
        if (found)
            found->properties = {{"public_key", "ssh-ed25519 A"},
                                 {"first_host_key_file", file_.string()},
                                 {"first_host_public_key", "ssh-ed25519 B"}};
        return found;
    }

private:
    std::filesystem::path file_;
};

/// What all machines share.
struct Shared {
    Clock& clock;
    Random& random;
    const Interruption& interruption;
    Cloud& google;
    Home home;
    Ledger& ledger;
};

/// The house of one of them.
class House {
public:
    House(const Shared& shared, int number)
        : name_(fmt::format("bench{}", number)),
          keys_(shared.home.data / (name_ + ".key")),
          around_{shared.home,      shared.ledger, shared.ledger, {&shared.google}, keys_,   setup_,
                  agents_,          processes_,    shared.clock,  shared.random,    events_, shared.interruption,
                  builtin_catalog()} {}

    bool up() {
        Spec spec{.name = name_, .on = "gcp", .cpus = 4};
        spec.regions = {{"us-central1"}};
        spec.setup = Setup::bare;
        return told(aloft::up(around_, {.spec = spec, .trusted_host_keys = {}, .saved = {}}, person_));
    }
    bool down() { return told(aloft::down(around_, {.machine = name_}, person_)); }

private:
    static bool told(const Result<Outcome>& outcome) {
        if (!outcome) fmt::print(stderr, "{}\n", describe(outcome.error()));
        return outcome.has_value();
    }

    std::string name_;
    PaperKeys keys_;
    fakes::FakeCloud setup_{"agent"};
    fakes::FakeAgents agents_;
    fakes::NoProcesses processes_;
    fakes::ScriptedPerson person_;
    NoEvents events_;
    Surroundings around_;
};

std::chrono::milliseconds all_at_once(std::vector<std::unique_ptr<House>>& houses, Clock& clock, bool (House::*act)(),
                                      std::atomic<int>& failed) {
    const auto begun = clock.elapsed();
    std::vector<std::jthread> threads;
    threads.reserve(houses.size());
    for (auto& house : houses)
        threads.emplace_back([&failed, act, house = house.get()] {
            if (!(house->*act)()) ++failed;
        });
    threads.clear();
    return clock.elapsed() - begun;
}

long kilobytes_at_most() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return 2;
    SystemClock clock;
    SystemRandom random;
    const SignalInterruption interruption;
    net::CurlHttp http(interruption);
    const auto nothing = [](std::string_view) { return std::optional<std::string>(); };
    const Home home = find_home().value();
    gcp::GcpCloud google(google_in_practice({http, clock, random, interruption, nothing}, home));
    const Home practised = home.of_practice();
    const auto ledger = Ledger::open(practised.ledger(), [&clock] { return to_iso(clock.now()); }).value();
    const Shared shared{clock, random, interruption, google, practised, *ledger};
    std::vector<std::unique_ptr<House>> houses;
    for (int number = 0; number < std::atoi(words[1]); ++number)
        houses.push_back(std::make_unique<House>(shared, number));
    std::atomic<int> failed = 0;
    const auto up = all_at_once(houses, clock, &House::up, failed);
    const long after_up = kilobytes_at_most();
    const auto down = all_at_once(houses, clock, &House::down, failed);
    fmt::print("{} {} {} {} {}\n", failed.load(), up.count(), after_up, down.count(), kilobytes_at_most());
    return 0;
}
