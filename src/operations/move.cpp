#include "operations/move.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operations/able_cloud.hpp"
#include "operations/card.hpp"
#include "operations/carry_out.hpp"
#include "operations/catalog.hpp"
#include "operations/distance.hpp"
#include "operations/observe.hpp"
#include "operations/offers.hpp"
#include "operations/planned.hpp"

namespace aloft {
namespace {

constexpr std::int64_t hours_a_month = 730;

/// What a machine takes where the ledger says that it is.
Result<Blueprint> home_of(Surroundings& around, const MachineRecord& record, const std::string& plan = {}) {
    auto cloud = cloud_named(around, record.offer.cloud);
    if (!cloud) return failed(cloud);
    return (*cloud)->blueprint(record.spec, record.offer, {record.name, plan, record.owner});
}

/// Its disk as the ledger last saw it, which may have grown since it was made.
Result<Resource> disk_of(Surroundings& around, const MachineRecord& record) {
    auto home = home_of(around, record);
    if (!home) return failed(home);
    auto records = around.ledger.resources(record.name);
    if (!records) return failed(records);
    for (ResourceRecord& one : *records) {
        if (one.resource.ref.kind != ResourceKind::disk || is_left_by_a_move(one.resource, *home)) continue;
        if (const std::string* size = seen(one.found, "size")) one.resource.properties["size"].value = *size;
        return one.resource;
    }
    return failure(ErrorKind::conflict, fmt::format("planning to move machine {}", record.name), "it has no disk",
                   fmt::format("`aloft up --name {}` makes what is missing", record.name));
}

std::string region_of(const Offer& offer) {
    const auto found = offer.details.find("region");
    return found == offer.details.end() ? std::string() : found->second;
}

/// A snapshot is billed by what the catalog says of the region in which its disk is; nothing where it does not say.
std::optional<Money> hour_of_snapshot(const market::Catalog& catalog, const Offer& from, const Resource& disk) {
    const std::string* size = wished(disk, "size");
    const auto bytes = size == nullptr ? std::nullopt : parse_bytes(*size);
    for (const market::RegionRow& region : catalog.regions()) {
        if (catalog.text(region.cloud) != from.cloud || catalog.text(region.name) != region_of(from)) continue;
        const auto month = market::money_in(region.snapshot_gb_month);
        if (!month || !bytes) return std::nullopt;
        return Money{month->micros * (bytes->count / gibibytes(1).count) / hours_a_month};
    }
    return std::nullopt;
}

/// How far it is from here, where it leaves its region.
std::string words_of_distance(Surroundings& around, const market::Catalog& catalog, const Offer& from,
                              const Offer& there) {
    if (region_of(from) == region_of(there)) return "it stays in its region";
    const auto times = distances(around, catalog);
    const auto far = [&](const Offer& offer) -> std::string {
        if (!times) return "an unknown time";
        const auto time = times->find(fmt::format("{}/{}", offer.cloud, region_of(offer)));
        return time == times->end() ? "an unknown time" : fmt::format("{} ms", time->second.count());
    };
    return fmt::format("it leaves its region: {} is {} away, {} is {}", region_of(there), far(there), region_of(from),
                       far(from));
}

/// One move after another of the same machine, until a zone has what it needs.
class Move {
public:
    Move(Surroundings& around, const MachineSummary& machine, const MoveRequest& request, Person& person)
        : around_(around),
          machine_(machine),
          record_(machine.machine),
          request_(request),
          person_(person),
          copy_(new_plan_id(around)),
          failure_(request.why),
          shortage_(shortage_at(request.refused.value_or(record_.offer), failure_)) {
        if (request.refused) note(*request.refused);
    }

