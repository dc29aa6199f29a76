#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/money.hpp"

namespace aloft::market {

using Day = std::chrono::sys_days;

enum class Architecture : std::uint8_t { x86_64, arm64 };
std::string_view to_string(Architecture architecture);
std::optional<Architecture> architecture_from(std::string_view word);

/// A kind of graphics processor. A fraction of a card is a kind of its own ("L4/8" is an eighth), so that nobody who
/// asks for the card is given a part of it.
struct GpuKind {
    std::string name;     ///< "T4", "A100-80GB", "L4/8"
    std::string aliases;  ///< other words for it, between blanks: "nvidia-tesla-t4 tesla-t4"
    std::string maker;    ///< "NVIDIA", "AMD"
    std::string generation;  ///< "Turing"
    int memory_mib = 0;      ///< of one
    int compute_capability = 0;  ///< 75 is 7.5; 0 where CUDA does not run
    int tflops_fp32_tenths = 0;  ///< 81 is 8.1; 0 is unknown
    int tflops_fp16_tenths = 0;  ///< dense, with tensor cores where there are any
    std::string retired;  ///< empty, or why it cannot be had any more: "no zone offers it since 2024"
    std::string instead;  ///< names between blanks: what replaces a retired one, best first
    bool operator==(const GpuKind&) const = default;
};

struct MachineType {
    std::string cloud;
    std::string name;  ///< as the cloud says it: "n1-standard-4", "g4dn.xlarge"
    int millicpus = 0;
    int memory_mib = 0;
    int local_disk_gb = 0;  ///< that comes with it and is lost with it
    Architecture architecture = Architecture::x86_64;
    std::string gpu;  ///< name of a GpuKind; empty without
    int gpus = 0;
    bool attached = false;  ///< the GPUs are wished beside the type, not a part of it (Google's N1)
    bool operator==(const MachineType&) const = default;
};

struct Region {
    std::string cloud;
    std::string name;      ///< "us-central1"
    std::string title;     ///< "Iowa"; empty when unknown
    std::string endpoint;  ///< a host in the region that answers TCP on 443; empty when there is none
    std::optional<Money> disk_gb_month;      ///< of the kind that boot disks are made of
    std::optional<Money> snapshot_gb_month;
    std::optional<Money> address_hour;       ///< of one public IPv4 address in use
    std::optional<Money> idle_address_hour;  ///< of one that is kept without a machine
    std::optional<Money> egress_gb;          ///< to the internet, the first terabyte
    bool operator==(const Region&) const = default;
};

enum class Certainty : std::uint8_t {
    published,
    estimated,  ///< computed from another region's or another time's price
};

struct Price {
    Money hour;  ///< of the whole machine, its GPUs included
    Day day;     ///< on which it was read
    Certainty certainty = Certainty::published;
    bool operator==(const Price&) const = default;
};

/// One machine type in one zone. A price that is missing is unknown, or cannot be had: `on_demand` is missing too for
/// what is only rented as spot.
struct Offering {
    std::string cloud;
    std::string type;  ///< of a MachineType
    std::string gpu;   ///< with it, because one type may have GPUs attached or not
    int gpus = 0;
    std::string region;
    std::string zone;  ///< the cloud's name or, on EC2, the id that is the same for all accounts ("use1-az2")
    std::optional<Price> on_demand;
    std::optional<Price> spot;
    bool operator==(const Offering&) const = default;
};

/// Where a part of the catalog comes from.
struct Source {
    std::string cloud;
    std::string what;    ///< "on-demand prices"
    std::string origin;  ///< "EC2's price list"
    Day day;
    bool operator==(const Source&) const = default;
};

/// All that a catalog holds, as values: what is read from text, imported or fetched, and written as a catalog.
struct CatalogContent {
    std::vector<GpuKind> gpus;
    std::vector<MachineType> types;
    std::vector<Region> regions;
    std::vector<Offering> offerings;
    std::vector<Source> sources;
};

}  // namespace aloft::market
