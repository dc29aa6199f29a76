#pragma once
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "practice/hall.hpp"

namespace aloft::fakes {

using practice::MetadataSource;

/// One machine's metadata, to be changed at will.
class FakeMetadata final : public MetadataSource {
public:
    nlohmann::json tree(std::string_view machine_id) const override {
        return machine_id == id ? machine : nlohmann::json();
    }
    Result<void> set_guest_attribute(std::string_view /*machine_id*/, std::string_view path,
                                     std::optional<std::string> value) override {
        if (!guest_attributes_enabled)
            return failure(ErrorKind::denied, "writing a guest attribute",
                           "Guest attributes endpoint access is disabled.");
        if (value && value->size() > longest_guest_attribute)
            return failure(ErrorKind::bad_input, "writing a guest attribute", "It is too long.");
        const auto slash = path.find('/');
        auto& attributes = machine["instance"]["guestAttributes"];
        const std::string space(path.substr(0, slash));
        const std::string key(path.substr(slash + 1));
        if (value)
            attributes[space][key] = *value;
        else
            attributes[space].erase(key);
        tell();
        return {};
    }
    void on_change(std::function<void(std::string_view)> told) override { told_.push_back(std::move(told)); }
    nlohmann::json token(std::string_view /*machine_id*/, std::string_view account) override {
        if (account != "default") return {};
        return {{"access_token", "ya29.play"}, {"expires_in", 3599}, {"token_type", "Bearer"}};
    }

    std::string identity(std::string_view /*machine_id*/, std::string_view account,
                         const practice::IdentityWish& wish) override {
        if (account != "default") return {};
        constexpr std::array words{"standard", "full", "licensed"};
        return "signed for " + wish.audience + ", " + words.at(static_cast<std::size_t>(wish.format));
    }

    void tell() {
        for (const auto& one : told_) one(id);
    }

    nlohmann::json machine = nlohmann::json::parse(R"({
        "instance": {
            "attributes": {"ssh-keys": "ann:ssh-ed25519 AAAA ann", "startup-script": "#!/bin/sh\necho <b>\n"},
            "disks": [{"deviceName": "boot", "index": 0, "mode": "READ_WRITE"}],
            "guestAttributes": {},
            "id": 7,
            "maintenanceEvent": "NONE",
            "networkInterfaces": [{"accessConfigs": [{"externalIp": "10.220.1.9"}], "dnsServers": ["10.0.0.1"],
                                   "ip": "10.220.0.9"}],
            "preempted": "FALSE",
            "serviceAccounts": {"default": {"aliases": ["default"], "scopes": ["a", "b"]}},
            "tags": ["web", "gpu"],
            "zone": "projects/1/zones/z"},
        "project": {"attributes": {"enable-oslogin": "FALSE"}, "numericProjectId": 1, "projectId": "p"}})");
    std::string id = "7";
    bool guest_attributes_enabled = true;
    static constexpr std::size_t longest_guest_attribute = 262'144;  ///< as Google has it

private:
    std::vector<std::function<void(std::string_view)>> told_;
};

}  // namespace aloft::fakes
