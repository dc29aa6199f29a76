#include "market/quota_rules.hpp"

#include <algorithm>
#include <iterator>

namespace aloft::market {
namespace {

using enum Counted;
using enum Scope;

constexpr std::string_view g{"Running On-Demand G and VT instances"}, g_spot{"All G and VT Spot Instance Requests"};
constexpr std::string_view p{"Running On-Demand P instances"};
constexpr std::string_view all_gpus{"GPUs of any kind, in all regions together"};

// Google: up to the A100 each kind has a quota of its own; from the H100 on all are values of one quota, told apart by
// family, which the list of a region's quotas leaves out. A GPU of any kind counts in GPUS_ALL_REGIONS as well. CPUs
// count only where they are chosen apart from the GPU, that is with N1 and without any GPU. Spot has its own.
//
// Amazon counts processors, not GPUs, by the family's letter: P3 is P, whatever it looks like. Of P6 as spot it is not
// published in which of two quotas it counts. EBS is limited by tens of terabytes and an address that is not kept by
// nothing, so neither stands here.
constexpr QuotaRule rules[] = {
    {"gcp", "K80", "", gpus, region, {"NVIDIA_K80_GPUS"}, {"PREEMPTIBLE_NVIDIA_K80_GPUS"}},
    {"gcp", "P4", "", gpus, region, {"NVIDIA_P4_GPUS"}, {"PREEMPTIBLE_NVIDIA_P4_GPUS"}},
    {"gcp", "P100", "", gpus, region, {"NVIDIA_P100_GPUS"}, {"PREEMPTIBLE_NVIDIA_P100_GPUS"}},
    {"gcp", "V100", "", gpus, region, {"NVIDIA_V100_GPUS"}, {"PREEMPTIBLE_NVIDIA_V100_GPUS"}},
    {"gcp", "T4", "", gpus, region, {"NVIDIA_T4_GPUS"}, {"PREEMPTIBLE_NVIDIA_T4_GPUS"}},
    {"gcp", "L4", "", gpus, region, {"NVIDIA_L4_GPUS"}, {"PREEMPTIBLE_NVIDIA_L4_GPUS"}},
    {"gcp", "A100", "", gpus, region, {"NVIDIA_A100_GPUS"}, {"PREEMPTIBLE_NVIDIA_A100_GPUS"}},
    {"gcp", "A100-80GB", "", gpus, region, {"NVIDIA_A100_80GB_GPUS"}, {"PREEMPTIBLE_NVIDIA_A100_80GB_GPUS"}},
    {"gcp",
     "H100",
     "a3-highgpu- a3-edgegpu-",
     gpus,
     region,
     {"GPUS_PER_GPU_FAMILY", "", "NVIDIA_H100"},
     {"PREEMPTIBLE_NVIDIA_H100_GPUS"}},
    {"gcp",
     "H100 H100-MEGA",
     "a3-megagpu-",
     gpus,
     region,
     {"GPUS_PER_GPU_FAMILY", "", "NVIDIA_H100_MEGA"},
     {"PREEMPTIBLE_NVIDIA_H100_MEGA_GPUS"}},
    {"gcp", "H200", "", gpus, region, {"GPUS_PER_GPU_FAMILY", "", "NVIDIA_H200"}, {"PREEMPTIBLE_NVIDIA_H200_GPUS"}},
    {"gcp", "B200", "", gpus, region, {"GPUS_PER_GPU_FAMILY", "", "NVIDIA_B200"}, {"PREEMPTIBLE_NVIDIA_B200_GPUS"}},
    {"gcp",
     "RTX-PRO-6000",
     "",
     gpus,
     region,
     {"GPUS_PER_GPU_FAMILY", "", "NVIDIA_RTX_PRO_6000"},
     {"PREEMPTIBLE_NVIDIA_RTX_PRO_6000_GPUS"}},
    {"gcp", "*", "", gpus, everywhere, {"GPUS_ALL_REGIONS", all_gpus}, {"GPUS_ALL_REGIONS", all_gpus}},

    {"gcp", "", "n1- e2- f1- g1-", cpus, region, {"CPUS"}, {"PREEMPTIBLE_CPUS"}},
    {"gcp", "", "n2-", cpus, region, {"N2_CPUS"}, {"PREEMPTIBLE_CPUS"}},
    {"gcp", "", "n2d-", cpus, region, {"N2D_CPUS"}, {"PREEMPTIBLE_CPUS"}},
    {"gcp", "", "c2-", cpus, region, {"C2_CPUS"}, {"PREEMPTIBLE_CPUS"}},
    {"gcp", "", "c2d-", cpus, region, {"C2D_CPUS"}, {"PREEMPTIBLE_CPUS"}},
    {"gcp", "", "c3-", cpus, region, {"C3_CPUS"}, {"PREEMPTIBLE_CPUS"}},
    {"gcp", "", "n1- e2- f1- g1- n2- n2d- c2- c2d- c3-", cpus, everywhere, {"CPUS_ALL_REGIONS"}, {"CPUS_ALL_REGIONS"}},

    {"gcp", "", "", solid_state_gb, region, {"SSD_TOTAL_GB"}, {"SSD_TOTAL_GB"}},
    {"gcp", "", "", hyperdisk_gb, region, {"HDB_TOTAL_GB"}, {"HDB_TOTAL_GB"}},
    {"gcp", "", "", rotating_gb, region, {"DISKS_TOTAL_GB"}, {"DISKS_TOTAL_GB"}},
    {"gcp", "", "", addresses, region, {"IN_USE_ADDRESSES"}, {"IN_USE_ADDRESSES"}},
    {"gcp", "", "", kept_addresses, region, {"STATIC_ADDRESSES"}, {"STATIC_ADDRESSES"}},

    {"aws", "", "g gr vt", cpus, region, {"L-DB2E81BA", g}, {"L-3819A6DF", g_spot}},
    {"aws",
     "",
     "p2 p3 p4",
     cpus,
     region,
     {"L-417A185B", p},
     {"L-7212CCBC", "All P4, P3 and P2 Spot Instance Requests"}},
    {"aws", "", "p5", cpus, region, {"L-417A185B", p}, {"L-C4BD4855", "All P5 Spot Instance Requests"}},
    {"aws", "", "p6", cpus, region, {"L-417A185B", p}, {"", "the quota of P6 spot instances"}},
    {"aws",
     "",
     "dl",
     cpus,
     region,
     {"L-6E869C2A", "Running On-Demand DL instances"},
     {"L-85EED4F7", "All DL Spot Instance Requests"}},
    {"aws",
     "",
     "a c d h i im is m r t z",
     cpus,
     region,
     {"L-1216C47A", "Running On-Demand Standard instances"},
     {"L-34B43A08", "All Standard Spot Instance Requests"}},
    {"aws",
     "",
     "",
     kept_addresses,
     region,
     {"L-0263D0A3", "EC2-VPC Elastic IPs"},
     {"L-0263D0A3", "EC2-VPC Elastic IPs"}},
};

constexpr QuotaOffice offices[] = {
    {"gcp", "compute.googleapis.com", "-per-project-region", "-per-project",
     "https://console.cloud.google.com/iam-admin/quotas"},
    {"aws", "ec2", "", "", "https://console.aws.amazon.com/servicequotas"},
};

}  // namespace

std::span<const QuotaRule> quota_rules() { return rules; }

const QuotaOffice* quota_office(std::string_view cloud) {
    const auto* const found = std::ranges::find(offices, cloud, &QuotaOffice::cloud);
    return found == std::end(offices) ? nullptr : found;
}

}  // namespace aloft::market
