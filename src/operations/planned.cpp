#include "operations/planned.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "apply/apply_plan.hpp"
#include "core/letters.hpp"
#include "core/time_span.hpp"
#include "machine/keys.hpp"
#include "market/boot_disks.hpp"
#include "operations/card.hpp"
#include "operations/carry_out.hpp"
#include "operations/observe.hpp"
#include "operations/up.hpp"
#include "setup/wishes.hpp"

namespace aloft {
namespace {

/// Whether the GPU that it has is one of those that are asked for.
bool has_the_gpu(const Spec& said, const Offer& offer) {
    const GpuWish* gpu = wished_gpu(said);
    if (gpu == nullptr) return !said.gpu || !offer.gpu;
    if (!offer.gpu || offer.gpu->count != gpu->count) return false;
    const auto names = gpu_names(*gpu);
    return names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
               return lower_case(name) == lower_case(offer.gpu->name);
           });
}

/// Whether what is said now makes another machine of it. What was said before, and stands, does not.
bool is_another(const Spec& said, const MachineRecord& before) {
    const Offer& offer = before.offer;
    const auto is_new = [&](const auto& now, const auto& then, const auto& stands) {
        return now && now != then && *now != stands;
    };
    return !has_the_gpu(said, offer) || is_new(said.machine_type, before.spec.machine_type, offer.machine_type) ||
           is_new(said.cpus, before.spec.cpus, offer.cpus) || is_new(said.memory, before.spec.memory, offer.memory);
}

/// A type that was named once is no word about a machine with another GPU; how many processors it had is. Memory is not:
/// families differ in it by little, and the little would double all else.
void forget_a_type_without_that_gpu(Spec& said, const Spec& asked, const MachineRecord& before) {
    if (asked.machine_type || !said.machine_type || has_the_gpu(said, before.offer)) return;
    said.machine_type.reset();
    if (!said.cpus) said.cpus = before.offer.cpus;
}

std::optional<DiskType> type_of_disk(const Offer& offer) {
    const auto named = offer.details.find(disk_type_detail);
    if (named == offer.details.end()) return std::nullopt;
    const market::BootDisk* disk = market::boot_disk_named(offer.cloud, named->second);
    return disk == nullptr ? std::nullopt : std::optional(disk->type);
}

/// A machine that stands keeps what it has where nothing else is asked for. One that is rented and becomes another keeps
/// what was asked for: its type comes with sizes that nobody wished for.
Spec with_what_stands(Spec said, const Standing& standing, const Spec& asked) {
    const Offer& offer = standing.offer;
    const bool is_rented = as_tried(offer, {}).has_value();
    const bool is_another = standing.shape == Standing::Shape::another;
    if (!said.on) said.on = offer.cloud;
    if (!said.kind) said.kind = offer.kind;
    if (!said.disk) said.disk = offer.disk;
    if (!said.disk_type) said.disk_type = type_of_disk(offer);
    if (!said.gpu && !(is_another && asked.machine_type)) said.gpu = offer.gpu;
    if (!is_rented || !is_another) {
        if (!said.cpus) said.cpus = offer.cpus;
        if (!said.memory) said.memory = offer.memory;
    }
    // What it costs today was not asked for when it was made.
    if (is_rented) said.max_price = is_another ? asked.max_price : std::nullopt;
    return said;
}

/// The cloud's blueprint between the two resources that every machine has on this computer.
Blueprint with_keys(Blueprint blueprint, const Labels& labels) {
    const Resource key = key_resource(labels);
    std::optional<ResourceRef> instance;
    std::optional<std::string> known_host_key;
    for (Resource& resource : blueprint.resources) {
        if (resource.ref.kind != ResourceKind::instance) continue;
        if (std::ranges::find(resource.needs, key.ref) == resource.needs.end()) resource.needs.push_back(key.ref);
        instance = resource.ref;
        if (const std::string* known = wished(resource, "host_key")) known_host_key = *known;
    }
    blueprint.resources.insert(blueprint.resources.begin(), key);
    if (!instance) return blueprint;
    Resource host_key = host_key_resource(labels, *instance);
    // It is not aloft's to exchange; when the person has come to know another one, that is pinned instead.
    if (known_host_key) host_key.properties["host_key"] = Property{*known_host_key, WhenChanged::replace};
    blueprint.resources.push_back(std::move(host_key));
    return blueprint;
}

