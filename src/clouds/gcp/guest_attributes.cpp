#include <openssl/evp.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "clouds/gcp/fields.hpp"
#include "clouds/gcp/gcp_cloud.hpp"
#include "clouds/gcp/places.hpp"
#include "core/base64.hpp"

namespace aloft::gcp {
namespace {

/// As ssh shows a key; nothing for what is none.
std::optional<std::string> fingerprint_of(const std::string& key) {
    const auto bytes = from_base64(key);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!bytes || bytes->empty() ||
        EVP_Digest(bytes->data(), bytes->size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        return std::nullopt;
    std::string text = to_base64({reinterpret_cast<const char*>(digest.data()), size});
    text.erase(text.find_last_not_of('=') + 1);
    return "SHA256:" + text;
}

}  // namespace

Result<std::vector<std::string>> GcpCloud::host_keys_told_by(const ResourceRef& instance) {
    auto path = path_of(instance);
    if (!path) return failed(path);
    auto told = compute_.ask(*path + "/getGuestAttributes?queryPath=hostkeys/",
                             "asking for the host keys that " + describe(instance) + " has told");
    if (!told && told.error().kind == ErrorKind::not_found) return std::vector<std::string>{};
    if (!told) return failed(told);
    std::vector<std::string> keys;
    const nlohmann::json::json_pointer items("/queryValue/items");
    if (!told->contains(items) || !told->at(items).is_array()) return keys;
    for (const nlohmann::json& item : told->at(items))
        if (auto key = fingerprint_of(text_in(item, "value"))) keys.push_back(std::move(*key));
    return keys;
}

}  // namespace aloft::gcp
