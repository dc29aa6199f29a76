#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "cli/practice_records.hpp"
#include "cli/verbs.hpp"
#include "cli/view_practice.hpp"
#include "cli/whole_number.hpp"
#include "core/nearest.hpp"
#include "core/time_span.hpp"
#include "system/files.hpp"

namespace aloft::cli {
namespace {

using nlohmann::json;

constexpr std::size_t most_of_a_world = 4 << 20;

std::unexpected<Error> mistake(std::string detail, std::string hint = "see: aloft practice --help") {
    return failure(ErrorKind::bad_input, {}, "practice: " + std::move(detail), std::move(hint));
}

struct Part {
    std::string_view word;
    int (*act)(Call&, const PracticeKeeping&);
    std::initializer_list<std::string_view> takes;  ///< options beside --json
};

/// What stands in the words and is not the part's to take.
Result<void> refuse_idle_words(const Words& words, const Part& part) {
    if (const auto world = words.argument("WORLD"); world && part.word != "weather")
        return mistake(fmt::format("{} takes no '{}'", part.word, *world));
    for (const auto& [option, value] : words.options)
        if (option != "json" && std::ranges::find(part.takes, option) == part.takes.end())
            return mistake(fmt::format("{} takes no --{}", part.word, option));
    return {};
}

/// A world that was named: the text of a file, or the name of a ready one.
struct NamedWorld {
    std::string content;
    std::string file;  ///< empty: a name
};

Result<NamedWorld> named_world(const std::string& word) {
    std::error_code ignored;
    const bool is_file = std::filesystem::is_regular_file(word, ignored) || word.find('/') != std::string::npos ||
                         word.ends_with(".yaml") || word.ends_with(".yml");
    if (!is_file) return NamedWorld{word, ""};
    auto text = read_file(word, most_of_a_world);
    if (!text) return failed(text);
    if (text->empty()) return mistake(fmt::format("{} is empty", word));
    return NamedWorld{std::move(*text), word};
}

Result<std::optional<std::uint16_t>> port_in(const Words& words) {
    const auto text = words.value("port");
    if (!text) return std::optional<std::uint16_t>();
    const auto port = whole_number(*text, 1);
    if (!port || *port > 65535)
        return mistake(fmt::format("--port cannot be '{}'", *text), "it is a number from 1 to 65535");
    return std::optional(static_cast<std::uint16_t>(*port));
}

/// What the person said of the start, for the process that is begun.
std::vector<std::string> words_for_process(const Words& words) {
    std::vector<std::string> all;
    for (const std::string_view option : {"world", "port", "machines"}) {
        auto value = words.value(option);
        if (!value) continue;
        // It has a folder of its own.
        if (option == "world" && std::filesystem::exists(*value)) value = std::filesystem::absolute(*value).string();
        all.push_back(fmt::format("--{}={}", option, *value));
    }
    return all;
}

Result<PracticeLaunch> launch_of(const Words& words) {
    PracticeLaunch launch;
    const auto port = port_in(words);
    if (!port) return failed(port);
    launch.port = *port;
    if (const auto kind = words.value("machines")) launch.paper = *kind == "paper";
    if (const auto word = words.value("world")) {
        auto world = named_world(*word);
        if (!world) return failed(world);
        launch.world = std::move(world->content);
    }
    return launch;
}

int start(Call& call, const PracticeKeeping& keeping) {
    const Result<PracticeLaunch> launch = launch_of(call.words);
    if (!launch) return call.voice.fail(launch.error());
    if (call.words.has("foreground")) {
        if (call.voice.in_records())
            return call.voice.fail(mistake("--foreground and --json contradict each other").error());
        const Result<void> served = keeping.tools.serve(*launch);
        return served ? 0 : call.voice.fail(served.error());
    }
    PracticeStart wish{words_for_process(call.words), {}};
    // A home that was said relative to this folder would be another one there.
    if (call.backstage.environment("ALOFT_HOME")) wish.environment["ALOFT_HOME"] = keeping.home.data.string();
    wish.environment["ALOFT_PRACTICE"] = "";
    const Result<PracticeStarted> started = start_practice(keeping, wish);
    if (!started) return call.voice.fail(started.error());
    if (started->ran_already && !wish.words.empty())
        return call.voice.fail({ErrorKind::conflict,
                                "starting the practice cloud",
                                "it runs already",
                                "change its world with aloft practice weather, or stop it first",
                                {}});
    if (call.voice.in_records()) return call.voice.give_record(practice_record(started->status));
    if (started->ran_already) call.voice.tell("it runs already\n");
    call.voice.give(practice_status_view(started->status, call.voice.paint()));
    call.voice.tell(
        "\nNext:\n  aloft --practice up       make a machine there\n"
        "  aloft practice sign-in    use it with Google's own programs\n"
        "  aloft practice page       watch it in the browser\n"
        "  aloft practice bill       what it would have cost\n");
    return 0;
}

int status(Call& call, const PracticeKeeping& keeping) {
    const auto found = practice_status(keeping);
    if (!found) return call.voice.fail(found.error());
    if (call.voice.in_records()) return call.voice.give_record(practice_record(*found));
    call.voice.give(*found ? practice_status_view(**found, call.voice.paint())
                           : "the practice cloud does not run; aloft practice start begins it\n");
    return 0;
}

int stop(Call& call, const PracticeKeeping& keeping) {
    const auto stopped = stop_practice(keeping);
    if (!stopped) return call.voice.fail(stopped.error());
    if (call.voice.in_records()) return call.voice.give_record({{"running", false}});
    call.voice.give(*stopped ? "the practice cloud has stopped; what it knows is kept for the next start\n"
                             : "the practice cloud did not run\n");
    return 0;
}

Result<PracticeWeather> changed_weather(const Words& words, const PracticeKeeping& keeping) {
    const std::string word = words.argument("WORLD").value_or("show");
    if (word == "show") return practice_weather(keeping);
    const auto world = named_world(word);
    if (!world) return failed(world);
    auto changed = change_practice_weather(keeping, world->content, world->file);
    if (!changed && changed.error().kind == ErrorKind::not_found && world->file.empty())
        if (const auto present = practice_weather(keeping))
            changed.error().hint = fmt::format("there is: {}; or give a file", fmt::join(present->ready, ", "));
    return changed;
}

/// The new time; empty when the clock was not turned.
Result<std::string> turned_clock(const Words& words, const PracticeKeeping& keeping) {
    const auto text = words.value("forward");
    if (!text) return std::string();
    const auto span = time_span(*text);
    if (!span)
        return mistake(fmt::format("--forward cannot be '{}'", *text),
                       "it is a time: 3h, 90m or 1d12h; it never goes back");
    return turn_practice_clock(keeping, *span);
}

int weather(Call& call, const PracticeKeeping& keeping) {
    const auto now = turned_clock(call.words, keeping);
    if (!now) return call.voice.fail(now.error());
    const auto weather = changed_weather(call.words, keeping);
    if (!weather) return call.voice.fail(weather.error());
    if (call.voice.in_records()) {
        json record = practice_record(*weather);
        record["weather"]["now"] = now->empty() ? json(nullptr) : json(*now);
        return call.voice.give_record(record);
    }
    if (!now->empty()) call.voice.tell(fmt::format("it is {} there now\n", *now));
    const std::string word = call.words.argument("WORLD").value_or(now->empty() ? "show" : "");
    if (word == "show")
        call.voice.give(weather->text);
    else if (!word.empty())
        call.voice.give(fmt::format("the world is {} from the next call on\n",
                                    harmless(weather->name.empty() ? word : weather->name)));
    return 0;
}

int bill(Call& call, const PracticeKeeping& keeping) {
    const auto bill = practice_bill(keeping);
    if (!bill) return call.voice.fail(bill.error());
    if (call.voice.in_records()) return call.voice.give_record(practice_record(*bill));
    call.voice.give(practice_bill_view(*bill, call.voice.paint(), call.voice.columns()));
    return 0;
}

/// Ctrl-C is how following ends.
int follow(Call& call, const PracticeKeeping& keeping) {
    std::uint64_t last = 0;
    for (Wait wait = Wait::no;; wait = Wait::for_news) {
        const auto told = practice_calls(keeping, last, wait);
        if (!told && keeping.interruption.requested()) return 0;
        if (!told) return call.voice.fail(told.error());
        for (const PracticeCall& one : told->calls) {
            call.voice.give(practice_call_line(one, call.voice.paint(), call.voice.columns()));
            last = std::max(last, one.number);
        }
        if (keeping.interruption.requested()) return 0;
    }
}

int show_log(Call& call, const PracticeKeeping& keeping) {
    if (call.words.has("follow")) {
        if (call.voice.in_records())
            return call.voice.fail(mistake("--follow and --json contradict each other").error());
        return follow(call, keeping);
    }
    const auto log = practice_log(keeping);
    if (!log) return call.voice.fail(log.error());
    if (call.voice.in_records()) return call.voice.give_record(practice_record(*log));
    if (!log->older_in.empty()) call.voice.tell(older_calls_view(log->older_in));
    for (const PracticeCall& one : log->calls)
        call.voice.give(practice_call_line(one, call.voice.paint(), call.voice.columns()));
    return 0;
}

int page(Call& call, const PracticeKeeping& keeping) {
    const auto address = practice_page(keeping);
    if (!address) return call.voice.fail(address.error());
    if (call.voice.in_records()) return call.voice.give_record({{"running", true}, {"page", *address}});
    call.voice.give(*address + "\n");
    return 0;
}

int sign_in(Call& call, const PracticeKeeping& keeping) {
    const auto made = sign_in_to_practice(keeping);
    if (!made) return call.voice.fail(made.error());
    if (call.voice.in_records()) return call.voice.give_record(practice_record(*made));
    const auto status = practice_status(keeping);
    call.voice.give(practice_sign_in_view(*made, status && *status ? (*status)->address : ""));
    return 0;
}

Result<void> consent_to_reset(const Call& call) {
    if (call.words.has("yes")) return {};
    if (call.attendance() == Attendance::absent)
        return failure(ErrorKind::declined, {}, "reset needs your consent, and nobody can be asked here", "add --yes");
    const auto letter = call.questions().ask_for_letter(
        "The practice cloud's machines, disks, bill and log are removed, and what aloft knew of machines there.\n"
        "Remove all of it? [y/N] ",
        'n');
    if (letter == 'y') return {};
    return std::unexpected(said_no(Error{ErrorKind::declined, {}, "nothing was removed", {}, Reach::nothing}, call));
}

int reset(Call& call, const PracticeKeeping& keeping) {
    if (const auto consent = consent_to_reset(call); !consent) return call.voice.fail(consent.error());
    if (const auto done = reset_practice(keeping); !done) return call.voice.fail(done.error());
    if (call.voice.in_records()) return call.voice.give_record({{"running", false}});
    call.voice.give("nothing is left of the practice cloud\n");
    return 0;
}

const std::array<Part, 9>& parts() {
    static const std::array<Part, 9> all{{{"start", start, {"world", "port", "machines", "foreground"}},
                                          {"status", status, {}},
                                          {"stop", stop, {}},
                                          {"weather", weather, {"forward"}},
                                          {"bill", bill, {}},
                                          {"log", show_log, {"follow"}},
                                          {"page", page, {}},
                                          {"sign-in", sign_in, {}},
                                          {"reset", reset, {"yes"}}}};
    return all;
}

Error unknown_part(const std::string& word) {
    std::array<std::string_view, 9> words;
    std::ranges::transform(parts(), words.begin(), &Part::word);
    const std::optional<std::string> close = nearest(word, words);
    return mistake(fmt::format("there is no '{}'", word), close
                                                              ? fmt::format("did you mean: aloft practice {}?", *close)
                                                              : fmt::format("there is: {}", fmt::join(words, ", ")))
        .error();
}

}  // namespace

int verb_practice(Call& call) {
    const std::string word = call.words.argument("WHAT").value_or("status");
    const auto* const part = std::ranges::find(parts(), word, &Part::word);
    if (part == parts().end()) return call.voice.fail(unknown_part(word));
    if (const Result<void> fine = refuse_idle_words(call.words, *part); !fine) return call.voice.fail(fine.error());
    if (!call.backstage.home) return call.voice.fail(call.backstage.home.error());
    const PracticeTools* tools = call.backstage.practice;
    if (tools == nullptr)
        return call.voice.fail({ErrorKind::missing_tool, {}, "this aloft has no practice cloud", {}, {}});
    return part->act(call, {tools->home, *tools, call.backstage.clock, call.backstage.interruption});
}

}  // namespace aloft::cli
