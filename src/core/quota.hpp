#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aloft {

/// One limit of an account. Where one quota has several values in a region, dimensions tell them apart: "gpu_family"
/// is "NVIDIA_H100".
struct QuotaRef {
    std::string cloud;
    std::string id;      ///< as the cloud complains of it: "NVIDIA_T4_GPUS", "L-DB2E81BA"
    std::string region;  ///< empty for one that counts in all of them together
    std::map<std::string, std::string> dimensions;
    auto operator<=>(const QuotaRef&) const = default;
};

/// "NVIDIA_T4_GPUS in us-central1", "GPUS_ALL_REGIONS", "GPUS_PER_GPU_FAMILY (NVIDIA_H100) in us-central1"
std::string describe(const QuotaRef& quota);

/// By what more of it is asked for, which may be another word than the one that it is known by.
struct QuotaCode {
    std::string service;  ///< "compute.googleapis.com", "ec2"
    std::string id;       ///< "NVIDIA-T4-GPUS-per-project-region", "L-DB2E81BA"
    bool operator==(const QuotaCode&) const = default;
};

/// What the cloud says of a quota. A part that it does not say is unknown: neither nothing nor plenty.
struct QuotaValue {
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> used;
    bool operator==(const QuotaValue&) const = default;
};

/// The limit of what has none.
inline constexpr std::int64_t no_limit = -1;

/// What is known of an account's quotas. One that is not in it is unknown.
using QuotaBook = std::map<QuotaRef, QuotaValue>;

/// More of a quota, as it is asked for.
struct QuotaWish {
    QuotaRef quota;
    QuotaCode code;
    std::int64_t limit = 0;  ///< that it shall have; never below what it has
    std::string purpose;     ///< what for, in the words that the cloud is given: "1 T4 GPU, on demand"
    bool operator==(const QuotaWish&) const = default;
};

/// Whether a wish can be granted at all, as far as the cloud tells before it is asked.
struct QuotaEligibility {
    enum class Answer { may_be_granted, will_be_refused, not_told };
    Answer answer = Answer::not_told;
    std::string why;  ///< of a refusal, with the cloud's own word: "no usage history (NOT_ENOUGH_USAGE_HISTORY)"
    bool operator==(const QuotaEligibility&) const = default;
};

enum class QuotaRequestState : std::uint8_t {
    asking,   ///< about to be asked, or asked by an aloft that was killed: nobody knows
    pending,
    granted,
    refused,
};

/// A wish that was asked, and what came of it.
struct QuotaRequest {
    QuotaWish wish;
    QuotaRequestState state = QuotaRequestState::asking;
    std::string id;  ///< the cloud's own; empty where it has none
    std::optional<std::int64_t> granted;  ///< what was granted, which may be less than was wished
    std::string said;     ///< why it was refused, or what the cloud says of it
    std::string asked;    ///< ISO time; of what a cloud tells, its own, or empty
    std::string changed;  ///< ISO time at which the state was last seen to change
    bool operator==(const QuotaRequest&) const = default;
};

std::string_view to_string(QuotaRequestState state);
std::optional<QuotaRequestState> quota_request_state_from(std::string_view word);

}  // namespace aloft
