#include "operations/console.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/utf8.hpp"
#include "operations/known_machine.hpp"
#include "operations/observe.hpp"

namespace aloft {
namespace {

Result<std::string> console_of(Surroundings& around, const ResourceRef& instance) {
    auto provider = provider_named(around, instance.provider);
    if (!provider) return failed(provider);
    auto able = require<HasConsole>(**provider);
    if (!able) return failed(able);
    return (*able)->console(instance);
}

}  // namespace

Result<std::string> console(Surroundings& around, const std::string& machine) {
    if (auto known = known_machine(around, machine); !known) return failed(known);
    const auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    for (const ResourceRecord& record : *records) {
        const ResourceRef& ref = record.resource.ref;
        if (ref.kind != ResourceKind::instance || record.state != ResourceState::standing) continue;
        return console_of(around, ref);
    }
    return failure(ErrorKind::not_found, "reading the console of machine " + machine, "it has no instance",
                   "`aloft up` makes what is missing");
}

std::string last_line_of_console(Surroundings& around, const ResourceRef& instance) {
    const auto written = console_of(around, instance);
    if (!written) return {};
    constexpr std::string_view blank = " \t\r\n";
    const auto end = written->find_last_not_of(blank);
    if (end == std::string::npos) return {};
    const auto before = written->find_last_of("\r\n", end);
    const auto begin = written->find_first_not_of(blank, before == std::string::npos ? 0 : before);
    constexpr std::size_t enough = 300;
    return valid_utf8(std::string_view(*written).substr(begin, std::min(end + 1 - begin, enough)));
}

std::string word_on_host_keys(Surroundings& around, const ResourceRef& instance, std::string_view complaint) {
    constexpr std::string_view key_was_shown = "; shown SHA256:";
    auto provider = provider_named(around, instance.provider);
    auto* witness = provider ? dynamic_cast<WitnessesHostKeys*>(*provider) : nullptr;
    if (witness == nullptr || complaint.find(key_was_shown) == std::string_view::npos) return {};
    const auto told = witness->host_keys_told_by(instance);
    if (!told || told->empty()) return {};
    const bool is_the_machine = std::ranges::any_of(
        *told, [&](const std::string& key) { return complaint.find("; shown " + key) != std::string_view::npos; });
    return is_the_machine
               ? ". The machine itself has told its cloud of the key that was shown: its keys were made anew"
               : fmt::format(". The machine itself has told its cloud of {}: what answers is not the machine",
                             fmt::join(*told, " and "));
}

}  // namespace aloft
