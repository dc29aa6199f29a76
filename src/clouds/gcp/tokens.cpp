#include "clouds/gcp/tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "clouds/gcp/assertion.hpp"
#include "clouds/gcp/escaped.hpp"
#include "core/base64.hpp"
#include "core/utf8.hpp"
#include "system/files.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view scope = "https://www.googleapis.com/auth/cloud-platform";
constexpr seconds life{3600};
/// A token that ends while a call is on its way is of no use.
constexpr seconds margin{300};
/// Everything else waits for it.
constexpr seconds patience{20};
constexpr std::size_t most_of_a_token = std::size_t{1} << 20;

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string form;
    for (const auto& [name, value] : fields)
        form += fmt::format("{}{}={}", form.empty() ? "" : "&", name, escaped(value));
    return form;
}

net::Call form_call(const std::string& address, std::string form) {
    return {.method = "POST",
            .url = address,
            .body = std::move(form),
            .body_type = "application/x-www-form-urlencoded",
            .time_limit = patience,
            .headers = {}};
}

/// What Google says of itself and not of the credentials.
bool is_passing(long status, std::string_view words) {
    constexpr std::array<std::string_view, 3> passing{"internal_failure", "server_error", "temporarily_unavailable"};
    return status == 429 || status >= 500 ||
           std::ranges::any_of(passing, [&](std::string_view word) { return words.starts_with(word); });
}

std::unexpected<Error> refused(const Credentials& credentials, long status, std::string detail) {
    std::string doing = fmt::format("signing in to Google with {}", credentials.origin);
    if (is_passing(status, detail))
        return failure(ErrorKind::unreachable, std::move(doing), std::move(detail), "run the command again");
    return failure(ErrorKind::not_signed_in, std::move(doing), std::move(detail),
                   "sign in anew: gcloud auth application-default login; or use another key file");
}

/// "invalid_grant: Token has been expired or revoked."; a newer API says it in an object.
std::string words_of_refusal(long status, const std::string& body) {
    const json answer = json::parse(body, nullptr, false);
    if (!answer.is_object()) return fmt::format("the answer is {}", status);
    const json& error = answer.contains("error") ? answer["error"] : answer;
    const json& described = error.is_object() && error.contains("message") ? error["message"]
                            : answer.contains("error_description")         ? answer["error_description"]
                                                                           : error;
    const std::string words = described.is_string() ? described.get<std::string>() : fmt::format("{}", status);
    return valid_utf8(error.is_string() && words != error.get<std::string>()
                          ? fmt::format("{}: {}", error.get<std::string>(), words)
                          : words);
}

}  // namespace

Result<Credentials> Tokens::credentials_locked() {
    if (credentials_) return *credentials_;
    auto found = find_();
    if (found) credentials_ = *found;
    return found;
}

Result<Credentials> Tokens::credentials() {
    const std::scoped_lock lock(mutex_);
    return credentials_locked();
}

Result<std::string> Tokens::token() {
    const std::scoped_lock lock(mutex_);
    if (token_ && token_->ends > clock_.elapsed()) return token_->text;
    const Result<Credentials> credentials = credentials_locked();
    if (!credentials) return failed(credentials);
    token_ = kept(*credentials);
    if (token_) return token_->text;
    auto made = renewed(*credentials);
    if (!made) return failed(made);
    token_ = std::move(*made);
    keep(*credentials, *token_);
    return token_->text;
}

void Tokens::forget(const std::string& token) {
    const std::scoped_lock lock(mutex_);
    if (!token_ || token_->text != token) return;
    token_.reset();
    if (file_ && credentials_) file_->forget(*credentials_, token);
}

std::optional<Tokens::Token> Tokens::kept(const Credentials& credentials) {
    const auto found = file_ ? file_->read(credentials) : std::nullopt;
    if (!found) return std::nullopt;
    // No token is good for longer than `life`: whoever finds one that is has a clock which was turned back.
    const milliseconds left = found->ends - clock_.now();
    if (left <= milliseconds(0) || left > life) return std::nullopt;
    return Token{found->text, clock_.elapsed() + left};
}

void Tokens::keep(const Credentials& credentials, const Token& token) {
    if (file_) file_->write(credentials, {token.text, clock_.now() + (token.ends - clock_.elapsed())});
}

Result<Tokens::Token> Tokens::renewed(const Credentials& credentials) {
    auto own = std::visit([&](const auto& key) { return token_of(key, credentials); }, credentials.key);
    if (!own || credentials.impersonation.empty()) return own;
    return impersonated(credentials, *own);
}

