#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sched.h>

#include <fstream>

#include "unit/ledger/in_child.hpp"
#include "unit/ledger/ledger_fixture.hpp"

namespace aloft {
namespace {

using testing::HasSubstr;

/// A disk of its own, of this size, for this process alone. Needs root, or a kernel that lets anybody be root in a
/// namespace.
bool mount_disk(const std::filesystem::path& folder, const std::string& size) {
    const uid_t user = ::getuid();
    if (::unshare(CLONE_NEWNS) != 0 && (user == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)) return false;
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
    return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
}

const std::string no_mount = "no mount";

/// Leaves so many kilobytes.
void fill(const std::filesystem::path& filler, std::uintmax_t left) {
    const std::uintmax_t space = std::filesystem::space(filler.parent_path()).available;
    const std::string block(1024, 'x');
    std::ofstream stream(filler, std::ios::binary);
    for (std::uintmax_t written = 0; written + left * 1024 + block.size() <= space; written += block.size()) {
        stream << block;
    }
}

/// Empty when the failure is the one that a person with a full disk should read.
std::string mistake_in(const Error& error) {
    if (error.kind != ErrorKind::storage) return "kind " + std::string(to_string(error.kind)) + ": " + describe(error);
    if (!error.detail.contains("there is no room left to write")) return "detail: " + error.detail;
    if (!error.hint.contains("make room")) return "hint: " + error.hint;
    return error.doing.empty() ? "it does not say what was being done" : "";
}

struct Counts {
    int failed = 0;
    int done = 0;
};
std::string to_text(const Counts& counts) {
    return counts.failed > 0 && counts.done > 0
               ? "both were seen"
               : "failed " + std::to_string(counts.failed) + ", done " + std::to_string(counts.done);
}

Plan large_plan(const std::string& id, const std::string& machine) {
    Plan plan = plan_up(id, machine);
    for (Step& one : plan.steps) one.reason = std::string(20'000, 'r');
    return plan;
}

/// Calls `limit` before and `lift` after begin() for ever more room, and holds what the ledger then says against what
/// it answered.
std::string begin_under_limits(const std::filesystem::path& file, const std::function<void(int)>& limit,
                               const std::function<void()>& lift, int largest) {
    Counts counts;
    auto ledger = value_of(open_ledger(file));
    for (int room = 0; room <= largest; room += 4) {
        const std::string name = "m" + std::to_string(room);
        limit(room);
        const Result<void> begun = ledger->begin(large_plan("p" + name, name));
        const Result<std::vector<MachineSummary>> read = ledger->machines();
        lift();
        if (!begun && !mistake_in(begun.error()).empty()) return mistake_in(begun.error());
        if (!read) return "not readable: " + describe(read.error());
        ledger = value_of(open_ledger(file));
        if (value_of(ledger->machine(name)).has_value() != begun.has_value()) return "half a machine " + name;
        if (value_of(ledger->open_plan(name)).has_value() != begun.has_value()) return "half a plan " + name;
        begun ? ++counts.done : ++counts.failed;
    }
    return to_text(counts);
}

/// The same for intend().
std::string intend_under_limits(const std::filesystem::path& file, const std::function<void(int)>& limit,
                                const std::function<void()>& lift, int largest) {
    Counts counts;
    auto ledger = value_of(open_ledger(file));
    for (int room = 0; room <= largest; room += 4) {
        const std::string name = "m" + std::to_string(room);
        Plan plan = plan_up("p" + name, name);
        // As large as the limits need to be felt: else it would find room in a page that is there already.
        plan.steps[1].resource.properties["note"] = {std::string(20'000, 'n'), WhenChanged::keep};
        expect_done(ledger->begin(plan));
        limit(room);
        const Result<void> intended = ledger->intend(plan, 1, Direction::act);
        lift();
        if (!intended && !mistake_in(intended.error()).empty()) return mistake_in(intended.error());
        ledger = value_of(open_ledger(file));
        const std::size_t expected = intended ? 1 : 0;
        if (value_of(ledger->resources(name)).size() != expected) return "half a resource of " + name;
        if (value_of(ledger->open_plan(name))->open_steps.size() != expected) return "half an intent of " + name;
        intended ? ++counts.done : ++counts.failed;
    }
    return to_text(counts);
}

using LimitedRun = std::string (*)(const std::filesystem::path&, const std::function<void(int)>&,
                                   const std::function<void()>&, int);

std::string on_a_small_disk(const std::filesystem::path& folder, LimitedRun run) {
    if (!mount_disk(folder, "8m")) return no_mount;
    const std::filesystem::path filler = folder / "filler";
    return run(
        folder / "ledger.db", [&](int room) { fill(filler, static_cast<std::uintmax_t>(room)); },
        [&] { std::filesystem::remove(filler); }, 160);
}

void limit_files(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// Needs no right at all: files may not grow, as with a quota.
std::string under_a_file_limit(const std::filesystem::path& folder, LimitedRun run) {
    const std::filesystem::path file = folder / "ledger.db";
    return run(
        file, [&](int room) { limit_files(std::filesystem::file_size(file) + static_cast<rlim_t>(room) * 1024); },
        [] { limit_files(RLIM_INFINITY); }, 160);
}

class FullDisk : public testing::Test {
protected:
    void expect_both(const std::string& seen) {
        if (seen == no_mount) GTEST_SKIP() << "this computer does not let the tests mount a small disk";
        EXPECT_EQ(seen, "both were seen");
    }
    TemporaryFolder folder;
};

TEST_F(FullDisk, of_a_begin_all_is_recorded_or_nothing) {
    expect_both(in_child([&] { return on_a_small_disk(folder.path(), begin_under_limits); }));
}

TEST_F(FullDisk, of_an_intent_all_is_recorded_or_nothing) {
    expect_both(in_child([&] { return on_a_small_disk(folder.path(), intend_under_limits); }));
}

TEST_F(FullDisk, under_a_limit_of_file_sizes_of_a_begin_all_is_recorded_or_nothing) {
    expect_both(in_child([&] { return under_a_file_limit(folder.path(), begin_under_limits); }));
}

TEST_F(FullDisk, under_a_limit_of_file_sizes_of_an_intent_all_is_recorded_or_nothing) {
    expect_both(in_child([&] { return under_a_file_limit(folder.path(), intend_under_limits); }));
}

/// A new ledger for every amount of room: it opens or says why not, and opens once there is room.
TEST_F(FullDisk, a_ledger_that_could_not_be_made_is_made_when_there_is_room) {
    expect_both(in_child([&]() -> std::string {
        if (!mount_disk(folder.path(), "1m")) return no_mount;
        Counts counts;
        const std::filesystem::path filler = folder.path() / "filler";
        for (int room = 0; room <= 120; room += 4) {
            const std::filesystem::path home = folder.path() / ("home" + std::to_string(room));
            fill(filler, static_cast<std::uintmax_t>(room));
            const auto opened = open_ledger(home / "ledger.db");
            std::filesystem::remove(filler);
            if (!opened && !mistake_in(opened.error()).empty()) return mistake_in(opened.error());
            const auto again = open_ledger(home / "ledger.db");
            if (!again) return "not made with room: " + describe(again.error());
            if (opened && (*opened)->owner() != (*again)->owner()) return "another owner";
            opened ? ++counts.done : ++counts.failed;
            std::filesystem::remove_all(home);
        }
        return to_text(counts);
    }));
}

TEST_F(FullDisk, a_ledger_on_a_full_disk_can_be_read) {
    const std::string seen = in_child([&]() -> std::string {
        if (!mount_disk(folder.path(), "1m")) return no_mount;
        const std::filesystem::path file = folder.path() / "ledger.db";
        carry_out(*value_of(open_ledger(file)), plan_up("p", "a"));
        fill(folder.path() / "filler", 0);
        return std::to_string(value_of(value_of(open_ledger(file))->machines()).size()) + " machine";
    });
    if (seen == no_mount) GTEST_SKIP() << "this computer does not let the tests mount a small disk";
    EXPECT_EQ(seen, "1 machine");
}

}  // namespace
}  // namespace aloft
