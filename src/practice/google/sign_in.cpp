#include "practice/google/sign_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base64.hpp"
#include "practice/google/assertion.hpp"
#include "practice/google/form.hpp"
#include "practice/google/identity.hpp"
#include "practice/google/signature.hpp"

namespace aloft::practice::google {
namespace {

using nlohmann::json;
using std::chrono::seconds;

constexpr seconds token_life{3599};
constexpr std::string_view person_record = "signIn/person";
constexpr std::string_view token_records = "signIn/tokens/";
constexpr std::array<std::string_view, 3> token_paths{"/token", "/oauth2/v4/token", "/o/oauth2/token"};
constexpr std::string_view token_info_path = "/tokeninfo";
constexpr std::string_view assertion_grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

serve::Answer answer(int status, const json& body) {
    return {.status = status,
            .body = body.dump(-1, ' ', false, json::error_handler_t::replace),
            .headers = {{"Cache-Control", "no-store"}}};
}

serve::Answer token_refused(int status, std::string_view error, std::string_view description) {
    return answer(status, {{"error", error}, {"error_description", description}});
}

std::string token_record(std::string_view token) { return fmt::format("{}{}", token_records, sha256(token)); }

std::unexpected<Refusal> unauthenticated(std::string_view message, std::string_view reason) {
    const json details = json::array({{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                                       {"reason", reason},
                                       {"domain", "googleapis.com"},
                                       {"metadata", json::object()}}});
    return std::unexpected(Refusal{401, "authError",
                                   fmt::format("{} Expected OAuth 2 access token, login cookie or other valid "
                                               "authentication credential. See "
                                               "https://developers.google.com/identity/sign-in/web/devconsole-project.",
                                               message),
                                   "UNAUTHENTICATED", details});
}

std::unexpected<Refusal> invalid_credentials() {
    return unauthenticated("Request had invalid authentication credentials.", "ACCESS_TOKEN_TYPE_UNSUPPORTED");
}

/// What all of Google Cloud takes; a token for less, as for storage alone, is not enough for any call here.
bool wide_enough(std::string_view scopes) {
    constexpr std::array<std::string_view, 2> wide{"https://www.googleapis.com/auth/cloud-platform",
                                                   "https://www.googleapis.com/auth/compute"};
    return std::ranges::any_of(wide, [&](std::string_view scope) {
        const std::size_t at = scopes.find(scope);
        if (at == std::string_view::npos) return false;
        const std::size_t end = at + scope.size();
        return end == scopes.size() || scopes[end] == ' ' || scopes[end] == '.';
    });
}

/// An assertion that stands for a token says for itself who it is, and either a scope or the one service it is for.
bool is_for_services(const Assertion& assertion) {
    if (assertion.subject != assertion.account) return false;
    if (assertion.scope.empty()) return assertion.audience.ends_with(".googleapis.com/");
    return assertion.audience.empty() && wide_enough(assertion.scope);
}

}  // namespace

std::chrono::sys_seconds SignIn::now() const { return std::chrono::floor<seconds>(clock_.now()); }

Person SignIn::person() {
    if (const json* kept = records_.find(person_record))
        return {kept->at("account"), kept->at("client_id"), kept->at("client_secret"), kept->at("refresh_token")};
    const Person made{.account = "you@practice.example",
                      .client_id = fmt::format("{}.apps.googleusercontent.com", random_word(random_, 20)),
                      .client_secret = random_word(random_, 24),
                      .refresh_token = fmt::format("1//practice-{}", random_word(random_, 40))};
    records_.put(person_record, {{"account", made.account},
                                 {"client_id", made.client_id},
                                 {"client_secret", made.client_secret},
                                 {"refresh_token", made.refresh_token}});
    return made;
}

bool SignIn::is_token_path(std::string_view path) {
    return path == token_info_path || std::ranges::find(token_paths, path) != token_paths.end();
}

serve::Answer SignIn::issue(const serve::Request& request) {
    if (request.method != "POST")
        return token_refused(405, "invalid_request", fmt::format("{} is not served here; POST is.", request.method));
    const std::optional<Form> form = read_form(request.body);
    if (!form) return token_refused(400, "invalid_request", "The body is no application/x-www-form-urlencoded form.");
    if (request.target.starts_with(token_info_path)) return told_of_token(form->field("access_token"));
    const std::string& grant = form->field("grant_type");
    if (grant == assertion_grant) return issue_for_assertion(form->field("assertion"));
    if (grant == "refresh_token")
        return issue_for_refresh(form->field("client_id"), form->field("client_secret"), form->field("refresh_token"));
    if (grant.empty()) return token_refused(400, "invalid_request", "Required parameter is missing: grant_type");
    return token_refused(400, "unsupported_grant_type", fmt::format("Invalid grant_type: {}", grant));
}

serve::Answer SignIn::issue_for_assertion(std::string_view assertion) {
    const auto verified = verify_assertion(assertion, records_, now());
    if (!verified) return token_refused(400, "invalid_grant", verified.error());
    if (!std::ranges::any_of(token_paths, [&](auto path) { return verified->audience.ends_with(path); }))
        return token_refused(400, "invalid_grant", "Invalid JWT: its aud is no token endpoint.");
    if (verified->scope.empty() && !verified->target_audience.empty()) return identity_for(*verified);
    if (verified->scope.empty())
        return token_refused(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    return answer(200, token_for(verified->account, verified->scope));
}

serve::Answer SignIn::identity_for(const Assertion& assertion) const {
    const json* account = records_.find(account_record_of(assertion.account));
    const std::string subject = account == nullptr ? std::string() : account->value("uniqueId", assertion.account);
    const std::string token =
        identity_token(records_, {subject, assertion.account, assertion.target_audience, now()}, json::object());
    if (token.empty()) return token_refused(500, "internal_failure", "There is no key to sign with.");
    return answer(200, {{"id_token", token}});
}

serve::Answer SignIn::issue_for_refresh(std::string_view client_id, std::string_view client_secret,
                                        std::string_view refresh_token) {
    const Person known = person();
    if (client_id != known.client_id) return token_refused(401, "invalid_client", "The OAuth client was not found.");
    if (client_secret != known.client_secret) return token_refused(401, "invalid_client", "Unauthorized");
    if (refresh_token != known.refresh_token)
        return token_refused(400, "invalid_grant", "Token has been expired or revoked.");
    return answer(200, token_for(known.account, "https://www.googleapis.com/auth/cloud-platform"));
}

serve::Answer SignIn::told_of_token(std::string_view token) const {
    const json* known = records_.find(token_record(token));
    const auto ends = known == nullptr ? 0 : known->at("expires").get<std::int64_t>();
    const auto left = ends - now().time_since_epoch().count();
    if (left < 0) return token_refused(400, "invalid_token", "Invalid Value");
    return answer(200, {{"email", known->at("account")},
                        {"email_verified", "true"},
                        {"scope", known->at("scopes")},
                        {"expires_in", std::to_string(left)},
                        {"access_type", "offline"}});
}

json SignIn::token_for(std::string_view account, std::string_view scopes) {
    forget_expired();
    const std::string token = fmt::format("ya29.practice-{}", random_word(random_, 48));
    const auto expires = (now() + token_life).time_since_epoch().count();
    records_.put(token_record(token), {{"account", account}, {"scopes", scopes}, {"expires", expires}});
    return {{"access_token", token}, {"expires_in", token_life.count()}, {"scope", scopes}, {"token_type", "Bearer"}};
}

void SignIn::forget_expired() {
    const auto today = now().time_since_epoch().count();
    for (const std::string& name : records_.names(token_records)) {
        const json* token = records_.find(name);
        if (token != nullptr && token->at("expires").get<std::int64_t>() < today) records_.remove(name);
    }
}

std::expected<std::string, Refusal> SignIn::who(const serve::Request& request) const {
    constexpr std::string_view bearer = "bearer ";
    const std::string* said = request.header("authorization");
    if (said == nullptr)
        return unauthenticated("Request is missing required authentication credential.", "CREDENTIALS_MISSING");
    const auto same_letter = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    if (said->size() <= bearer.size() || !std::equal(bearer.begin(), bearer.end() - 1, said->begin(), same_letter) ||
        (*said)[bearer.size() - 1] != ' ')
        return invalid_credentials();
    const std::string_view token = std::string_view(*said).substr(bearer.size());

    if (const json* known = records_.find(token_record(token))) {
        if (known->at("expires").get<std::int64_t>() < now().time_since_epoch().count()) return invalid_credentials();
        if (!wide_enough(known->at("scopes").get_ref<const std::string&>()))
            return std::unexpected(Refusal{403,
                                           "insufficientPermissions",
                                           "Request had insufficient authentication scopes.",
                                           "PERMISSION_DENIED",
                                           {}});
        return known->at("account").get<std::string>();
    }
    if (!looks_like_assertion(token)) return invalid_credentials();
    const auto self_signed = verify_assertion(token, records_, now());
    if (!self_signed || !is_for_services(*self_signed)) return invalid_credentials();
    return self_signed->account;
}

}  // namespace aloft::practice::google
