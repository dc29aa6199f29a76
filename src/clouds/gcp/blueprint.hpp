#pragma once
#include "clouds/cloud.hpp"

namespace aloft::gcp {

/// Offer::details: what settle() found out, so that the blueprint needs to look at nothing.
inline constexpr const char* project_detail = "project";
inline constexpr const char* accelerator_detail = "accelerator";  ///< of GPUs that are attached: "nvidia-tesla-t4"
inline constexpr const char* image_detail = "image";              ///< "projects/ubuntu-os-cloud/global/images/…"

/// The same with its disk made of a snapshot, which comes first: what it takes to move a machine.
Blueprint with_disk_from_copy(Blueprint there, const Resource& disk, const Labels& labels);

/// The resources of one machine, from what is wished and what the offer says, and nothing else: the firewall rule that
/// lets its person in and the one that keeps all others out, static address where one is wished, boot disk, instance.
Blueprint blueprint_of(const Spec& spec, const Offer& offer, const Labels& labels);

}  // namespace aloft::gcp