Result<void> tell_of_kept_disk(const Spec& spec, const Blueprint& blueprint, std::vector<std::string>& choice) {
    const auto disk =
        std::ranges::find(blueprint.resources, ResourceKind::disk, [](const Resource& one) { return one.ref.kind; });
    if (disk == blueprint.resources.end())
        return failure(ErrorKind::bad_input, fmt::format("planning machine {}", spec.name),
                       "its disk is a part of that computer, which stays as it is whatever `aloft down` does",
                       "leave out that the disk be kept");
    choice.push_back(disk->price == HourlyPrice{}
                         ? std::string("`aloft down` keeps its disk")
                         : fmt::format("`aloft down` keeps its disk, at {} an hour", to_string(disk->price.stopped)));
    return {};
}

/// What is put on the machine, once it answers with its host key.
Result<void> add_setup(Surroundings& around, const Spec& spec, const Labels& labels,
                       const std::optional<CardSetup>& card, Blueprint& blueprint) {
    auto resources =
        setup_resources(spec, labels, host_key_ref(labels), around.agents.version(), around.processes, card);
    if (!resources) return failed(resources);
    std::move(resources->begin(), resources->end(), std::back_inserter(blueprint.resources));
    return {};
}

bool does_on_the_instance(const Plan& plan, Action action) {
    return std::ranges::any_of(plan.steps, [&](const Step& step) {
        return step.action == action && step.resource.ref.kind == ResourceKind::instance;
    });
}

/// Of a machine that stands, before it becomes another.
void say_what_changes(const FullWish& wish, Plan& plan) {
    if (!wish.standing || wish.novelty == Novelty::none) return;
    if (wish.price != plan.price)
        plan.choice.push_back(fmt::format("an hour costs {} then, and {} while it is off; now {} and {}",
                                          to_string(plan.price.running), to_string(plan.price.stopped),
                                          to_string(wish.price.running), to_string(wish.price.stopped)));
    if (does_on_the_instance(plan, Action::stop) || does_on_the_instance(plan, Action::remove))
        plan.offer.warnings.emplace_back(off_meanwhile);
}

/// One of which only the disk is left has to be made again, and costs what it costs today.
Result<void> may_be_made_again_at(const Plan& plan) {
    const std::optional<Money> most = plan.spec.max_price;
    if (!most || plan.price.running <= *most || !makes_a_machine(plan) || does_on_the_instance(plan, Action::remove))
        return {};
    return failure(
        ErrorKind::bad_input, fmt::format("planning machine {}", plan.machine),
        fmt::format("it has to be made again, which costs {} an hour in {} today, and no more than {} may be "
                    "spent",
                    to_string(plan.price.running), plan.offer.place, to_string(*most)),
        "--max-price says how much may be spent");
}

/// What stands has its quota already; what it has of the same GPU is given back while it is off.
bool gets_a_new_gpu(const FullWish& wish, const Plan& plan) {
    if (!wish.standing || !does_on_the_instance(plan, Action::change) || !plan.offer.gpu) return false;
    return !wish.standing->offer.gpu || wish.standing->offer.gpu->name != plan.offer.gpu->name;
}

Result<Planned> plan_for(Surroundings& around, const FullWish& wish, const Offered& offered, History history) {
    const Spec& spec = wish.sought;
    Spec said = wish.said;
    if (!said.on) said.on = offered.offer.cloud;
    auto cloud = cloud_named(around, offered.offer.cloud);
    if (!cloud) return failed(cloud);
    if (auto possible = check_extras(spec, offered.offer); !possible) return failed(possible);
    auto card = card_setup(around, spec, offered.offer);
    if (!card) return failed(card);
    PlanHead head{new_plan_id(around), spec.name,     around.ledger.owner(),
                  std::move(said),     offered.offer, offered.choice};
    // What was offered when the machine was made says from where the person called then.
    if (auto* able = dynamic_cast<LetsInByAddress*>(*cloud))
        if (auto caller = able->caller()) head.offer.details[caller_detail] = *caller;
    if (*card) {
        warn_of(**card, head.offer);
        head.choice.push_back(describe(**card));
    }
    if (spec.deadline && spec.deadline->count() > 0)
        head.choice.push_back(
            fmt::format("the cloud itself stops it {} after each start", time_span_text(*spec.deadline)));
    const Labels labels{spec.name, head.id, head.owner};
    Blueprint blueprint = with_keys((*cloud)->blueprint(spec, head.offer, labels), labels);
    if (spec.disk_on_down == DiskOnDown::keep)
        if (auto told = tell_of_kept_disk(spec, blueprint, head.choice); !told) return failed(told);
    if (auto added = add_setup(around, spec, labels, *card, blueprint); !added) return failed(added);
    auto world = observe(around, spec.name, blueprint.resources);
    if (!world) return failed(world);
    world->history = history;
    auto plan = plan_up(head, blueprint, *world);
    if (!plan) return failed(plan);
    // What was said when the machine was made need not be said at every look at it.
    if (wish.novelty == Novelty::none && !makes_a_machine(*plan)) plan->offer.warnings.clear();
    say_what_changes(wish, *plan);
    const bool spends = makes_a_machine(*plan) || gets_a_new_gpu(wish, *plan);
    return Planned{std::move(*plan), std::move(*world), wish.novelty, spends ? offered.no_quota : "", wish.said};
}

