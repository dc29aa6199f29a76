#pragma once
#include <chrono>
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/call.hpp"
#include "practice/records.hpp"
#include "serve/http.hpp"
#include "system/clock.hpp"
#include "system/random.hpp"

namespace aloft::practice::google {

struct Assertion;

/// The person of the practice world, as gcloud's own sign-in would have left them on this computer.
struct Person {
    std::string account;
    std::string client_id;
    std::string client_secret;
    std::string refresh_token;
};

/// Who calls, and the tokens by which they say so. Tokens are kept as hashes; they live by this computer's own clock,
/// because clients reckon their expiry by it. Lives on the loop.
class SignIn {
public:
    SignIn(Records& records, Clock& clock, Random& random) : records_(records), clock_(clock), random_(random) {}

    /// Made on the first call and kept.
    Person person();

    /// Whether the target is one of the paths at which Google issues tokens.
    static bool is_token_path(std::string_view path);
    /// Answers such a request: a signed assertion of a service account for an access token or an identity token, or a
    /// refresh token for an access token.
    serve::Answer issue(const serve::Request& request);

    /// {access_token, expires_in, token_type} for an account without asking it for anything: what a machine's metadata
    /// server gives.
    nlohmann::json token_for(std::string_view account, std::string_view scopes);

    /// By this computer's clock, as clients judge tokens.
    std::chrono::sys_seconds now() const;

    /// The account of the request's token or self-signed assertion; 401 or 403 in Google's words.
    std::expected<std::string, Refusal> who(const serve::Request& request) const;

private:
    serve::Answer issue_for_assertion(std::string_view assertion);
    /// Whose a token is, for how long, and for what.
    serve::Answer told_of_token(std::string_view token) const;
    serve::Answer identity_for(const Assertion& assertion) const;
    serve::Answer issue_for_refresh(std::string_view client_id, std::string_view client_secret,
                                    std::string_view refresh_token);
    void forget_expired();

    Records& records_;
    Clock& clock_;
    Random& random_;
};

}  // namespace aloft::practice::google
