#include "clouds/gcp/whose.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "clouds/gcp/escaped.hpp"
#include "clouds/gcp/fields.hpp"
#include "core/utf8.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{10};

Caller robot(std::string email) {
    std::string member = "serviceAccount:" + email;
    return {std::move(email), std::move(member)};
}

/// The token goes in the body: addresses are written into logs.
std::string told_by_google(net::Http& http, const std::string& address, const std::string& token) {
    const auto reply = http.call({.method = "POST",
                                  .url = address + "/tokeninfo",
                                  .body = "access_token=" + escaped(token),
                                  .body_type = "application/x-www-form-urlencoded",
                                  .time_limit = patience,
                                  .headers = {}});
    if (!reply || reply->status != 200) return {};
    return valid_utf8(text_in(json::parse(reply->body, nullptr, false), "email"));
}

std::string told_by_machine(net::Http& http, const MachineKey& key) {
    const auto reply =
        http.call({.url = fmt::format("http://{}/computeMetadata/v1/instance/service-accounts/default/email", key.host),
                   .body = {},
                   .time_limit = patience,
                   .headers = {"Metadata-Flavor: Google"}});
    return reply && reply->status == 200 ? valid_utf8(reply->body) : std::string();
}

}  // namespace

Caller whose(const Credentials& credentials, net::Http& http, Tokens& tokens, const Services& services) {
    if (std::string account = impersonated_account(credentials); !account.empty()) return robot(std::move(account));
    if (const auto* key = std::get_if<AccountKey>(&credentials.key)) return robot(key->account);
    if (const auto* key = std::get_if<MachineKey>(&credentials.key)) return robot(told_by_machine(http, *key));
    const auto token = tokens.token();
    if (!token) return {};
    std::string email = told_by_google(http, services.tokens, *token);
    std::string member = "user:" + email;
    return {std::move(email), std::move(member)};
}

}  // namespace aloft::gcp
