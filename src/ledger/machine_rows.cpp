#include "ledger/machine_rows.hpp"

#include <fmt/core.h>

#include <limits>

#include "ledger/documents.hpp"
#include "ledger/row_words.hpp"
#include "ledger/soci.hpp"

namespace aloft {
namespace {

constexpr long long not_said = -1;

/// One row, in the types of the database. Text and number stand for "not said" as '' and -1.
struct Row {
    std::string name, owner, created, changed;
    std::string wished_on, wished_kind, wished_gpu, wished_work;
    long long wished_cpus = not_said, wished_memory = not_said, wished_disk = not_said, wished_gpu_count = not_said;
    std::string cloud, place, machine_type, kind, gpu, details, warnings;
    long long cpus = 0, memory = 0, disk = 0, gpu_count = not_said, offer_running = 0, offer_stopped = 0;
    std::string condition;
    long long price_running = 0, price_stopped = 0;
};

int small(long long number) {
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) {
        throw CorruptRow(fmt::format("{} is too large a number", number));
    }
    return static_cast<int>(number);
}

std::optional<Bytes> size_from(long long number) {
    return number == not_said ? std::nullopt : std::optional(Bytes{number});
}

std::optional<GpuWish> gpu_from(const std::string& name, long long count) {
    return count == not_said ? std::nullopt : std::optional(GpuWish{name, small(count)});
}

MachineKind kind_from(const std::string& word) { return believed_word(machine_kind_from(word), word); }

Spec spec_from(const Row& row) {
    Spec spec = row.wished_work.empty() ? Spec{} : spec_from_document(row.wished_work);
    spec.name = row.name;
    if (!row.wished_on.empty()) spec.on = row.wished_on;
    if (!row.wished_kind.empty()) spec.kind = kind_from(row.wished_kind);
    if (row.wished_cpus != not_said) spec.cpus = small(row.wished_cpus);
    spec.memory = size_from(row.wished_memory);
    spec.disk = size_from(row.wished_disk);
    spec.gpu = gpu_from(row.wished_gpu, row.wished_gpu_count);
    return spec;
}

/// What is said of the work that the machine shall do, and not of the machine; '' for nothing.
std::string work_document(Spec spec) {
    spec.name.clear();
    spec.on.reset();
    spec.kind.reset();
    spec.cpus.reset();
    spec.memory.reset();
    spec.disk.reset();
    spec.gpu.reset();
    return spec == Spec{} ? "" : document(spec);
}

Offer offer_from(const Row& row) {
    return {.cloud = row.cloud,
            .place = row.place,
            .machine_type = row.machine_type,
            .kind = kind_from(row.kind),
            .cpus = small(row.cpus),
            .memory = {row.memory},
            .disk = {row.disk},
            .gpu = gpu_from(row.gpu, row.gpu_count),
            .price = {{row.offer_running}, {row.offer_stopped}},
            .details = details_from_document(row.details),
            .warnings = warnings_from_document(row.warnings)};
}

MachineSummary summary_from(const Row& row) {
    return {.machine = {.name = row.name,
                        .owner = row.owner,
                        .spec = spec_from(row),
                        .offer = offer_from(row),
                        .created = row.created,
                        .changed = row.changed},
            .condition = believed_word(condition_from(row.condition), row.condition),
            .open_plan = std::nullopt,
            .price = {{row.price_running}, {row.price_stopped}}};
}

/// Whatever has no column of its own goes into the document.
void put(const Spec& spec, Row& row) {
    row.name = spec.name;
    row.wished_on = spec.on.value_or("");
    row.wished_kind = spec.kind ? to_string(*spec.kind) : "";
    row.wished_cpus = spec.cpus ? *spec.cpus : not_said;
    row.wished_memory = spec.memory ? spec.memory->count : not_said;
    row.wished_disk = spec.disk ? spec.disk->count : not_said;
    row.wished_gpu = spec.gpu ? spec.gpu->name : "";
    row.wished_gpu_count = spec.gpu ? spec.gpu->count : not_said;
    row.wished_work = work_document(spec);
}

/// The names of all fields are listed, so that one more in Offer does not compile until it has a column.
void put(const Offer& offer, Row& row) {
    const auto& [cloud, place, machine_type, kind, cpus, memory, disk, gpu, price, details, warnings] = offer;
    row.cloud = cloud;
    row.place = place;
    row.machine_type = machine_type;
    row.kind = to_string(kind);
    row.cpus = cpus;
    row.memory = memory.count;
    row.disk = disk.count;
    row.gpu = gpu ? gpu->name : "";
    row.gpu_count = gpu ? gpu->count : not_said;
    row.offer_running = price.running.micros;
    row.offer_stopped = price.stopped.micros;
    row.details = document(details);
    row.warnings = document(warnings);
}

Row row_from(const MachineRecord& machine) {
    Row row;
    put(machine.spec, row);
    put(machine.offer, row);
    row.name = machine.name;
    row.owner = machine.owner;
    row.created = machine.created;
    row.changed = machine.changed;
    row.condition = to_string(Condition::absent);
    return row;
}

constexpr std::string_view columns =
    "name, owner, created, changed, wished_on, wished_kind, wished_cpus, wished_memory, wished_disk, wished_gpu,"
    " wished_gpu_count, wished_work, cloud, place, machine_type, kind, cpus, memory, disk, gpu, gpu_count, offer_running,"
    " offer_stopped, details, warnings, condition, price_running, price_stopped";

/// Binds every field of a row in the order of `columns`. What soci::into and soci::use return refers to temporaries,
/// so that `bind` must hand it on in the same expression.
template <class Bind>
void bind_all(Row& row, const Bind& bind) {
    const auto each = [&](auto&... field) { (bind(field), ...); };
    each(row.name, row.owner, row.created, row.changed, row.wished_on, row.wished_kind, row.wished_cpus,
         row.wished_memory, row.wished_disk, row.wished_gpu, row.wished_gpu_count, row.wished_work, row.cloud,
         row.place, row.machine_type, row.kind, row.cpus, row.memory, row.disk, row.gpu, row.gpu_count,
         row.offer_running, row.offer_stopped, row.details, row.warnings, row.condition, row.price_running,
         row.price_stopped);
}

std::vector<MachineSummary> read(soci::session& session, const std::string& where, const std::string* name) {
    Row row;
    soci::statement statement(session);
    bind_all(row, [&](auto& field) { statement.exchange(soci::into(field)); });
    if (name != nullptr) statement.exchange(soci::use(*name));
    statement.alloc();
    statement.prepare(fmt::format("SELECT {} FROM machines{} ORDER BY name", columns, where));
    statement.define_and_bind();
    statement.execute();
    std::vector<MachineSummary> machines;
    while (statement.fetch()) machines.push_back(summary_from(row));
    return machines;
}

void insert(soci::session& session, const MachineRecord& machine, std::string_view on_conflict) {
    Row row = row_from(machine);
    soci::statement statement(session);
    bind_all(row, [&](auto& field) { statement.exchange(soci::use(field)); });
    statement.alloc();
    statement.prepare(fmt::format(
        "INSERT INTO machines ({}) VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j, :k, :l, :m, :n, :o, :p, :q, :r, :s,"
        " :t, :u, :v, :w, :x, :y, :z, :aa, :ab) ON CONFLICT (name) {}",
        columns, on_conflict));
    statement.define_and_bind();
    statement.execute(true);
}

}  // namespace