/// For a machine of the catalog of which nothing new is asked: what was offered then, since prices move and it does
/// not. Nothing when it has to be made again, which costs what it costs today.
Result<std::optional<Planned>> plan_as_recorded(Surroundings& around, const FullWish& wish, History history) {
    if (wish.novelty == Novelty::some || !wish.standing || !as_tried(wish.standing->offer, {})) return std::nullopt;
    auto planned = plan_for(around, wish, Offered{wish.standing->offer, {}, {}}, history);
    if (!planned) return failed(planned);
    if (makes_a_machine(planned->plan)) return std::nullopt;
    return std::move(*planned);
}

}  // namespace

Result<FullWish> full_wish(Surroundings& around, const Spec& asked, bool first) {
    FullWish wish{asked, {}};
    if (wish.said.name.empty()) wish.said.name = default_machine_name;
    if (const auto mistake = mistake_in_machine_name(wish.said.name))
        return failure(ErrorKind::bad_input, fmt::format("naming the machine \"{}\"", wish.said.name), *mistake);
    auto summary = around.ledger.machine(wish.said.name);
    if (!summary) return failed(summary);
    wish.sought = wish.said;
    // Of one that is known by its name alone nothing is known that it could keep.
    if (!first || !*summary || (*summary)->machine.offer.cloud.empty()) return wish;
    const MachineRecord& before = (*summary)->machine;
    const auto has_a_place = is_somewhere(around, before.name);
    if (!has_a_place) return failed(has_a_place);
    // A file says all there is to say of the work: what it leaves out is not wished any more.
    const bool from_file = !asked.folder.empty();
    wish.said = overlay(from_file ? machine_alone(before.spec) : before.spec, wish.said);
    forget_a_type_without_that_gpu(wish.said, asked, before);
    wish.novelty = wish.said == before.spec ? Novelty::none : Novelty::some;
    if (!*has_a_place) {
        wish.sought = wish.said;
        return wish;
    }
    wish.standing =
        Standing{before.offer, is_another(wish.said, before) ? Standing::Shape::another : Standing::Shape::as_it_is};
    wish.sought = with_what_stands(wish.said, *wish.standing, asked);
    wish.price = (*summary)->price;
    return wish;
}

Result<bool> is_somewhere(Surroundings& around, const std::string& machine) {
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    return std::ranges::any_of(*records, [](const ResourceRecord& one) {
        return one.resource.belongs == Belongs::to_machine && is_bound_to_its_place(one.resource.ref.kind);
    });
}

bool makes_a_machine(const Plan& plan) { return does_on_the_instance(plan, Action::make); }

Result<Planned> plan_as_it_was(Surroundings& around, const MachineRecord& before, const Plan& failed) {
    FullWish wish{
        .said = before.spec, .sought = {}, .novelty = Novelty::none, .standing = Standing{before.offer}, .price = {}};
    wish.standing->offer.disk.count = std::max(before.offer.disk.count, failed.offer.disk.count);
    if (failed.spec.disk) wish.said.disk = failed.spec.disk;
    wish.sought = with_what_stands(wish.said, *wish.standing, {});
    return plan_for(around, wish, Offered{wish.standing->offer, {}, {}}, History::clean);
}

Result<Planned> look_and_plan(Surroundings& around, const Spec& asked, History history,
                              const std::vector<Tried>& tried) {
    auto wish = full_wish(around, asked, tried.empty());
    if (!wish) return failed(wish);
    auto recorded = plan_as_recorded(around, *wish, history);
    if (!recorded) return failed(recorded);
    if (*recorded) return std::move(**recorded);
    auto offered = offers_for(around, wish->sought, wish->standing, tried);
    if (!offered) return failed(offered);
    auto planned = plan_for(around, *wish, *offered, history);
    const bool keeps_its_shape = wish->standing && wish->standing->shape == Standing::Shape::as_it_is;
    if (!planned || !keeps_its_shape) return planned;
    if (auto affordable = may_be_made_again_at(planned->plan); !affordable) return failed(affordable);
    return planned;
}

Result<Plan> plan_up(Surroundings& around, const Spec& asked) {
    auto planned = look_and_plan(around, asked, History::clean, {});
    if (!planned) return failed(planned);
    return std::move(planned->plan);
}

}  // namespace aloft
