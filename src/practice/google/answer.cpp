#include "practice/google/answer.hpp"

#include <array>
#include <utility>

namespace aloft::practice::google {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<int, std::string_view>, 12> statuses = {{
    {400, "INVALID_ARGUMENT"},
    {401, "UNAUTHENTICATED"},
    {403, "PERMISSION_DENIED"},
    {404, "NOT_FOUND"},
    {405, "UNIMPLEMENTED"},
    {409, "ALREADY_EXISTS"},
    {412, "FAILED_PRECONDITION"},
    {429, "RESOURCE_EXHAUSTED"},
    {499, "CANCELLED"},
    {500, "INTERNAL"},
    {503, "UNAVAILABLE"},
    {504, "DEADLINE_EXCEEDED"},
}};

std::string text_of(const Json& json, Layout layout) {
    // What is no UTF-8 came from the caller's own words.
    return json.dump(layout == Layout::indented ? 2 : -1, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Of those who guard the door, and not of the method itself.
std::string_view domain_of(std::string_view reason) {
    if (reason == "accessNotConfigured" || reason == "rateLimitExceeded") return "usageLimits";
    return "global";
}

}  // namespace

std::string_view grpc_status_of(int http_status) {
    for (const auto& [status, word] : statuses)
        if (status == http_status) return word;
    return "UNKNOWN";
}

serve::Answer answer_of(const Json& said, Layout layout) {
    serve::Answer answer;
    answer.body = said.is_null() ? std::string() : text_of(said, layout);
    if (said.is_null()) answer.status = 204;
    return answer;
}

serve::Answer answer_of(const Refusal& refusal, std::string_view api) {
    Json error = {{"code", refusal.status}, {"message", refusal.message}};
    if (api == "compute") {
        Json one = {{"message", refusal.message}, {"domain", domain_of(refusal.reason)}, {"reason", refusal.reason}};
        if (refusal.reason == "invalidParameter") one.update({{"location", "fields"}, {"locationType", "parameter"}});
        error["errors"] = Json::array({std::move(one)});
    }
    if (api != "compute" || !refusal.grpc_status.empty())
        error["status"] =
            refusal.grpc_status.empty() ? std::string(grpc_status_of(refusal.status)) : refusal.grpc_status;
    if (!refusal.details.is_null()) error["details"] = refusal.details;
    serve::Answer answer;
    answer.status = refusal.status;
    answer.body = text_of({{"error", std::move(error)}}, Layout::indented);
    if (refusal.status == 401)
        answer.headers.push_back({"WWW-Authenticate", R"(Bearer realm="https://accounts.google.com/")"});
    return answer;
}

}  // namespace aloft::practice::google