    Result<Outcome> run() {
        std::optional<Plan> approved;
        while (true) {
            auto move = plan();
            if (!move) return given_up(move.error());
            tell(move->plan);
            if (!may(move->plan, approved)) return not_approved(move->plan, approved.has_value());
            approved = move->plan;
            went_off_ = went_off_ || switches_off(move->plan);
            auto copied = carry_out(around_, copying(*move), Leave::what_serves_elsewhere, person_);
            if (copied) return leave(move->plan);
            failure_ = copied.error();
            if (!is_worth_another_place(failure_)) return taken_back(failure_);
            note(move->plan.offer);
        }
    }

private:
    void note(const Offer& offer) {
        auto tried = as_tried(offer, failure_);
        shortage_ = shortage_at(offer, failure_);
        if (!tried) return;
        if (failure_.kind == ErrorKind::no_capacity)
            if (auto learned = around_.ledger.learn(
                    {.shelf = tried->shelf, .stock = Stock::none, .said = failure_.detail, .when = {}});
                !learned)
                around_.events.show(Notice{Notice::Weight::warning, describe(learned.error())});
        tried_.push_back(std::move(*tried));
    }

    Result<MovePlan> plan() {
        auto* mover = able_cloud<CanMove>(around_, record_.offer.cloud);
        if (mover == nullptr) return std::unexpected(failure_);
        auto disk = disk_of(around_, record_);
        if (!disk) return failed(disk);
        auto offered = offer_elsewhere(around_, with_room_for(*disk), record_.offer, tried_);
        if (!offered) return failed(offered);
        if (!offered->no_quota.empty())
            return failure(ErrorKind::quota, "planning in " + offered->offer.place, offered->no_quota);
        disk->properties["size"].value = to_string(offered->offer.disk);
        auto cloud = cloud_named(around_, record_.offer.cloud);
        if (!cloud) return failed(cloud);
        const Labels labels{record_.name, copy_, record_.owner};
        PlanHead head = head_at(offered->offer);
        if (auto fits = check_setup(head); !fits) return failed(fits);
        // Its static address is its own for as long as it has not left.
        Spec copied = request_.said;
        copied.address = PublicAddress::ephemeral;
        Blueprint there = mover->from_copy((*cloud)->blueprint(copied, head.offer, labels), *disk, labels);
        auto home = home_of(around_, moved_to(head.offer), copy_);
        if (!home) return failed(home);
        if (auto priced = price(there, *disk, head); !priced) return failed(priced);
        auto world = observe(around_, record_.name, there.resources);
        if (!world) return failed(world);
        auto move = plan_move(head, there, *home, *world);
        if (move) say_what_changes(move->plan);
        return move;
    }

    /// A disk may have grown since it was made, and does not shrink on the way.
    Spec with_room_for(const Resource& disk) const {
        Spec sought = request_.sought;
        if (const std::string* size = wished(disk, "size"))
            if (const auto bytes = parse_bytes(*size); bytes && (!sought.disk || *sought.disk < *bytes))
                sought.disk = *bytes;
        return sought;
    }

    bool becomes_another() const { return request_.said != record_.spec; }

    /// What is installed has to serve another card as well; of the same one it was told when the machine was made.
    Result<void> check_setup(PlanHead& head) {
        if (!becomes_another()) return {};
        if (auto possible = check_extras(request_.said, head.offer); !possible) return possible;
        auto card = card_setup(around_, request_.said, head.offer);
        if (!card) return failed(card);
        if (!*card) return {};
        warn_of(**card, head.offer);
        head.choice.push_back(describe(**card) + ", set up when it is there");
        return {};
    }

    PlanHead head_at(const Offer& offer) {
        return {planned_ ? new_plan_id(around_) : copy_, record_.name, record_.owner, request_.said, offer, {}};
    }

    Result<void> price(Blueprint& there, const Resource& disk, PlanHead& head) {
        auto opened = open_catalog(keeping_of(around_));
        if (!opened) return failed(opened);
        const auto hour = hour_of_snapshot(opened->catalog, record_.offer, disk);
        for (Resource& resource : there.resources) {
            if (resource.ref.kind == ResourceKind::snapshot && hour) resource.price = {*hour, *hour};
        }
        head.choice.push_back(words_of_distance(around_, opened->catalog, record_.offer, head.offer));
        head.choice.push_back(
            hour ? fmt::format("the snapshot costs {} an hour for as long as the move takes", to_string(*hour))
                 : std::string("what the snapshot costs while the move lasts is not known"));
        return {};
    }

