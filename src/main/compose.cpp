#include "main/compose.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "cli/exit_code.hpp"
#include "cli/global_words.hpp"
#include "cli/run.hpp"
#include "clouds/aws/price_feed.hpp"
#include "clouds/gcp/price_feed.hpp"
#include "clouds/hosts/hosts_cloud.hpp"
#include "clouds/local/local_cloud.hpp"
#include "machine/agent_client.hpp"
#include "machine/keys.hpp"
#include "main/builtin_catalog.hpp"
#include "main/compose_google.hpp"
#include "main/compose_practice.hpp"
#include "main/embedded_agent.hpp"
#include "net/curl_http.hpp"
#include "operations/unpractised_cloud.hpp"
#include "setup/machine_setup.hpp"
#include "system/clock.hpp"
#include "system/connect_times.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"
#include "system/random.hpp"
#include "system/terminal.hpp"

namespace aloft {
namespace {

std::optional<std::string> environment_variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

int run_aloft(const std::vector<std::string>& arguments, const JournalChoice& journal) {
    SystemClock clock;
    SystemRandom random;
    PosixProcesses processes;
    PosixConversations conversations;
    PosixTerminal terminal;
    const SignalInterruption interruption;
    TcpConnectTimes connect_times;
    TcpConnectTimes doors{22};
    const cli::GlobalWords words = cli::take_global_words(arguments, environment_variable);
    const bool practises = words.ground == cli::Ground::practice;
    const Result<Home> real_home = find_home();
    const Result<Home> home = practises && real_home ? Result<Home>(real_home->of_practice()) : real_home;
    const Home place = home.value_or(Home{});
    local::LocalCloud local(place, processes, clock);
    hosts::HostsCloud hosts(place, processes, clock, hosts::this_claimant());
    SshKeys keys(place, processes, clock, interruption);
    const AgentProgram program = embedded_agent();
    SshAgents agents({place, processes, conversations, clock, random, interruption}, program);
    MachineSetup setup(place, processes, clock, random, agents);
    net::CurlHttp http(interruption);
    aws::PriceFeed ec2_prices(http, clock);
    const GoogleIngredients for_google{http, clock, random, interruption, environment_variable};
    const gcp::GcpCloud::Parts google_parts =
        practises ? google_in_practice(for_google, real_home.value_or(Home{})) : google_itself(for_google, place);
    gcp::GcpCloud google(google_parts);
    gcp::PriceFeed google_prices(google.api(), clock, google_parts.services.billing);
    PosixDaemons daemons;
    const PracticeTools practice =
        compose_practice({real_home.value_or(Home{}), http, daemons, clock, random, processes, interruption, terminal});
    UnpractisedCloud no_local(local);
    UnpractisedCloud no_hosts(hosts);
    const std::vector<Cloud*> clouds =
        practises ? std::vector<Cloud*>{&no_local, &no_hosts, &google} : std::vector<Cloud*>{&local, &hosts, &google};
    const auto open_ledger = [&]() -> Result<std::unique_ptr<Ledger>> {
        if (!home) return failed(home);
        return Ledger::open(home->ledger(), [&clock] { return to_iso(clock.now()); });
    };
    Backstage backstage{terminal,
                        home,
                        clock,
                        random,
                        processes,
                        conversations,
                        daemons,
                        interruption,
                        clouds,
                        keys,
                        setup,
                        agents,
                        open_ledger,
                        journal,
                        environment_variable,
                        builtin_catalog(),
                        &connect_times,
                        &doors,
                        {&ec2_prices, &google_prices},
                        words.ground,
                        &practice};
    const int code = run(words.others, backstage);
    const Result<void> arrived = terminal.output_arrived();
    if (arrived || code != cli::all_well) return code;
    terminal.write_error(fmt::format("aloft: {}\n", describe(arrived.error())));
    return cli::exit_code(arrived.error().kind);
}

}  // namespace aloft
