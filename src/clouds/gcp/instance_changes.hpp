#pragma once
#include <map>
#include <nlohmann/json.hpp>  // rule heavy: a call holds its body, and only sources include this
#include <string>
#include <vector>

#include "core/resource.hpp"

/// What Google is told, call by call, to make another instance of one that stands. Pure.
namespace aloft::gcp {

/// POST to "path of the instance/verb".
struct InstanceCall {
    std::string verb;
    nlohmann::json body;
    std::map<std::string, std::string> query;
};

/// In the order in which Google takes them. Of type, GPUs and deadline it takes them only while the instance is off.
/// `number` is the static address, where it shall have one.
std::vector<InstanceCall> calls_to_change(const Resource& wished, const Found& present, const std::string& number);

}  // namespace aloft::gcp
