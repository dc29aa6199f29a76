#include "clouds/gcp/gcp_cloud.hpp"
#include "clouds/gcp/places.hpp"

namespace aloft::gcp {
namespace {

using std::chrono::milliseconds;

/// Google takes a call in within seconds, if it has come at all.
constexpr milliseconds longest_way{5'000};
constexpr milliseconds between_looks{250};

}  // namespace

/// First what is on its way, which no list of Google's shows; then what is at work, which its operations are.
Result<void> GcpCloud::come_to_rest(std::span<const ResourceRef> refs) {
    const std::string doing = "waiting for what was told to Google Cloud by an aloft that has ended";
    std::vector<std::string> paths;
    paths.reserve(refs.size());
    for (const ResourceRef& ref : refs) {
        auto path = path_of(ref);
        if (!path) return failed(path);
        paths.push_back(std::move(*path));
    }
    for (milliseconds waited{0}; waited < longest_way; waited += between_looks) {
        if (parts_.interruption.requested()) return failure(ErrorKind::interrupted, doing, "you stopped it");
        parts_.clock.sleep(between_looks);
    }
    return compute_.wait_for_others(paths, doing);
}

}  // namespace aloft::gcp
