#include "operations/notebook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "machine/folder.hpp"
#include "machine/reach.hpp"
#include "operations/reachable.hpp"
#include "setup/notebook_secrets.hpp"
#include "system/files.hpp"
#include "system/local_port.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

constexpr const char* socket_path = "/run/aloft-notebook/lab.sock";
constexpr int usual_port = 8888;  // where everybody's notebook is
constexpr int ports_to_try = 200;
/// A machine answers before all that it starts does.
constexpr std::chrono::seconds longest_start{30};
constexpr std::chrono::seconds between_looks{1};

fs::path port_memory(const Home& home, const std::string& machine) {
    return MachineFolder(home, machine).path() / "notebook-port";
}

std::optional<int> remembered_port(const Home& home, const std::string& machine) {
    const auto text = read_file(port_memory(home, machine));
    int port = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), port).ec != std::errc())
        return std::nullopt;
    return port;
}

/// The ports that other machines had last stay theirs, so that a bookmark and a cookie go on to mean the same machine.
bool is_anothers(const Home& home, const std::string& machine, int port) {
    std::error_code ignored;
    return std::ranges::any_of(fs::directory_iterator(home.data / "machines", ignored), [&](const auto& entry) {
        const std::string other = entry.path().filename().string();
        return other != machine && remembered_port(home, other) == port;
    });
}

Result<int> choose_port(const Home& home, const std::string& machine, std::optional<int> asked) {
    const std::string doing = "opening the notebook of " + machine;
    if (asked) {
        if (port_is_free(*asked)) return *asked;
        return failure(ErrorKind::conflict, doing, fmt::format("port {} of this computer is in use", *asked),
                       "leave --port out to take a free one");
    }
    if (const auto last = remembered_port(home, machine); last && port_is_free(*last)) return *last;
    for (int port = usual_port; port < usual_port + ports_to_try; ++port)
        if (port_is_free(port) && !is_anothers(home, machine, port)) return port;
    return failure(ErrorKind::conflict, doing, fmt::format("no port from {} on is free", usual_port),
                   "name one with --port");
}

enum class Service { serves, begins, none };

/// The folder is the person's; where root signs in, root sees it too.
Result<Service> look_for_service(Surroundings& around, const std::string& machine) {
    const std::string look = fmt::format(
        "test -S {} && exit 0; unit=aloft-notebook.service; systemctl --quiet is-enabled $unit 2>/dev/null && "
        "! systemctl --quiet is-failed $unit && exit 45; exit 44",
        socket_path);
    auto finished = around.processes.run(ssh_command(around.home, machine, {look}));
    if (!finished) return failed(finished);
    switch (finished->exit_code) {
        case 0: return Service::serves;
        case 45: return Service::begins;
        case 255: return std::unexpected(ssh_error(machine, *finished));
        default: return Service::none;
    }
}

Result<void> serves(Surroundings& around, const std::string& machine) {
    const std::string doing = "looking for the notebook of " + machine;
    const auto begun = around.clock.elapsed();
    auto service = look_for_service(around, machine);
    if (service == Service::begins)
        around.events.show(
            Notice{Notice::Weight::news, fmt::format("waiting: the notebook of {} is only just starting", machine)});
    while (service == Service::begins && around.clock.elapsed() - begun < longest_start) {
        around.clock.sleep(between_looks);
        if (around.interruption.requested())
            return failure(ErrorKind::interrupted, doing, "stopped while it was starting");
        service = look_for_service(around, machine);
    }
    if (!service) return failed(service);
    if (*service == Service::serves) return {};
    return failure(ErrorKind::not_found, doing, "no notebook is running on it",
                   fmt::format("`aloft up --name {0}` installs and starts one; what it said last: "
                               "aloft ssh {0} -- sudo journalctl -u aloft-notebook -n 20",
                               machine));
}

Result<NotebookSecrets> secrets_of(Surroundings& around, const std::string& machine) {
    const std::string doing = "opening the notebook of " + machine;
    if (auto agent = agent_on(around, machine, doing); !agent) return failed(agent);
    auto secrets = read_notebook_secrets(around.home, machine);
    if (!secrets) return failed(secrets);
    if (*secrets) return **secrets;
    return failure(ErrorKind::not_found, doing, "this computer never made one there",
                   fmt::format("`aloft up --name {}` installs it", machine));
}

/// A page that goes on to the notebook with the token: in a file of the owner's, since a browser's arguments can be
/// read by all. One for each port, since the same machine may be opened twice.
Result<std::string> write_entrance(const Home& home, const std::string& machine, int port, const std::string& address,
                                   const std::string& token) {
    const fs::path file = MachineFolder(home, machine).path() / fmt::format("notebook-{}.html", port);
    const std::string page = fmt::format(
        "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta http-equiv=\"refresh\" content=\"0; url={0}?token={1}\">\n<title>aloft: {2}</title>\n"
        "<p><a href=\"{0}?token={1}\">The notebook of {2}</a></p>\n",
        address, token, machine);
    if (auto written = write_file(file, page, Readable::by_owner); !written) return failed(written);
    return file.string();
}

/// What people have, one after another. Some of them are the browser itself, as long as it runs; who ends badly after a
/// while has shown the page.
constexpr const char* try_browsers = R"(for program in xdg-open sensible-browser open wslview; do
    command -v "$program" >/dev/null || continue
    begun=$(date +%s)
    "$program" "$1" && exit
    [ $(($(date +%s) - begun)) -lt 10 ] || exit
done)";

/// It outlives us, as any browser would. A failure to find one is for the person to solve, who sees the address anyway.
void show_in_browser(Daemons& daemons, const std::string& page) {
    std::ignore = daemons.start(Command{.argv = {"/bin/sh", "-c", try_browsers, "sh", page}}, "/dev/null");
}

Result<Notebook> notebook_at(Surroundings& around, const OpenRequest& request) {
    const auto secrets = secrets_of(around, request.machine);
    if (!secrets) return failed(secrets);
    if (auto served = serves(around, request.machine); !served) return failed(served);
    const auto port = choose_port(around.home, request.machine, request.port);
    if (!port) return failed(port);
    const std::string address = fmt::format("http://127.0.0.1:{}/lab", *port);
    const auto entrance = write_entrance(around.home, request.machine, *port, address, secrets->token);
    if (!entrance) return failed(entrance);
    return Notebook{.machine = request.machine, .address = address, .port = *port, .entrance = *entrance};
}

}  // namespace

Result<std::string> notebook_password(Surroundings& around, const std::string& machine) {
    const auto secrets = secrets_of(around, machine);
    if (!secrets) return failed(secrets);
    return secrets->password;
}

Result<void> open_notebook(Surroundings& around, Conversations& conversations, Daemons& daemons,
                           const OpenRequest& request,
                           const std::function<void(TunnelNews, const Notebook&, const std::string& why)>& told) {
    const auto notebook = notebook_at(around, request);
    if (!notebook) return failed(notebook);
    const auto turn = [&](TunnelNews news, const std::string& why) {
        if (news == TunnelNews::open)
            std::ignore = write_file(port_memory(around.home, request.machine), std::to_string(notebook->port),
                                     Readable::by_owner);
        told(news, *notebook, why);
        if (news == TunnelNews::open && request.browser == Browser::open) show_in_browser(daemons, notebook->entrance);
    };
    auto kept = keep_open(around.home, conversations, around.clock, around.interruption,
                          {.machine = request.machine, .port = notebook->port, .socket = socket_path}, turn);
    std::error_code ignored;
    fs::remove(notebook->entrance, ignored);
    return kept;
}

}  // namespace aloft
