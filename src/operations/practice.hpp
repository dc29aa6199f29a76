#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/money.hpp"
#include "core/result.hpp"
#include "net/http.hpp"
#include "system/clock.hpp"
#include "system/daemon.hpp"
#include "system/home.hpp"
#include "system/interruption.hpp"

namespace aloft {

/// How the practice cloud's process shall begin. What is not said stays as it was.
struct PracticeLaunch {
    std::string world;  ///< the YAML of a world, or the name of a ready one
    std::optional<std::uint16_t> port;
    std::optional<bool> paper;  ///< machines that are records alone
};

/// What is at hand for the practice cloud; put together in main/.
struct PracticeTools {
    Home home;  ///< the real one, whatever aloft works on
    net::Http& http;
    Daemons& daemons;
    std::string program;  ///< aloft itself, to be started as the process
    /// Is the process until it is stopped.
    std::function<Result<void>(const PracticeLaunch&)> serve;
    /// Removes the machines and the state of one that does not run.
    std::function<Result<void>()> clear;
};

struct PracticeKeeping {
    Home home;  ///< the real one
    const PracticeTools& tools;
    Clock& clock;
    const Interruption& interruption;
};

struct PracticeStatus {
    std::string address;
    std::string tls_address;
    std::string authority_file;
    std::string world;
    std::string now;  ///< in the world
    std::chrono::seconds ahead{0};
    std::string machines_kind;  ///< "real", "paper"
    std::string why_paper;
    std::vector<std::string> limitations;  ///< what they are not that Google's are
    int machines = 0;
    int running = 0;
    std::vector<std::string> projects;
    std::uint64_t calls = 0;
    int pid = 0;
};

/// Nothing: it does not run.
Result<std::optional<PracticeStatus>> practice_status(const PracticeKeeping& keeping);

struct PracticeStart {
    std::vector<std::string> words;  ///< for the process: what the person said
    std::map<std::string, std::string> environment;
};
struct PracticeStarted {
    PracticeStatus status;
    bool ran_already = false;
};
/// Starts the process and waits until it answers; says why when it does not.
Result<PracticeStarted> start_practice(const PracticeKeeping& keeping, const PracticeStart& start);
/// Waits until it has ended. False: it did not run.
Result<bool> stop_practice(const PracticeKeeping& keeping);
/// Removes its machines, its state and what aloft knew of machines there.
Result<void> reset_practice(const PracticeKeeping& keeping);

struct PracticeBillLine {
    std::string project, thing, state, what, from, until;
    bool still_on = false;
    Money hour, cost;
};
struct PracticeBill {
    std::string until;
    Money total, hourly_now;
    std::vector<PracticeBillLine> lines;
};
Result<PracticeBill> practice_bill(const PracticeKeeping& keeping);

struct PracticeCall {
    std::uint64_t number = 0;
    std::string at, method, target, caller, outcome, fault;
    int status = 0;
    int milliseconds = 0;
};
struct PracticeCalls {
    std::vector<PracticeCall> calls;
    std::uint64_t last = 0;  ///< the number of the last there is
};
enum class Wait { no, for_news };
/// Those after that number, oldest first: as many as it tells at once.
Result<PracticeCalls> practice_calls(const PracticeKeeping& keeping, std::uint64_t after, Wait wait);

struct PracticeLog {
    std::vector<PracticeCall> calls;
    std::vector<std::filesystem::path> older_in;  ///< files with those before the first of them; empty: there are none
};
/// All that the process has at hand.
Result<PracticeLog> practice_log(const PracticeKeeping& keeping);

struct PracticeWeather {
    std::string name;
    std::string text;
    std::vector<std::string> ready;  ///< names of worlds that aloft brings along
};
Result<PracticeWeather> practice_weather(const PracticeKeeping& keeping);
/// The YAML of a world, or a ready one's name. `file` is what mistakes are said to be in.
Result<PracticeWeather> change_practice_weather(const PracticeKeeping& keeping, const std::string& world,
                                                const std::string& file);
/// Answers the world's new time.
Result<std::string> turn_practice_clock(const PracticeKeeping& keeping, std::chrono::seconds forward);

struct PracticeSignIn {
    std::string project;
    std::filesystem::path service_account_key;
    std::filesystem::path authorized_user;
    /// What makes Google's own programs use them.
    std::vector<std::pair<std::string, std::string>> environment;
};
/// Writes the files into the practice home, for the owner alone.
Result<PracticeSignIn> sign_in_to_practice(const PracticeKeeping& keeping);
/// The same, for aloft's own use: where it was done already, nothing.
Result<void> let_aloft_in(const PracticeKeeping& keeping);

/// Where the page is, with the word that lets it in.
Result<std::string> practice_page(const PracticeKeeping& keeping);

}  // namespace aloft
