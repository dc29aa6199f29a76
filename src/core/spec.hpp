#pragma once
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/money.hpp"

namespace aloft {

/// What a local machine is made of.
enum class MachineKind { container, vm };

/// How much is put on a machine.
enum class Setup {
    full,  ///< agent, Python, notebook, the person's code
    bare,  ///< the machine alone
};

enum class NotebookServer { jupyterlab, none };

/// Whether a machine may be one that is cheaper and can be taken away at any time.
enum class Spot { never, prefer, only };

/// How long a rented machine keeps the address by which it is reached.
enum class PublicAddress {
    ephemeral,  ///< until it is switched off
    fixed,      ///< until it is removed
};

/// What a rented machine's disk is made of, in words that are no cloud's own.
enum class DiskType {
    standard,   ///< with moving parts: the cheapest, and slow
    balanced,
    ssd,        ///< the fastest that the older machines take
    hyperdisk,  ///< the only one that the newest machines take
};

/// What becomes of a machine's disk when the machine goes.
enum class DiskOnDown { remove, keep };

/// Which of the offers that will do comes first.
enum class OfferOrder { price, distance };

struct GpuWish {
    std::string name;  ///< "T4"; "T4, L4" where either will do; "any"; "none" takes away what there is
    int count = 1;
    bool operator==(const GpuWish&) const = default;
};

/// What the person asks for. Whatever is not said stays empty: the offer fills it, and a machine that stands keeps
/// what it has.
struct Spec {
    std::string name;  ///< machine name; lower-case letters, digits and dashes
    std::optional<std::string> on;
    std::optional<MachineKind> kind;
    std::optional<int> cpus;
    std::optional<Bytes> memory;
    std::optional<Bytes> disk;
    std::optional<DiskType> disk_type;
    std::optional<DiskOnDown> disk_on_down;
    std::optional<std::string> machine_type;  ///< as the cloud calls it: "n1-standard-8"
    std::optional<PublicAddress> address;
    std::optional<std::chrono::seconds> deadline;  ///< after each start the cloud itself stops it; 0: never
    std::optional<GpuWish> gpu;
    std::optional<Bytes> gpu_memory;  ///< of one card, at least
    std::optional<Spot> spot;
    std::optional<std::vector<std::string>> clouds;
    std::optional<std::vector<std::string>> regions;  ///< regions or zones, with * and ?
    std::optional<OfferOrder> order;
    std::optional<Money> max_price;  ///< an hour, with disk and address
    std::optional<Setup> setup;
    std::optional<std::string> python_version;
    std::optional<std::vector<std::string>> python_packages;   ///< as pip names them: "numpy>=2"
    std::optional<std::string> python_requirements;            ///< a file of the code, relative to it
    std::optional<std::string> cuda;                           ///< a version of two parts: "12.8"
    std::optional<std::vector<std::string>> with;              ///< of extra_software
    std::optional<NotebookServer> notebook_server;
    std::optional<std::string> notebook_password_file;
    std::optional<std::string> code;  ///< a folder; relative to `folder`
    std::optional<std::string> run;   ///< a line for the shell
    std::optional<std::vector<std::string>> outputs;  ///< relative to the code
    std::string folder;  ///< absolute: where aloft.yaml lies; empty without one

    bool operator==(const Spec&) const = default;
};

/// What is installed only when it is asked for.
inline constexpr std::array<std::string_view, 4> extra_software{"docker", "r", "r-torch", "tensorflow"};

/// Whether that one of extra_software is asked for.
bool is_with(const Spec& spec, std::string_view extra);

/// What clouds take for a deadline.
inline constexpr std::chrono::seconds shortest_deadline{30};
inline constexpr std::chrono::seconds longest_deadline = std::chrono::days(120);

inline constexpr std::string_view default_machine_name = "aloft";
inline constexpr std::string_view default_place = "local";
/// Clouds whose machines the catalog has: what `on` may name beside this computer and hosts of one's own.
inline constexpr std::string_view rented_places[] = {"gcp"};

std::string_view to_string(MachineKind kind);
std::optional<MachineKind> machine_kind_from(std::string_view word);
std::string_view to_string(Spot spot);
std::optional<Spot> spot_from(std::string_view word);
std::string_view to_string(PublicAddress address);
std::optional<PublicAddress> public_address_from(std::string_view word);
std::string_view to_string(DiskType type);
std::optional<DiskType> disk_type_from(std::string_view word);
std::string_view to_string(DiskOnDown what);
std::optional<DiskOnDown> disk_on_down_from(std::string_view word);
std::string_view to_string(OfferOrder order);
std::optional<OfferOrder> offer_order_from(std::string_view word);
std::string_view to_string(Setup setup);
std::optional<Setup> setup_from(std::string_view word);
std::string_view to_string(NotebookServer server);
std::optional<NotebookServer> notebook_server_from(std::string_view word);

/// Why a machine cannot be called so, as a phrase; nothing when it can. A name becomes a host name, a label value
/// and a part of resource names on every cloud, so the narrowest rule counts: [a-z]([-a-z0-9]{0,30}[a-z0-9])?
std::optional<std::string> mistake_in_machine_name(std::string_view name);

/// The GPU that is asked for; nothing where none is said, or said to be none.
const GpuWish* wished_gpu(const Spec& spec);

/// The names in a GPU wish: "T4, L4" has two; "any" has none.
std::vector<std::string> gpu_names(const GpuWish& wish);

/// What is said of the machine, and nothing of the work that it shall do.
Spec machine_alone(const Spec& spec);

/// What `changes` says, and where it says nothing, what `base` says. The name is the one of `changes` unless empty.
Spec overlay(const Spec& base, const Spec& changes);

}  // namespace aloft
