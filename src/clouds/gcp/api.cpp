#include "clouds/gcp/api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "clouds/gcp/errors.hpp"
#include "clouds/gcp/escaped.hpp"
#include "clouds/gcp/fields.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds first_pause{500};
constexpr milliseconds longest_pause{30'000};
constexpr milliseconds patience_at_the_gate{600'000};
constexpr int most_pages = 1000;

std::string url_of(const ApiCall& call) {
    std::string url = call.url;
    char before = '?';
    for (const auto& [name, value] : call.query) {
        url += fmt::format("{}{}={}", before, name, escaped(value));
        before = '&';
    }
    return url;
}

Result<json> read_answer(const net::Reply& reply, const ApiCall& call) {
    json answer = reply.body.empty() ? json::object() : json::parse(reply.body, nullptr, false);
    if (answer.is_object()) return answer;
    return failure(ErrorKind::unreachable, call.doing, "Google's answer is cut short, or is no JSON",
                   "run the command again");
}

/// Places that a list leaves out because they do not answer.
std::string what_is_missing(const json& answer) {
    const json& unreachable = member(answer, "unreachables");
    if (unreachable.is_array() && !unreachable.empty()) return unreachable.dump();
    const json& scopes = member(answer, "items");
    if (!scopes.is_object()) return {};
    for (const auto& [scope, content] : scopes.items()) {
        const std::string code = text_in(member(content, "warning"), "code");
        if (!code.empty() && code != "NO_RESULTS_ON_PAGE") return fmt::format("{} ({})", scope, code);
    }
    return {};
}

bool is_success(long status) { return status >= 200 && status < 300; }

}  // namespace

Services google_itself() {
    return {.compute = "https://compute.googleapis.com",
            .quotas = "https://cloudquotas.googleapis.com",
            .billing = "https://cloudbilling.googleapis.com",
            .usage = "https://serviceusage.googleapis.com",
            .projects = "https://cloudresourcemanager.googleapis.com",
            .accounts = "https://iam.googleapis.com",
            .tokens = "https://oauth2.googleapis.com",
            .caller = "https://checkip.amazonaws.com"};
}

Services all_at(const std::string& address) {
    return {address, address, address, address, address, address, address, address + "/checkip"};
}

std::string new_request_id(Random& random) {
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    constexpr std::uint64_t version_4 = 0x4000;
    constexpr std::uint64_t variant = 0x8000;
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, high >> 16U & 0xFFFFU,
                       version_4 | (high & 0x0FFFU), variant | (low >> 48U & 0x3FFFU), low & 0xFFFFFFFFFFFFU);
}

Result<net::Call> Api::signed_call(const ApiCall& call, const std::string& token) {
    auto credentials = parts_.tokens.credentials();
    if (!credentials) return failed(credentials);
    net::Call sent{.method = call.method,
                   .url = url_of(call),
                   .body = call.body == nullptr ? std::string() : call.body->dump(),
                   .time_limit = call.time_limit,
                   .headers = {"Authorization: Bearer " + token},
                   .on_interruption = call.method == "GET" ? net::OnInterruption::let_go : call.on_interruption};
    std::string counted_against = credentials->quota_project;
    if (counted_against.empty() && std::holds_alternative<UserKey>(credentials->key))
        counted_against = parts_.project().value_or("");
    if (!counted_against.empty()) sent.headers.push_back("X-Goog-User-Project: " + counted_against);
    return sent;
}

milliseconds Api::pause_before(int repetition, const net::Reply* reply) {
    if (reply != nullptr && reply->retry_after) return std::min<milliseconds>(*reply->retry_after, longest_pause);
    const milliseconds longest = std::min(longest_pause, first_pause * (1 << std::min(repetition, 10)));
    // All of it by chance: those who were refused together must not come back together.
    return milliseconds(static_cast<std::int64_t>(parts_.random.next() % static_cast<std::uint64_t>(longest.count()))) +
           milliseconds(1);
}

Result<net::Reply> Api::send(const net::Call& call) {
    if (call.method != "GET") return parts_.http.call(call);
    return questions_.in_turn([&] { return parts_.http.call(call); });
}

Result<json> Api::once(const ApiCall& call, std::optional<net::Reply>& refused) {
    auto token = parts_.tokens.token();
    if (!token) return failed(token);
    auto sent = signed_call(call, *token);
    if (!sent) return failed(sent);
    const milliseconds passed = gate_.pass();
    auto reply = send(*sent);
    if (!reply) {
        reply.error().doing = call.doing;
        return failed(reply);
    }
    if (is_success(reply->status)) {
        gate_.admit(passed);
        return read_answer(*reply, call);
    }
    if (reply->status == 401) parts_.tokens.forget(*token);
    refused = std::move(*reply);
    Error error = refusal(refused->status, refused->body, call.doing);
    if (error.kind == ErrorKind::throttled) gate_.refuse(passed, refused->retry_after);
    return std::unexpected(std::move(error));
}

Result<json> Api::call(const ApiCall& call) {
    bool signed_in_anew = false;
    const milliseconds begun = parts_.clock.elapsed();
    for (int attempt = 1;; ++attempt) {
        if (parts_.interruption.requested()) return failure(ErrorKind::interrupted, call.doing, "you stopped it");
        std::optional<net::Reply> refused;
        auto answer = once(call, refused);
        if (answer) return answer;
        // A token may end early: the laptop slept, the key was changed.
        if (refused && refused->status == 401 && !std::exchange(signed_in_anew, true)) continue;
        if (!is_passing(answer.error())) return answer;
        // The gate makes it wait: who goes with many others is refused more often than who meets trouble.
        const bool is_patient = call.attempts > 1 && parts_.clock.elapsed() - begun < patience_at_the_gate;
        if (answer.error().kind == ErrorKind::throttled && is_patient) {
            --attempt;
            continue;
        }
        if (attempt >= call.attempts) {
            answer.error().detail += fmt::format(" ({} attempts)", call.attempts);
            return answer;
        }
        parts_.clock.sleep(pause_before(attempt, refused ? &*refused : nullptr));
    }
}

Result<json> Api::list(ApiCall call, const char* items) {
    json all = json::array();
    for (int page = 0; page < most_pages; ++page) {
        auto answer = this->call(call);
        if (!answer) return answer;
        if (const std::string missing = what_is_missing(*answer); !missing.empty())
            return failure(ErrorKind::unreachable, call.doing,
                           fmt::format("Google could not look everywhere: {}", missing), "run the command again");
        if (const auto found = answer->find(items); found != answer->end()) {
            if (found->is_array())
                all.insert(all.end(), found->begin(), found->end());
            else
                all.push_back(*found);
        }
        const auto next = answer->find("nextPageToken");
        if (next == answer->end() || !next->is_string() || next->get_ref<const std::string&>().empty()) return all;
        call.query["pageToken"] = next->get<std::string>();
    }
    return failure(ErrorKind::failed, call.doing, "the pages of Google's answer do not end");
}

}  // namespace aloft::gcp