std::vector<MachineSummary> read_machines(soci::session& session) { return read(session, "", nullptr); }

std::optional<MachineSummary> read_machine(soci::session& session, const std::string& name) {
    std::vector<MachineSummary> found = read(session, " WHERE name = :name", &name);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void add_machine(soci::session& session, const MachineRecord& machine) { insert(session, machine, "DO NOTHING"); }

void write_machine(soci::session& session, const MachineRecord& machine) {
    insert(
        session, machine,
        "DO UPDATE SET owner = excluded.owner, wished_on = excluded.wished_on, wished_kind = excluded.wished_kind,"
        " wished_cpus = excluded.wished_cpus, wished_memory = excluded.wished_memory,"
        " wished_disk = excluded.wished_disk, wished_gpu = excluded.wished_gpu,"
        " wished_gpu_count = excluded.wished_gpu_count, wished_work = excluded.wished_work, cloud = excluded.cloud, place = excluded.place,"
        " machine_type = excluded.machine_type, kind = excluded.kind, cpus = excluded.cpus,"
        " memory = excluded.memory, disk = excluded.disk, gpu = excluded.gpu, gpu_count = excluded.gpu_count,"
        " offer_running = excluded.offer_running, offer_stopped = excluded.offer_stopped,"
        " details = excluded.details, warnings = excluded.warnings");
}

void set_changed(soci::session& session, const std::string& name, const std::string& now) {
    session << "UPDATE machines SET changed = :now WHERE name = :name", soci::use(now), soci::use(name);
}

void delete_machine(soci::session& session, const std::string& name) {
    session << "DELETE FROM machines WHERE name = :name", soci::use(name);
}

}  // namespace aloft
