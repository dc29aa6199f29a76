#include "ledger/resource_rows.hpp"

#include <fmt/core.h>

#include "ledger/documents.hpp"
#include "ledger/row_words.hpp"
#include "ledger/soci.hpp"

namespace aloft {
namespace {

using Id = long long;

std::optional<Id> id_of(soci::session& session, const ResourceRef& ref) {
    const std::string kind(to_string(ref.kind));
    Id id = 0;
    session << "SELECT id FROM resources WHERE provider = :provider AND kind = :kind AND name = :name"
               " AND place = :place",
        soci::use(ref.provider), soci::use(kind), soci::use(ref.name), soci::use(ref.place), soci::into(id);
    if (!session.got_data()) return std::nullopt;
    return id;
}

Id add_row(soci::session& session, const ResourceRef& ref) {
    Id id = 0;
    session << "SELECT COALESCE(MAX(id), 0) + 1 FROM resources", soci::into(id);
    const std::string kind(to_string(ref.kind));
    const std::string never_seen = document(Found{.ref = ref});
    const std::string absent(to_string(Condition::absent));
    session << "INSERT INTO resources (id, provider, kind, name, place, belongs, state, condition, price_running,"
               " price_stopped, resource, found)"
               " VALUES (:id, :provider, :kind, :name, :place, '', '', :condition, 0, 0, '', :found)",
        soci::use(id), soci::use(ref.provider), soci::use(kind), soci::use(ref.name), soci::use(ref.place),
        soci::use(absent), soci::use(never_seen);
    return id;
}

void set_state(soci::session& session, Id id, ResourceState state) {
    const std::string word = text_of_word(resource_state_words, state);
    session << "UPDATE resources SET state = :state WHERE id = :id", soci::use(word), soci::use(id);
}

void set_found(soci::session& session, Id id, const Found& found) {
    const std::string condition(to_string(found.condition));
    const std::string text = document(found);
    session << "UPDATE resources SET condition = :condition, found = :found WHERE id = :id", soci::use(condition),
        soci::use(text), soci::use(id);
}

void set_wish(soci::session& session, Id id, const Resource& resource) {
    const std::string belongs(to_string(resource.belongs));
    const std::string text = document(resource);
    const long long running = resource.price.running.micros;
    const long long stopped = resource.price.stopped.micros;
    session << "UPDATE resources SET belongs = :belongs, price_running = :running, price_stopped = :stopped,"
               " resource = :resource WHERE id = :id",
        soci::use(belongs), soci::use(running), soci::use(stopped), soci::use(text), soci::use(id);
}

void claim_row(soci::session& session, const std::string& machine, Id id) {
    session << "INSERT INTO uses (machine, resource) VALUES (:machine, :resource)"
               " ON CONFLICT (machine, resource) DO NOTHING",
        soci::use(machine), soci::use(id);
}

bool is_claimed(soci::session& session, Id id) {
    long long users = 0;
    session << "SELECT COUNT(*) FROM uses WHERE resource = :id", soci::use(id), soci::into(users);
    return users > 0;
}

/// Keeps condition and price of the machines that `which` selects by one parameter.
template <class Parameter>
void sum_up_where(soci::session& session, const std::string& which, const Parameter& parameter) {
    const std::string instance(to_string(ResourceKind::instance));
    const std::string to_machine(to_string(Belongs::to_machine));
    const std::string absent(to_string(Condition::absent));
    session << "UPDATE machines SET"
               " condition = COALESCE((SELECT r.condition FROM uses u JOIN resources r ON r.id = u.resource"
               "  WHERE u.machine = machines.name AND r.kind = :instance AND r.belongs = :to_machine"
               "  ORDER BY r.id DESC LIMIT 1), :absent),"
               " price_running = (SELECT COALESCE(SUM(r.price_running), 0) FROM uses u"
               "  JOIN resources r ON r.id = u.resource WHERE u.machine = machines.name),"
               " price_stopped = (SELECT COALESCE(SUM(r.price_stopped), 0) FROM uses u"
               "  JOIN resources r ON r.id = u.resource WHERE u.machine = machines.name)"
               " WHERE " +
                   which,
        soci::use(instance), soci::use(to_machine), soci::use(absent), soci::use(parameter);
}

void sum_up(soci::session& session, const std::string& machine) { sum_up_where(session, "name = :machine", machine); }

void sum_up_users(soci::session& session, Id id) {
    sum_up_where(session, "name IN (SELECT machine FROM uses WHERE resource = :id)", id);
}

HourlyPrice price_of(soci::session& session, Id id) {
    long long running = 0;
    long long stopped = 0;
    session << "SELECT price_running, price_stopped FROM resources WHERE id = :id", soci::use(id), soci::into(running),
        soci::into(stopped);
    return {{running}, {stopped}};
}

struct Texts {
    std::string resource, found, state;
};

ResourceRecord record_from(const Texts& row) {
    return {.resource = resource_from_document(row.resource),
            .found = found_from_document(row.found),
            .state = believed_word(value_of(resource_state_words, row.state), row.state)};
}

std::vector<ResourceRecord> records_of(soci::statement& statement, const Texts& row) {
    statement.execute();
    std::vector<ResourceRecord> records;
    while (statement.fetch()) records.push_back(record_from(row));
    return records;
}

}  // namespace

std::vector<ResourceRecord> read_resources(soci::session& session) {
    Texts row;
    soci::statement statement = (session.prepare << "SELECT resource, found, state FROM resources ORDER BY id",
                                 soci::into(row.resource), soci::into(row.found), soci::into(row.state));
    return records_of(statement, row);
}

std::vector<ResourceRecord> read_resources_of(soci::session& session, const std::string& machine) {
    Texts row;
    soci::statement statement =
        (session.prepare << "SELECT r.resource, r.found, r.state FROM uses u JOIN resources r ON r.id = u.resource"
                            " WHERE u.machine = :machine ORDER BY r.id",
         soci::into(row.resource), soci::into(row.found), soci::into(row.state), soci::use(machine));
    return records_of(statement, row);
}

std::vector<ResourceRecord> read_resources_of(soci::session& session, ResourceKind kind) {
    Texts row;
    const std::string word(to_string(kind));
    soci::statement statement =
        (session.prepare << "SELECT resource, found, state FROM resources WHERE kind = :kind ORDER BY id",
         soci::into(row.resource), soci::into(row.found), soci::into(row.state), soci::use(word));
    return records_of(statement, row);
}

std::vector<std::string> read_users(soci::session& session, const ResourceRef& ref) {
    const std::optional<Id> id = id_of(session, ref);
    if (!id) return {};
    std::string machine;
    soci::statement statement = (session.prepare << "SELECT machine FROM uses WHERE resource = :id ORDER BY machine",
                                 soci::into(machine), soci::use(*id));
    statement.execute();
    std::vector<std::string> machines;
    while (statement.fetch()) machines.push_back(machine);
    return machines;
}

void write_resource(soci::session& session, const std::string& machine, const Resource& resource, ResourceState state,
                    const std::optional<Found>& found) {
    const std::optional<Id> known = id_of(session, resource.ref);
    const Id id = known ? *known : add_row(session, resource.ref);
    const HourlyPrice before = price_of(session, id);
    set_wish(session, id, resource);
    set_state(session, id, state);
    if (found) set_found(session, id, *found);
    claim_row(session, machine, id);
    // An image may have a thousand users, and only its price is of interest to the others.
    before == resource.price ? sum_up(session, machine) : sum_up_users(session, id);
}

void mark_leaving(soci::session& session, const std::string& machine, const Resource& resource) {
    if (const std::optional<Id> id = id_of(session, resource.ref)) {
        set_state(session, *id, ResourceState::leaving);
    } else {
        write_resource(session, machine, resource, ResourceState::leaving, std::nullopt);
    }
}

void claim(soci::session& session, const std::string& machine, const ResourceRef& ref) {
    const std::optional<Id> id = id_of(session, ref);
    if (!id) return;
    claim_row(session, machine, *id);
    sum_up(session, machine);
}

void release(soci::session& session, const std::string& machine, const ResourceRef& ref, const Found& found) {
    const std::optional<Id> id = id_of(session, ref);
    if (!id) return;
    session << "DELETE FROM uses WHERE machine = :machine AND resource = :id", soci::use(machine), soci::use(*id);
    if (is_claimed(session, *id)) {
        const bool gone = found.condition == Condition::absent;
        set_state(session, *id, gone ? ResourceState::intended : ResourceState::standing);
        set_found(session, *id, found);
    } else {
        session << "DELETE FROM resources WHERE id = :id", soci::use(*id);
    }
    sum_up(session, machine);
}

void delete_what_lay_on_its_disk(soci::session& session, const std::string& machine) {
    const std::string to_disk(to_string(Belongs::to_disk));
    session << "DELETE FROM uses WHERE machine = :machine AND resource IN"
               " (SELECT id FROM resources WHERE belongs = :to_disk)",
        soci::use(machine), soci::use(to_disk);
    session << "DELETE FROM resources WHERE belongs = :to_disk AND id NOT IN (SELECT resource FROM uses)",
        soci::use(to_disk);
}

void release_all(soci::session& session, const std::string& machine) {
    session << "DELETE FROM uses WHERE machine = :machine", soci::use(machine);
}

}  // namespace aloft