Result<Tokens::Token> Tokens::token_of(const UserKey& key, const Credentials& credentials) {
    if (key.client == UserKey::Client::in_form)
        return ask(form_call(credentials.token_address, form_of({{"grant_type", "refresh_token"},
                                                                 {"client_id", key.client_id},
                                                                 {"client_secret", key.client_secret},
                                                                 {"refresh_token", key.refresh_token}})),
                   credentials);
    net::Call call = form_call(credentials.token_address,
                               form_of({{"grant_type", "refresh_token"}, {"refresh_token", key.refresh_token}}));
    call.headers.push_back("Authorization: Basic " + to_base64(fmt::format("{}:{}", key.client_id, key.client_secret)));
    return ask(call, credentials);
}

/// An assertion for the scope is as good as a token, and needs no one to be asked.
Result<Tokens::Token> Tokens::token_of(const AccountKey& key, const Credentials& /*credentials*/) {
    auto assertion = signed_assertion(key, scope, std::chrono::floor<seconds>(clock_.now()));
    if (!assertion) return failed(assertion);
    return Token{std::move(*assertion), clock_.elapsed() + life - margin};
}

Result<Tokens::Token> Tokens::token_of(const ForeignKey& key, const Credentials& credentials) {
    auto foreign = foreign_token(key);
    if (!foreign) return failed(foreign);
    return ask(form_call(credentials.token_address,
                         form_of({{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                                  {"audience", key.audience},
                                  {"scope", scope},
                                  {"requested_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                                  {"subject_token_type", key.token_type},
                                  {"subject_token", *foreign}})),
               credentials);
}

Result<std::string> Tokens::foreign_token(const ForeignKey& key) {
    std::string text;
    if (!key.file.empty()) {
        auto read = read_file(key.file, most_of_a_token);
        if (!read) return read;
        text = std::move(*read);
    } else {
        auto reply = http_.call({.url = key.url, .body = {}, .size_limit = most_of_a_token, .headers = key.headers});
        if (!reply) return failed(reply);
        if (reply->status != 200)
            return failure(ErrorKind::not_signed_in, fmt::format("asking {} for a token", key.url),
                           fmt::format("the answer is {}", reply->status));
        text = std::move(reply->body);
    }
    if (key.form == ForeignKey::Form::json) {
        const json object = json::parse(text, nullptr, false);
        if (!object.is_object() || !object.contains(key.field) || !object[key.field].is_string())
            return failure(ErrorKind::not_signed_in, "reading the token to be changed for one of Google's",
                           fmt::format("it has no \"{}\"", key.field));
        return object[key.field].get<std::string>();
    }
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    return text.substr(0, end == std::string::npos ? 0 : end + 1);
}

Result<Tokens::Token> Tokens::token_of(const MachineKey& key, const Credentials& credentials) {
    return ask({.url = fmt::format("http://{}/computeMetadata/v1/instance/service-accounts/default/token", key.host),
                .body = {},
                .time_limit = patience,
                .headers = {"Metadata-Flavor: Google"}},
               credentials);
}

Result<Tokens::Token> Tokens::impersonated(const Credentials& credentials, const Token& own) {
    json wish{{"scope", json::array({scope})}, {"lifetime", fmt::format("{}s", life.count())}};
    if (!credentials.delegates.empty()) {
        wish["delegates"] = json::array();
        for (const std::string& account : credentials.delegates)
            wish["delegates"].push_back(fmt::format("projects/-/serviceAccounts/{}", account));
    }
    auto reply = http_.call({.method = "POST",
                             .url = credentials.impersonation,
                             .body = wish.dump(),
                             .time_limit = patience,
                             .headers = {"Authorization: Bearer " + own.text}});
    if (!reply) return failed(reply);
    const json answer = json::parse(reply->body, nullptr, false);
    if (reply->status != 200 || !answer.is_object() || !answer.contains("accessToken") ||
        !answer["accessToken"].is_string())
        return refused(credentials, reply->status, words_of_refusal(reply->status, reply->body));
    return Token{answer["accessToken"].get<std::string>(), clock_.elapsed() + life - margin};
}

Result<Tokens::Token> Tokens::ask(const net::Call& call, const Credentials& credentials) {
    auto reply = http_.call(call);
    if (!reply) return failed(reply);
    if (reply->status != 200) return refused(credentials, reply->status, words_of_refusal(reply->status, reply->body));
    const json answer = json::parse(reply->body, nullptr, false);
    if (!answer.is_object() || !answer.contains("access_token") || !answer["access_token"].is_string())
        return refused(credentials, reply->status, "the answer has no token");
    const seconds good_for(answer.contains("expires_in") && answer["expires_in"].is_number()
                               ? answer["expires_in"].get<std::int64_t>()
                               : life.count());
    return Token{answer["access_token"].get<std::string>(),
                 clock_.elapsed() + std::max<milliseconds>(good_for - margin, milliseconds(0))};
}

}  // namespace aloft::gcp
