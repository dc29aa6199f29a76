#include "practice/google/assertion.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "core/base64.hpp"
#include "practice/google/signature.hpp"

namespace aloft::practice::google {
namespace {

using nlohmann::json;
using std::chrono::seconds;

constexpr seconds longest_life{3600};
/// Google's are below a kilobyte; what is read comes from anybody, and nests as deep as it is long.
constexpr std::size_t longest = 16 << 10;
/// Clocks differ: Google's own clients take so much off.
constexpr seconds tolerance{300};

struct Parts {
    std::string_view header, claims, signature, signed_text;
};

std::optional<Parts> parts_of(std::string_view text) {
    if (text.size() > longest) return std::nullopt;
    const std::size_t first = text.find('.');
    const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return Parts{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1),
                 text.substr(0, second)};
}

/// An object, or null.
json object_in(std::string_view part) {
    const std::optional<std::string> text = from_base64(part, Base64::for_urls);
    if (!text) return nullptr;
    json object = json::parse(*text, nullptr, false);
    if (!object.is_object()) object = nullptr;
    return object;
}

std::string text_in(const json& object, const char* name) {
    const auto member = object.find(name);
    return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

std::optional<std::chrono::sys_seconds> moment_in(const json& object, const char* name) {
    const auto member = object.find(name);
    if (member == object.end() || !member->is_number()) return std::nullopt;
    const auto value = member->get<double>();
    const bool likely = value >= 0 && value < 1e11;  // which a number that is none is not
    if (!likely) return std::nullopt;
    return std::chrono::sys_seconds(seconds(static_cast<std::int64_t>(value)));
}

std::string why_not_now(const json& claims, std::chrono::sys_seconds now) {
    const auto issued = moment_in(claims, "iat");
    const auto expires = moment_in(claims, "exp");
    if (!issued || !expires || *expires > *issued + longest_life || *issued > now + tolerance ||
        *expires < now - tolerance)
        return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your "
               "iat and exp values in the JWT claim.";
    return {};
}

}  // namespace

/// "name@project.iam.gserviceaccount.com" is of a project; nothing else signs.
std::string account_record_of(std::string_view email) {
    const std::size_t at = email.find('@');
    const std::size_t dot = email.find(".iam.gserviceaccount.com");
    if (at == std::string_view::npos || dot == std::string_view::npos || dot < at) return {};
    return fmt::format("projects/{}/serviceAccounts/{}", email.substr(at + 1, dot - at - 1), email);
}

bool looks_like_assertion(std::string_view text) {
    const std::optional<Parts> parts = parts_of(text);
    return parts && !object_in(parts->header).is_null();
}

std::expected<Assertion, std::string> verify_assertion(std::string_view text, const Records& records,
                                                       std::chrono::sys_seconds now) {
    const std::optional<Parts> parts = parts_of(text);
    if (!parts) return std::unexpected("Invalid JWT: it does not have three parts, or is far too long.");
    const json header = object_in(parts->header);
    const json claims = object_in(parts->claims);
    const std::optional<std::string> signature = from_base64(parts->signature, Base64::for_urls);
    if (header.is_null() || claims.is_null() || !signature)
        return std::unexpected("Invalid JWT: a part of it is not what it should be.");
    if (text_in(header, "alg") != "RS256") return std::unexpected("Invalid JWT: alg must be RS256.");

    Assertion assertion{.account = text_in(claims, "iss"),
                        .subject = text_in(claims, "sub"),
                        .audience = text_in(claims, "aud"),
                        .scope = text_in(claims, "scope"),
                        .target_audience = text_in(claims, "target_audience"),
                        .issued = moment_in(claims, "iat").value_or(now),
                        .expires = moment_in(claims, "exp").value_or(now)};
    const std::string account = account_record_of(assertion.account);
    if (account.empty() || records.find(account) == nullptr) return std::unexpected("Invalid grant: account not found");
    const json* key = records.find(fmt::format("{}/keys/{}", account, text_in(header, "kid")));
    const std::optional<std::string> pem = key == nullptr ? std::nullopt : from_base64(text_in(*key, "publicKeyData"));
    if (!pem || !is_signed_with(parts->signed_text, *signature, *pem)) return std::unexpected("Invalid JWT Signature.");
    if (std::string why = why_not_now(claims, now); !why.empty()) return std::unexpected(std::move(why));
    return assertion;
}

}  // namespace aloft::practice::google