    void say_what_changes(Plan& plan) {
        planned_ = true;
        if (becomes_another())
            plan.choice.push_back(fmt::format("an hour costs {} then, and {} while it is off; now {} and {}",
                                              to_string(plan.price.running), to_string(plan.price.stopped),
                                              to_string(machine_.price.running), to_string(machine_.price.stopped)));
        if (switches_off(plan)) plan.offer.warnings.emplace_back(off_meanwhile);
    }

    static bool switches_off(const Plan& plan) {
        return std::ranges::any_of(plan.steps, [](const Step& step) { return step.action == Action::stop; });
    }

    static Plan copying(const MovePlan& move) {
        Plan plan = move.plan;
        plan.steps.resize(move.proven);
        return plan;
    }

    /// A plan that is asked about says the rest itself.
    void tell(const Plan& plan) {
        around_.events.show(
            Notice{Notice::Weight::news,
                   fmt::format("{}; {} in {} at {} an hour, here {}", shortage_, plan.offer.machine_type,
                               plan.offer.place, to_string(plan.price.running), to_string(machine_.price.running))});
        if (request_.moving == Moving::offered) return;
        for (const std::string& line : plan.choice) around_.events.show(Notice{Notice::Weight::news, "  " + line});
    }

    bool is_covered(const Plan& plan, const HourlyPrice& price) const {
        return plan.price.running <= price.running && plan.price.stopped <= price.stopped;
    }

    bool may(const Plan& plan, const std::optional<Plan>& approved) {
        // Who was asked about a zone has not said that it may leave the region.
        const bool stays =
            request_.moving == Moving::asked_for || !approved || region_of(plan.offer) == region_of(approved->offer);
        if (approved && stays && is_covered(plan, approved->price)) return true;
        if (approved) return person_.approve_instead(plan);
        if (request_.approved && is_covered(plan, *request_.approved)) return true;
        return person_.approve(plan);
    }

    /// The machine is in its new place from here on, and its old one goes.
    Result<Outcome> leave(const Plan& whole) {
        auto home = home_of(around_, moved_to(whole.offer), copy_);
        if (!home) return failed(home);
        auto world = observe(around_, record_.name, home->resources);
        if (!world) return failed(world);
        PlanHead head = head_at(whole.offer);
        head.id = new_plan_id(around_);
        auto plan = plan_leave(head, *home, *world);
        if (!plan) return failed(plan);
        auto left = carry_out(around_, std::move(*plan), Leave::as_it_is, person_);
        if (left) return Outcome{whole, left->found};
        Error error = left.error();
        error.hint = fmt::format("{0} is in {1} and runs; `aloft start {0}` removes what it left behind", record_.name,
                                 whole.offer.place);
        return std::unexpected(std::move(error));
    }

    MachineRecord moved_to(const Offer& offer) const {
        MachineRecord moved = record_;
        moved.spec = request_.said;
        moved.offer = offer;
        return moved;
    }

    std::unexpected<Error> taken_back(Error error) {
        if (error.kind == ErrorKind::interrupted) {
            error.hint = fmt::format("{0} is where it was, in {1}; `{2}` goes on, `aloft start {0}` has it run there",
                                     record_.name, record_.offer.place, request_.command);
            return std::unexpected(std::move(error));
        }
        if (auto tidied = tidy_after_move(around_, record_.name, person_); !tidied)
            error.hint += (error.hint.empty() ? "" : "; ") + describe(tidied.error());
        if (went_off_) error.hint = run_again() + (error.hint.empty() ? "" : "; ") + error.hint;
        return std::unexpected(std::move(error));
    }

    /// What it ran as before is still there. Answers what it is now, for people.
    std::string run_again() {
        const auto started = [&]() -> Result<void> {
            auto world = observe(around_, record_.name, {});
            if (!world) return failed(world);
            auto plan = plan_start({new_plan_id(around_), record_.name, record_.owner, record_.spec, record_.offer, {}},
                                   *world);
            if (!plan) return failed(plan);
            auto outcome = carry_out(around_, std::move(*plan), Leave::as_it_is, person_);
            return outcome ? Result<void>{} : failed(outcome);
        }();
        if (started) return fmt::format("it runs again as it was before, in {}", record_.offer.place);
        return fmt::format("it is off, with its disk in {} ({}); `aloft start {}` tries again", record_.offer.place,
                           describe(started.error()), record_.name);
    }

