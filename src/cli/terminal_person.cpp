#include "cli/terminal_person.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "cli/view_plan.hpp"

namespace aloft::cli {
namespace {

/// Enter alone may say yes only to what costs nothing and takes nothing away.
bool harmless_to_do(const Plan& plan) {
    if (plan.verb == Verb::down || plan.price.running.micros != 0 || plan.price.stopped.micros != 0) return false;
    return std::ranges::none_of(plan.steps, [](const Step& step) { return step.action == Action::remove; });
}

}  // namespace

bool TerminalPerson::approve(const Plan& plan) {
    if (plan.steps.empty()) return true;
    if (consent_ == Consent::given) {
        for (const std::string& warning : plan.offer.warnings) progress_.show(Notice{Notice::Weight::warning, warning});
        return true;
    }
    if (attendance_ == Attendance::absent) {
        std::istringstream view(plan_view(plan, Explain::no, paint_, terminal_.columns()));
        for (std::string line; std::getline(view, line);) progress_.show(Notice{Notice::Weight::news, line});
        return false;
    }
    const bool yes = harmless_to_do(plan);
    progress_.pause();
    terminal_.write_error(plan_view(plan, Explain::no, paint_, terminal_.columns()));
    const std::string question =
        fmt::format("\n{} {} ", paint_(question_for(plan), Tint::strong), yes ? "[Y/n]" : "[y/N]");
    const bool approved = questions_.ask_for_letter(question, yes ? 'y' : 'n') == 'y';
    terminal_.write_error("\n");
    progress_.resume();
    return approved;
}

/// A consent that was given beforehand is to one price, unless it says the most.
bool TerminalPerson::approve_instead(const Plan& plan) {
    return (consent_ != Consent::given || plan.spec.max_price) && approve(plan);
}

Keep TerminalPerson::what_to_keep(const Plan& plan) {
    if (attendance_ == Attendance::absent) return Keep::what_is_made;
    progress_.pause();
    const std::string question =
        fmt::format("\nInterrupted. Keep what is made of {} and go on later, or remove it? [K/r] ", plan.machine);
    const bool remove = questions_.ask_for_letter(question, 'k') == 'r';
    terminal_.write_error("\n");
    progress_.resume();
    return remove ? Keep::nothing : Keep::what_is_made;
}

/// A consent that was given beforehand is to a plan, not to whoever answers at an address.
bool TerminalPerson::trusts(const Stranger& stranger) {
    if (attendance_ == Attendance::absent) return false;
    progress_.pause();
    terminal_.write_error(
        fmt::format("\nThe host key of {} is not known on this computer. Its fingerprint is\n\n    {}\n\n"
                    "On the host, `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` tells the true one.\n",
                    stranger.host, stranger.fingerprint));
    const bool trusted =
        questions_.ask_for_letter(fmt::format("{} [y/N] ", paint_("Is it the same?", Tint::strong)), 'n') == 'y';
    terminal_.write_error("\n");
    progress_.resume();
    return trusted;
}

}  // namespace aloft::cli
