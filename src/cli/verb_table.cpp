#include "cli/verb_table.hpp"

#include <algorithm>
#include <vector>

#include "cli/verb_groups.hpp"

namespace aloft::cli {

constexpr OptionDescription help_option{.name = "help", .letter = 'h', .meaning = "print this help"};

std::span<const VerbDescription> verb_table() {
    static const std::vector<VerbDescription> table = [] {
        std::vector<VerbDescription> all;
        for (const auto group :
             {verbs_of_machines(), verbs_of_the_market(), verbs_of_practice(), verbs_of_this_computer()})
            all.insert(all.end(), group.begin(), group.end());
        return all;
    }();
    return table;
}

const VerbDescription* find_verb(std::string_view name) {
    const std::span<const VerbDescription> table = verb_table();
    const auto found = std::ranges::find(table, name, &VerbDescription::name);
    return found == table.end() ? nullptr : &*found;
}

std::string_view title_of(Group group) {
    switch (group) {
        case Group::machines: return "Machines";
        case Group::working: return "Working on them";
        case Group::market: return "What can be had";
        case Group::computer: return "This computer";
        case Group::itself: return "aloft itself";
        case Group::hidden: return "Hidden";
    }
    return "";
}

}  // namespace aloft::cli