    std::unexpected<Error> given_up(const Error& nowhere) {
        Error error = failure_;
        if (tried_.size() > 1) error.detail += fmt::format(" (the last of {} zones that were tried)", tried_.size());
        if (nowhere != failure_) error.detail += "; " + nowhere.detail;
        error.hint =
            becomes_another()
                ? std::string(request_.sought.regions ? "try again later, or say with --region where else it may go"
                                                      : "try again later, or ask for another GPU")
                : fmt::format("{} stays off, with its disk in {}; try again later, or ask for another GPU or none",
                              record_.name, record_.offer.place);
        return taken_back(std::move(error));
    }

    std::unexpected<Error> not_approved(const Plan& plan, bool began) {
        Error error = failure_;
        const bool was_said = request_.moving == Moving::asked_for || began;
        error.hint = way_there(request_.command + (was_said ? " --yes" : ""), plan.offer.place, plan.price.running);
        return taken_back(std::move(error));
    }

    Surroundings& around_;
    const MachineSummary& machine_;
    const MachineRecord& record_;
    const MoveRequest& request_;
    Person& person_;
    std::string copy_;  ///< by which the snapshot is known, in whichever zone it is used
    Error failure_;     ///< the last one
    std::string shortage_;
    std::vector<Tried> tried_;
    bool planned_ = false;
    bool went_off_ = false;
};

}  // namespace

MoveRequest moving_as_it_is(const MachineSummary& machine, const Error& stockout, Moving moving) {
    const MachineRecord& record = machine.machine;
    MoveRequest request{.said = record.spec,
                        .sought = the_same_again(record.spec, record.offer),
                        .refused = record.offer,
                        .why = stockout,
                        .moving = moving,
                        .approved = {},
                        .command = fmt::format("aloft start {} --move", record.name)};
    if (moving == Moving::asked_for) request.approved = machine.price;
    return request;
}

std::string way_there(const std::string& command, const std::string& place, Money hour) {
    return fmt::format("`{}` takes it to {}, with its disk, at {} an hour", command, place, to_string(hour));
}

Result<Outcome> move_machine(Surroundings& around, const MachineSummary& machine, const MoveRequest& request,
                             Person& person) {
    if (able_cloud<CanMove>(around, machine.machine.offer.cloud) == nullptr) return std::unexpected(request.why);
    return Move(around, machine, request, person).run();
}

Result<void> tidy_after_move(Surroundings& around, const std::string& machine, Person& person) {
    auto summary = around.ledger.machine(machine);
    if (!summary) return failed(summary);
    if (!*summary || able_cloud<CanMove>(around, (*summary)->machine.offer.cloud) == nullptr) return {};
    const MachineRecord& record = (*summary)->machine;
    auto home = home_of(around, record);
    if (!home) return failed(home);
    // An address where the machine is was not left by a move, even if none is wished any more: the machine may have it yet.
    MachineRecord with_address = record;
    with_address.spec.address = PublicAddress::fixed;
    const auto all_of_home = home_of(around, with_address);
    if (!all_of_home) return failed(all_of_home);
    auto records = around.ledger.resources(machine);
    if (!records) return failed(records);
    if (std::ranges::none_of(*records,
                             [&](const ResourceRecord& one) { return is_left_by_a_move(one.resource, *all_of_home); }))
        return {};
    auto world = observe(around, machine, {});
    if (!world) return failed(world);
    std::erase_if(world->known, [&](const Resource& one) {
        return is_left_by_a_move(one, *home) && !is_left_by_a_move(one, *all_of_home);
    });
    auto plan = plan_leave({new_plan_id(around), machine, record.owner, record.spec, record.offer, {}}, *home, *world);
    if (!plan) return failed(plan);
    around.events.show(
        Notice{Notice::Weight::news,
               fmt::format("{} is in {}; what a move has left elsewhere is removed", machine, record.offer.place)});
    auto left = carry_out(around, std::move(*plan), Leave::as_it_is, person);
    return left ? Result<void>{} : failed(left);
}

}  // namespace aloft
