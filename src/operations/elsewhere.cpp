#include "operations/elsewhere.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/time_span.hpp"
#include "operations/able_cloud.hpp"
#include "operations/carry_out.hpp"
#include "operations/move.hpp"

namespace aloft {
namespace {

std::string gpu_word(const GpuWish& gpu) {
    return gpu.count == 1 ? gpu.name : fmt::format("{}:{}", gpu.name, gpu.count);
}

/// As it would be typed: what `aloft resize` can change, where it is said anew. What is to stay as it is only starts, but
/// a disk alone does not: of that the same GPU is asked for once more.
std::string command_for(const Spec& asked, const MachineSummary& known) {
    const Spec& before = known.machine.spec;
    std::string words;
    const auto add = [&](std::string_view flag, const auto& now, const auto& then, const auto& text) {
        if (now && now != then) words += fmt::format(" --{} {}", flag, text(*now));
    };
    const auto size = [](Bytes bytes) { return to_string(bytes); };
    add("gpu", asked.gpu, before.gpu, gpu_word);
    add("gpu-memory", asked.gpu_memory, before.gpu_memory, size);
    add("type", asked.machine_type, before.machine_type, [](const std::string& type) { return type; });
    add("cpus", asked.cpus, before.cpus, [](int cpus) { return std::to_string(cpus); });
    add("memory", asked.memory, before.memory, size);
    add("disk", asked.disk, before.disk, size);
    add("address", asked.address, before.address, [](PublicAddress way) { return std::string(to_string(way)); });
    add("deadline", asked.deadline, before.deadline,
        [](std::chrono::seconds time) { return time.count() == 0 ? std::string("none") : time_span_text(time); });
    add("max-price", asked.max_price, std::optional<Money>(), [](Money most) { return to_string(most).substr(1); });
    if (words.empty() && known.condition == Condition::absent)
        words = fmt::format(" --gpu {}", gpu_word(known.machine.offer.gpu.value_or(GpuWish{"none", 1})));
    return fmt::format("aloft {} {}{}", words.empty() ? "start" : "resize", before.name, words);
}

bool can_name_regions(const Change& change) { return change.command.starts_with("aloft resize"); }

std::string with_the_move(const std::string& command, const std::string& regions) {
    return fmt::format("{}{}{} --move", command, regions.empty() ? "" : " --region ", regions);
}

/// A machine that is to stay what it is looks for the very same again. Of a copy its disk can be of any type, and larger.
Spec sought_elsewhere(const FullWish& wish) {
    Spec sought = wish.sought;
    if (wish.standing && wish.standing->shape != Standing::Shape::another)
        sought = the_same_again(std::move(sought), wish.standing->offer);
    sought.disk = wish.sought.disk;
    sought.disk_type = wish.said.disk_type;
    return sought;
}

Result<void> does_not_shrink(const Change& change) {
    const Bytes has = change.before.machine.offer.disk;
    if (!change.wish.sought.disk || *change.wish.sought.disk >= has) return {};
    return failure(ErrorKind::bad_input, fmt::format("planning machine {}", change.before.machine.name),
                   fmt::format("its disk can grow but not shrink (size: {} → {})", to_string(has),
                               to_string(*change.wish.sought.disk)));
}

/// What lies on the disk came along; what another card needs did not.
Result<Outcome> set_up_there(Surroundings& around, const std::string& machine, Outcome moved, Person& person) {
    auto rest = look_and_plan(around, Spec{.name = machine}, History::clean, {});
    if (!rest) return failed(rest);
    if (rest->plan.steps.empty()) return moved;
    auto done = carry_out(around, std::move(rest->plan), Leave::as_it_is, person);
    if (!done) return failed(done);
    return Outcome{std::move(moved.plan), std::move(done->found)};
}

}  // namespace

std::optional<Change> change_of(Surroundings& around, const Spec& asked) {
    auto wish = full_wish(around, asked, true);
    if (!wish || !wish->standing || able_cloud<CanMove>(around, wish->standing->offer.cloud) == nullptr)
        return std::nullopt;
    auto before = around.ledger.machine(wish->said.name);
    if (!before || !*before) return std::nullopt;
    std::string command = command_for(asked, **before);
    return Change{std::move(**before), std::move(*wish), std::move(command),
                  asked.regions.value_or(std::vector<std::string>())};
}

bool may_be_had_elsewhere(const Error& error) { return is_worth_another_place(error) || error.blocks == Reach::zone; }

std::string way_elsewhere(Surroundings& around, const Change& change, const std::optional<Offer>& refused,
                          const Error& why) {
    // What runs is not started.
    if (!can_name_regions(change) && change.before.condition != Condition::stopped) return {};
    std::vector<Tried> tried;
    if (refused)
        if (auto where = as_tried(*refused, why)) tried.push_back(std::move(*where));
    const Offer& home = change.before.machine.offer;
    Spec sought = sought_elsewhere(change.wish);
    auto offered = offer_elsewhere(around, sought, home, tried);
    std::string region;
    if (!offered && sought.regions && can_name_regions(change)) {
        sought.regions.reset();
        offered = offer_elsewhere(around, sought, home, tried);
        if (offered) region = as_tried(offered->offer, {}).value_or(Tried{}).region;
    }
    if (!offered || !offered->no_quota.empty()) return {};
    return way_there(with_the_move(change.command, region), offered->offer.place, offered->offer.price.running);
}

Result<Outcome> go_elsewhere(Surroundings& around, const Change& change, const std::optional<Offer>& refused,
                             const Error& why, const std::optional<HourlyPrice>& approved, Person& person) {
    if (auto possible = does_not_shrink(change); !possible) return failed(possible);
    MoveRequest request{.said = change.wish.said,
                        .sought = sought_elsewhere(change.wish),
                        .refused = refused,
                        .why = why,
                        .moving = Moving::asked_for,
                        .approved = approved,
                        .command = with_the_move(change.command, fmt::format("{}", fmt::join(change.regions, ",")))};
    if (!request.said.on) request.said.on = change.before.machine.offer.cloud;
    auto moved = move_machine(around, change.before, request, person);
    if (!moved) return failed(moved);
    return set_up_there(around, request.said.name, std::move(*moved), person);
}

bool is_where_it_was(Surroundings& around, const Change& change) {
    const auto now = around.ledger.machine(change.before.machine.name);
    return now && *now && (*now)->machine.offer.place == change.before.machine.offer.place;
}

}  // namespace aloft
