#include "agent/software.hpp"

#include <fmt/core.h>

#include <system_error>
#include <utility>

#include "agent/graph.hpp"
#include "agent/last_lines.hpp"
#include "agent/recipe_run.hpp"
#include "system/files.hpp"
#include "wire/agent_messages.hpp"

namespace aloft::agent {
namespace {

constexpr std::size_t lines_of_a_failure = 12;
/// Between two reports of the same work. A task that says a thousand lines in a second is no reason to send them all.
constexpr std::chrono::milliseconds breath{100};

std::size_t lines_to_tell(TaskState state) {
    if (state == TaskState::failed) return lines_of_a_failure;
    return state == TaskState::checking || state == TaskState::applying ? 1 : 0;
}

Result<void> make_room(const Places& places) {
    for (const auto& folder : {places.state, places.recipes()})
        if (auto made = make_private_folder(folder); !made) return made;
    std::error_code code;
    std::filesystem::create_directories(places.tasks(), code);
    // Scripts of the person pass through it to a folder of their own.
    using std::filesystem::perms;
    for (const auto& folder : {places.run, places.tasks()})
        std::filesystem::permissions(folder, perms::owner_all | perms::group_exec | perms::others_exec, code);
    if (!code) return {};
    return failure(ErrorKind::storage, "making folder " + places.tasks().string(), code.message());
}

}  // namespace

Software::Software(Places places, Scripts& scripts, Processes& processes, Clock& clock)
    : places_(std::move(places)), scripts_(scripts), processes_(processes), clock_(clock) {
    const auto text = read_file(places_.report());
    const auto report = text ? wire::software_report_from_text(*text) : failed(text);
    if (report) report_ = *report;
    const auto graph_text = read_file(places_.graph());
    const auto graph = graph_text ? wire::recipe_graph_from_text(*graph_text) : failed(graph_text);
    if (graph) graph_ = *graph;
}

Software::~Software() {
    if (worker_.joinable()) worker_.join();
}

void Software::resume() {
    const std::lock_guard lock(mutex_);
    if (report_.state != SoftwareState::at_work) return forget_secrets();
    const auto room = make_room(places_);
    const auto person = room ? ensure_person(graph_.person) : failed(room);
    if (!person) {
        report_.state = SoftwareState::failed;
        store(report_);
        return;
    }
    worker_ = std::thread([this, graph = graph_, begun = report_, user = *person] { work(graph, begun, user); });
}

Result<void> Software::begin(const RecipeGraph& graph) {
    if (auto sound = check_graph(graph); !sound) return sound;
    const std::lock_guard lock(mutex_);
    if (report_.state == SoftwareState::at_work) {
        if (graph == graph_) return {};
        return failure(ErrorKind::conflict, "beginning to install", "the machine is at work on something else",
                       "wait until it has ended, then run the command again");
    }
    if (worker_.joinable()) worker_.join();
    if (auto room = make_room(places_); !room) return room;
    const auto person = ensure_person(graph.person);
    if (!person) return failed(person);
    for (const RecipeTask& task : graph.tasks)
        if (auto gone = remove_tree(places_.log(task.name)); !gone) return gone;
    const SoftwareReport begun = nothing_done(places_, graph);
    // The report last: it is what says that the graph is to be worked on.
    if (auto kept = write_file(places_.graph(), wire::to_text(graph), Readable::by_owner); !kept) return kept;
    if (auto kept = write_file(places_.report(), wire::to_text(begun), Readable::by_owner); !kept) return kept;
    graph_ = graph;
    report_ = begun;
    worker_ = std::thread([this, graph, begun, user = *person] { work(graph, begun, user); });
    return {};
}

SoftwareReport Software::report() const {
    SoftwareReport report;
    {
        const std::lock_guard lock(mutex_);
        report = report_;
    }
    for (TaskReport& task : report.tasks)
        if (const std::size_t count = lines_to_tell(task.state)) task.last_lines = last_lines(task.log, count);
    return report;
}

void Software::follow(const std::function<bool(const SoftwareReport&)>& take, int connection) {
    const auto watch = Watch::begin();
    if (watch) std::ignore = (*watch)->add(places_.recipes());
    if (watch) {
        const std::lock_guard lock(mutex_);
        followers_.insert(watch->get());
    }
    std::optional<SoftwareReport> told;
    while (true) {
        SoftwareReport now = report();
        const bool ended = now.state != SoftwareState::at_work;
        if (now != told && !take(now)) break;
        told = std::move(now);
        if (ended || !watch || (*watch)->wait(connection) == Watch::Woken::by_hang_up) break;
        clock_.sleep(breath);
    }
    const std::lock_guard lock(mutex_);
    if (watch) followers_.erase(watch->get());
}

Result<User> Software::person() const {
    const std::lock_guard lock(mutex_);
    const std::string doing = "looking who works on this machine";
    if (graph_.person.empty())
        return failure(ErrorKind::not_found, doing, "nothing was set up on it yet", "run `aloft up` first");
    if (const auto user = find_user(graph_.person, places_.accounts)) return *user;
    return failure(ErrorKind::not_found, doing, fmt::format("its user {} is gone", graph_.person),
                   "run `aloft up` again");
}

Result<User> Software::ensure_person(const std::string& name) {
    const std::string doing = "making user " + name;
    if (!find_user(name, places_.accounts)) {
        Command command;
        command.argv = {"useradd", "--create-home", "--shell", "/bin/bash", name};
        if (const auto made = run_checked(processes_, command, doing); !made) return failed(made);
    }
    const auto user = find_user(name, places_.accounts);
    if (!user) return failure(ErrorKind::failed, doing, "useradd ended well, and there is no such user");
    if (user->id == 0) return failure(ErrorKind::bad_input, doing, name + " is another name of root");
    if (auto made = make_work_folder(*user); !made) return failed(made);
    return *user;
}

Result<void> Software::make_work_folder(const User& person) {
    Script script;
    script.argv = {"/bin/mkdir", "-p", "--", person.home + "/work"};
    script.environment = {{"LANG", "C.UTF-8"}};
    script.folder = "/";
    script.output = places_.recipes() / "work-folder.txt";
    script.as = person;
    const auto made = scripts_.run(script);
    if (!made) return failed(made);
    if (*made == 0) return {};
    return failure(ErrorKind::failed, "making folder " + script.argv.back(), read_file(script.output).value_or(""));
}

void Software::work(const RecipeGraph& graph, SoftwareReport begun, User person) {
    TaskScripts scripts(places_, scripts_, std::move(person));
    RecipeRun run(places_, graph, std::move(begun), scripts, clock_, [this](const SoftwareReport& report) {
        const std::lock_guard lock(mutex_);
        store(report);
        if (report.state != SoftwareState::at_work) forget_secrets();
    });
    run.work();
}

void Software::forget_secrets() {
    const RecipeGraph bare = without_secrets(graph_);
    if (bare == graph_) return;
    graph_ = bare;
    std::ignore = write_file(places_.graph(), wire::to_text(graph_), Readable::by_owner);
}

void Software::store(const SoftwareReport& report) {
    report_ = report;
    // A full disk makes the tasks themselves fail; what is lost with this is how far they came, and they check that.
    std::ignore = write_file(places_.report(), wire::to_text(report_), Readable::by_owner);
    for (Watch* follower : followers_) follower->ring();
}

}  // namespace aloft::agent
