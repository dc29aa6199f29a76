#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "operations/practice.hpp"
#include "operations/practice_talk.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds between_looks{50};
constexpr milliseconds longest_start{60'000};
constexpr milliseconds longest_end{300'000};  // its machines are powered off first
constexpr std::size_t last_lines_bytes = 2000;

std::filesystem::path words_file(const Home& home) { return home.practice_cloud() / "practice.log"; }

std::vector<std::string> texts_in(const json& said, const char* name) {
    std::vector<std::string> texts;
    const json list = said.value(name, json::array());
    for (const json& text : list)
        if (text.is_string()) texts.push_back(text);
    return texts;
}

PracticeStatus status_of(const json& said) {
    const json clock = said.value("clock", json::object());
    const json machines = said.value("machines", json::object());
    return {practice_text(said, "address"),
            practice_text(said, "tls_address"),
            practice_text(said, "authority_file"),
            practice_text(said, "world"),
            practice_text(clock, "now"),
            std::chrono::seconds(practice_number(clock, "ahead_seconds")),
            practice_text(machines, "kind"),
            practice_text(machines, "why_paper"),
            texts_in(machines, "limitations"),
            static_cast<int>(practice_number(machines, "total")),
            static_cast<int>(practice_number(machines, "running")),
            texts_in(said, "projects"),
            static_cast<std::uint64_t>(practice_number(said, "calls")),
            static_cast<int>(practice_number(said, "pid"))};
}

/// What the process said since the file was so long; its end, when that is long.
std::string said_since(const std::filesystem::path& file, std::uintmax_t length) {
    std::string text = read_file(file).value_or("");
    text.erase(0, std::min<std::size_t>(text.size(), length));
    if (text.size() > last_lines_bytes) text.erase(0, text.size() - last_lines_bytes);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

/// What it complained of as it ended, in the parts in which it did.
std::unexpected<Error> complaint(std::string said) {
    static constexpr std::string_view name = "aloft: ";
    static constexpr std::string_view hint_line = "\nhint: ";
    std::string hint;
    if (const auto at = said.rfind(hint_line); at != std::string::npos) {
        hint = said.substr(at + hint_line.size());
        said.resize(at);
    }
    if (said.starts_with(name)) said.erase(0, name.size());
    return failure(ErrorKind::failed, "starting the practice cloud", std::move(said), std::move(hint));
}

bool is_held(const Home& home) { return FileLock::holder(practice_lock(home)).has_value(); }

Result<PracticeStatus> wait_for_answer(const PracticeKeeping& keeping, std::uintmax_t words_before) {
    static constexpr auto doing = "starting the practice cloud";
    const auto file = words_file(keeping.home);
    const milliseconds begin = keeping.clock.elapsed();
    while (true) {
        if (keeping.interruption.requested())
            return failure(ErrorKind::interrupted, doing, "you stopped the waiting; it may come up all the same",
                           "aloft practice status says whether it has");
        if (practice_endpoint(keeping.home)) {
            auto status = practice_status(keeping);
            if (status && *status) return **status;
        }
        // It says nothing before it is up, or fails. Its lock is looked at first: it may be between the two.
        const bool held = is_held(keeping.home);
        const std::string said = said_since(file, words_before);
        if (!held && !said.empty()) return complaint(said);
        if (keeping.clock.elapsed() - begin > longest_start)
            return failure(ErrorKind::unreachable, doing,
                           said.empty() ? "it does not answer" : "it does not answer; it said: " + said,
                           "see " + file.string());
        keeping.clock.sleep(between_looks);
    }
}

}  // namespace

Result<std::optional<PracticeStatus>> practice_status(const PracticeKeeping& keeping) {
    if (!practice_endpoint(keeping.home)) return std::optional<PracticeStatus>();
    const auto said = ask_practice(keeping, {"GET", "status", "", "asking the practice cloud", ""});
    if (!said) return failed(said);
    return std::optional(status_of(*said));
}

Result<PracticeStarted> start_practice(const PracticeKeeping& keeping, const PracticeStart& start) {
    auto running = practice_status(keeping);
    if (running && *running) {
        if (auto let_in = let_aloft_in(keeping); !let_in) return failed(let_in);
        return PracticeStarted{**running, true};
    }
    if (auto made = make_private_folder(keeping.home.practice_cloud()); !made) return failed(made);
    const auto file = words_file(keeping.home);
    std::error_code absent;
    const std::uintmax_t size = std::filesystem::file_size(file, absent);
    Command command;
    command.argv = {keeping.tools.program, "practice", "start", "--foreground"};
    command.argv.insert(command.argv.end(), start.words.begin(), start.words.end());
    command.environment = start.environment;
    if (auto begun = keeping.tools.daemons.start(command, file); !begun) return failed(begun);
    auto status = wait_for_answer(keeping, absent ? 0 : size);
    if (!status) return failed(status);
    if (auto let_in = let_aloft_in(keeping); !let_in) return failed(let_in);
    return PracticeStarted{std::move(*status), false};
}

Result<bool> stop_practice(const PracticeKeeping& keeping) {
    static constexpr auto doing = "stopping the practice cloud";
    if (!practice_endpoint(keeping.home)) return false;
    const auto said = ask_practice(keeping, {"POST", "stop", "{}", doing, ""});
    if (!said) return failed(said);
    const milliseconds begin = keeping.clock.elapsed();
    while (is_held(keeping.home)) {
        if (keeping.interruption.requested())
            return failure(ErrorKind::interrupted, doing, "you stopped the waiting; it ends all the same");
        if (keeping.clock.elapsed() - begin > longest_end)
            return failure(ErrorKind::unreachable, doing, "it has not ended",
                           "see " + words_file(keeping.home).string());
        keeping.clock.sleep(between_looks);
    }
    return true;
}

Result<void> reset_practice(const PracticeKeeping& keeping) {
    if (const auto stopped = stop_practice(keeping); !stopped) return failed(stopped);
    if (auto cleared = keeping.tools.clear(); !cleared) return cleared;
    return remove_tree(keeping.home.of_practice().data);
}

}  // namespace aloft
