#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/resource.hpp"
#include "core/result.hpp"

namespace aloft::local {

/// What `podman container inspect` says, as far as it concerns us.
struct SeenContainer {
    std::string state;    ///< podman's word: "running", "exited", "created", "paused" …
    std::string address;  ///< on the first of its networks; empty while it does not run
    std::string port;     ///< the computer's port that leads to the machine's port 22
    long process = 0;     ///< its first one, as this computer counts; 0 while there is none
    std::string network_file;  ///< its network namespace, while it runs
    std::map<std::string, std::string> labels;
};

struct SeenVolume {
    std::string mountpoint;
    std::map<std::string, std::string> labels;
};

struct SeenNetwork {
    bool resolves_names = false;
    std::map<std::string, std::string> labels;
};

Result<SeenContainer> read_container(const std::string& text);
Result<SeenVolume> read_volume(const std::string& text);
Result<SeenNetwork> read_network(const std::string& text);

/// An instance's condition by podman's word for the container's state.
Condition condition_of(std::string_view state);

Labels labels_in(const std::map<std::string, std::string>& labels);
/// "--label aloft-machine=…" and so on, for those that are not empty.
std::vector<std::string> label_words(const Labels& labels);

/// Conflict when a thing that has a name of ours does not bear our owner's label: it is somebody else's, and never touched.
Result<void> check_ours(const ResourceRef& ref, const std::map<std::string, std::string>& labels);

}  // namespace aloft::local
