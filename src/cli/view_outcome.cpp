#include "cli/view_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/address.hpp"
#include "cli/text.hpp"
#include "cli/view_plan.hpp"
#include "core/host_list.hpp"

namespace aloft::cli {

std::string up_outcome_view(const Outcome& outcome, const Paint& paint) {
    const Plan& plan = outcome.plan;
    const std::string& name = plan.machine;
    std::string text;
    if (plan.steps.empty()) text += plan_view(plan, Explain::no, paint, 80);
    const std::optional<FoundAddress> address = address_in(outcome.found);
    if (address)
        text += fmt::format("{} is running at {}\n{}\n", paint(name, Tint::strong), to_string(*address),
                            price_text(plan.offer, plan.price));
    struct Next {
        std::string words;
        std::string_view meaning;
    };
    constexpr std::size_t ways_of_the_set_up = 2;
    const bool is_a_persons_own = outcome.plan.offer.cloud == hosts_provider;
    std::vector<Next> next = {
        {fmt::format("aloft open {}", name), "its notebook, in the browser"},
        {fmt::format("aloft run {} -- COMMAND", name), "something that outlives the connection"},
        {fmt::format("aloft ssh {}", name), "a shell on it"},
    };
    if (!is_a_persons_own) next.push_back({fmt::format("aloft stop {}", name), "switch it off, keep its disk"});
    next.push_back({fmt::format("aloft down {}", name), is_a_persons_own ? "release it, and take away what was brought"
                                                                         : "remove it and all that was made for it"});
    text += "\n";
    const bool is_set_up = of_kind(outcome.found, ResourceKind::software) != nullptr;
    const auto ways = std::span(next).subspan(is_set_up ? 0 : ways_of_the_set_up);
    std::size_t width = 0;
    for (const Next& way : ways) width = std::max(width, way.words.size() + 1);
    for (const Next& way : ways)
        text += fmt::format("  {}{}  {}\n", paint(way.words, Tint::strong), std::string(width - way.words.size(), ' '),
                            way.meaning);
    return text;
}

std::string outcome_sentence(const std::string& machine, const Outcome& outcome) {
    const bool nothing = outcome.plan.steps.empty();
    switch (outcome.plan.verb) {
        case Verb::up: return nothing ? fmt::format("{} is as asked\n", machine) : fmt::format("{} is up\n", machine);
        case Verb::move:
        case Verb::start:
            return nothing ? fmt::format("{} is running: nothing to do\n", machine)
                           : fmt::format("{} is running; a shell on it: aloft ssh {}\n", machine, machine);
        case Verb::stop:
            return nothing
                       ? fmt::format("{} is stopped: nothing to do\n", machine)
                       : fmt::format("{} is stopped, its disk is kept; on again: aloft start {}\n", machine, machine);
        case Verb::shelve:
            return fmt::format(
                "{}its disk is kept, at {}; the machine again on it: aloft up --name {}\n"
                "to remove the disk: aloft down {} --with-disk\n",
                nothing ? fmt::format("only the disk of {} is left: nothing to do; ", machine)
                        : fmt::format("{} is gone; ", machine),
                price_of_disk(outcome.plan.offer, outcome.plan.price), machine, machine);
        case Verb::down:
            return nothing ? fmt::format("nothing of {} is left: nothing to do\n", machine)
                           : fmt::format("{} is gone, with all that was made for it\n", machine);
    }
    return "";
}

}  // namespace aloft::cli
