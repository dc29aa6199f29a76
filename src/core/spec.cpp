#include "core/spec.hpp"

#include <algorithm>

#include "core/words.hpp"

namespace aloft {
namespace {

constexpr Words<MachineKind, 2> kinds{{{MachineKind::container, "container"}, {MachineKind::vm, "vm"}}};
constexpr Words<Spot, 3> spots{{{Spot::never, "never"}, {Spot::prefer, "prefer"}, {Spot::only, "only"}}};
constexpr Words<PublicAddress, 2> addresses{
    {{PublicAddress::ephemeral, "ephemeral"}, {PublicAddress::fixed, "static"}}};
constexpr Words<DiskType, 4> disk_types{{{DiskType::standard, "standard"},
                                         {DiskType::balanced, "balanced"},
                                         {DiskType::ssd, "ssd"},
                                         {DiskType::hyperdisk, "hyperdisk"}}};
constexpr Words<DiskOnDown, 2> disks_on_down{{{DiskOnDown::remove, "remove"}, {DiskOnDown::keep, "keep"}}};
constexpr Words<OfferOrder, 2> orders{{{OfferOrder::price, "price"}, {OfferOrder::distance, "distance"}}};
constexpr Words<Setup, 2> setups{{{Setup::full, "full"}, {Setup::bare, "bare"}}};
constexpr Words<NotebookServer, 2> notebook_servers{
    {{NotebookServer::jupyterlab, "jupyterlab"}, {NotebookServer::none, "none"}}};
constexpr std::size_t longest_name = 32;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class T>
void take(std::optional<T>& into, const std::optional<T>& from) {
    if (from) into = from;
}

}  // namespace

std::string_view to_string(MachineKind kind) { return word_of(kinds, kind); }

std::optional<MachineKind> machine_kind_from(std::string_view word) { return value_of(kinds, word); }

std::string_view to_string(Spot spot) { return word_of(spots, spot); }
std::optional<Spot> spot_from(std::string_view word) { return value_of(spots, word); }
std::string_view to_string(PublicAddress address) { return word_of(addresses, address); }
std::optional<PublicAddress> public_address_from(std::string_view word) { return value_of(addresses, word); }
std::string_view to_string(DiskType type) { return word_of(disk_types, type); }
std::optional<DiskType> disk_type_from(std::string_view word) { return value_of(disk_types, word); }
std::string_view to_string(DiskOnDown what) { return word_of(disks_on_down, what); }
std::optional<DiskOnDown> disk_on_down_from(std::string_view word) { return value_of(disks_on_down, word); }
std::string_view to_string(OfferOrder order) { return word_of(orders, order); }
std::optional<OfferOrder> offer_order_from(std::string_view word) { return value_of(orders, word); }

std::string_view to_string(Setup setup) { return word_of(setups, setup); }
std::optional<Setup> setup_from(std::string_view word) { return value_of(setups, word); }
std::string_view to_string(NotebookServer server) { return word_of(notebook_servers, server); }
std::optional<NotebookServer> notebook_server_from(std::string_view word) { return value_of(notebook_servers, word); }

bool is_with(const Spec& spec, std::string_view extra) {
    return spec.with && std::ranges::find(*spec.with, extra) != spec.with->end();
}

std::optional<std::string> mistake_in_machine_name(std::string_view name) {
    if (name.empty()) return "a machine name cannot be empty";
    if (name.size() > longest_name) return "a machine name has at most 32 characters";
    if (!is_lower(name.front())) return "a machine name begins with a lower-case letter";
    if (name.back() == '-') return "a machine name does not end with a dash";
    if (!std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }))
        return "a machine name has only lower-case letters, digits and dashes";
    return std::nullopt;
}

const GpuWish* wished_gpu(const Spec& spec) { return spec.gpu && spec.gpu->name != "none" ? &*spec.gpu : nullptr; }

std::vector<std::string> gpu_names(const GpuWish& wish) {
    std::vector<std::string> names;
    std::string_view rest = wish.name;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        std::string_view name = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        if (name == "any" || name == "ANY" || name == "Any") return {};
        if (!name.empty()) names.emplace_back(name);
    }
    return names;
}

Spec machine_alone(const Spec& spec) {
    return {.name = spec.name,
            .on = spec.on,
            .kind = spec.kind,
            .cpus = spec.cpus,
            .memory = spec.memory,
            .disk = spec.disk,
            .disk_type = spec.disk_type,
            .disk_on_down = spec.disk_on_down,
            .machine_type = spec.machine_type,
            .address = spec.address,
            .deadline = spec.deadline,
            .gpu = spec.gpu,
            .gpu_memory = spec.gpu_memory,
            .spot = spec.spot,
            .clouds = spec.clouds,
            .regions = spec.regions,
            .order = spec.order,
            .max_price = spec.max_price,
            .setup = spec.setup};
}

Spec overlay(const Spec& base, const Spec& changes) {
    Spec result = base;
    if (!changes.name.empty()) result.name = changes.name;
    take(result.on, changes.on);
    take(result.kind, changes.kind);
    take(result.cpus, changes.cpus);
    take(result.memory, changes.memory);
    take(result.disk, changes.disk);
    take(result.disk_type, changes.disk_type);
    take(result.disk_on_down, changes.disk_on_down);
    take(result.machine_type, changes.machine_type);
    take(result.address, changes.address);
    take(result.deadline, changes.deadline);
    take(result.gpu, changes.gpu);
    take(result.gpu_memory, changes.gpu_memory);
    take(result.spot, changes.spot);
    take(result.clouds, changes.clouds);
    take(result.regions, changes.regions);
    take(result.order, changes.order);
    take(result.max_price, changes.max_price);
    take(result.setup, changes.setup);
    take(result.python_version, changes.python_version);
    take(result.python_packages, changes.python_packages);
    take(result.python_requirements, changes.python_requirements);
    take(result.cuda, changes.cuda);
    take(result.with, changes.with);
    take(result.notebook_server, changes.notebook_server);
    take(result.notebook_password_file, changes.notebook_password_file);
    take(result.code, changes.code);
    take(result.run, changes.run);
    take(result.outputs, changes.outputs);
    if (!changes.folder.empty()) result.folder = changes.folder;
    return result;
}

}  // namespace aloft
