#include "clouds/gcp/compute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "clouds/gcp/errors.hpp"
#include "clouds/gcp/fields.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// Google answers a wait after two minutes at most, done or not.
constexpr milliseconds wait_limit{150'000};
constexpr milliseconds after_trouble{5'000};
constexpr int most_attempts = 5;
/// The call may come back before the operation has ended.
constexpr milliseconds between_waits{500};
/// An operation that is at work longer has been forgotten by somebody.
constexpr minutes patience{30};

/// Where an operation is asked for, by what it says of itself.
std::string path_of_operation(const json& operation, const std::string& project) {
    const std::string name = text_in(operation, "name");
    if (const std::string zone = text_in(operation, "zone"); !zone.empty())
        return fmt::format("projects/{}/zones/{}/operations/{}", project, last_part(zone), name);
    if (const std::string region = text_in(operation, "region"); !region.empty())
        return fmt::format("projects/{}/regions/{}/operations/{}", project, last_part(region), name);
    return fmt::format("projects/{}/global/operations/{}", project, name);
}

/// "projects/p/zones/z/disks/d" is in "projects/p/zones/z".
std::string scope_of(const std::string& path) {
    const std::size_t kind = path.rfind('/', path.rfind('/') - 1);
    return path.substr(0, kind);
}

/// "projects/p/…" is of p.
std::string project_of(std::string_view path) {
    path.remove_prefix(std::min(path.find('/') + 1, path.size()));
    return std::string(path.substr(0, path.find('/')));
}

}  // namespace

Result<json> Compute::ask(const std::string& path, const std::string& doing) {
    return api_.call({.url = fmt::format("{}/compute/v1/{}", address_, path), .query = {}, .doing = doing});
}

Result<std::optional<json>> Compute::find(const std::string& path, const std::string& doing) {
    auto answer = ask(path, doing);
    if (answer) return std::optional<json>(std::move(*answer));
    if (answer.error().kind == ErrorKind::not_found) return std::optional<json>();
    return failed(answer);
}

Result<json> Compute::everywhere(const std::string& project, const std::string& kind, const std::string& filter,
                                 const std::string& doing) {
    auto pages = api_.list({.url = fmt::format("{}/compute/v1/projects/{}/aggregated/{}", address_, project, kind),
                            .query = {{"filter", filter}},
                            .doing = doing});
    if (!pages) return pages;
    json all = json::array();
    for (const json& scopes : *pages)
        for (const auto& [scope, content] : scopes.items())
            if (const auto found = content.find(kind); found != content.end() && found->is_array())
                all.insert(all.end(), found->begin(), found->end());
    return all;
}

Result<json> Compute::list(const std::string& path, const std::string& filter, const std::string& doing) {
    std::map<std::string, std::string> query;
    if (!filter.empty()) query["filter"] = filter;
    return api_.list({.url = fmt::format("{}/compute/v1/{}", address_, path), .query = query, .doing = doing});
}

Result<void> Compute::make(const std::string& collection, const json& body, const std::string& doing) {
    return change({.method = "POST", .url = collection, .query = {}, .body = &body, .doing = doing});
}

Result<void> Compute::tell(const std::string& path, const std::string& verb, const json& body, const std::string& doing,
                           std::map<std::string, std::string> query) {
    return change({.method = "POST",
                   .url = fmt::format("{}/{}", path, verb),
                   .query = std::move(query),
                   .body = body.is_null() ? nullptr : &body,
                   .doing = doing});
}

Result<void> Compute::patch(const std::string& path, const json& body, const std::string& doing) {
    return change({.method = "PATCH", .url = path, .query = {}, .body = &body, .doing = doing});
}

Result<void> Compute::remove(const std::string& path, const std::string& doing) {
    auto removed = change({.method = "DELETE", .url = path, .query = {}, .doing = doing});
    if (!removed && removed.error().kind == ErrorKind::not_found) return {};
    return removed;
}

Result<void> Compute::change(ApiCall call) {
    const std::string project = project_of(call.url);
    call.url = fmt::format("{}/compute/v1/{}", address_, call.url);
    for (int attempt = 1;; ++attempt) {
        // A new one each time: the old one would only bring back the operation that failed.
        call.query["requestId"] = new_request_id(random_);
        auto operation = api_.call(call);
        if (!operation) return failed(operation);
        auto done = ended(std::move(*operation), project, call.doing);
        if (!done) return failed(done);
        if (!done->contains("error")) return {};
        Error late = failed_operation(*done, call.doing);
        if (!is_passing(late) || attempt >= most_attempts) return std::unexpected(std::move(late));
        clock_.sleep(after_trouble * attempt);
    }
}

Result<json> Compute::ended(json operation, const std::string& project, const std::string& doing) {
    const milliseconds begun = clock_.elapsed();
    while (text_in(operation, "status") != "DONE") {
        if (clock_.elapsed() - begun > patience)
            return failure(ErrorKind::unreachable, doing,
                           fmt::format("Google has been at it for {} minutes", patience.count()),
                           "`aloft status` shows what came of it; run the command again");
        auto waited =
            api_.call({.method = "POST",
                       .url = fmt::format("{}/compute/v1/{}/wait", address_, path_of_operation(operation, project)),
                       .query = {},
                       .doing = doing,
                       .time_limit = wait_limit,
                       .on_interruption = net::OnInterruption::let_go});
        if (!waited) return failed(waited);
        operation = std::move(*waited);
        if (text_in(operation, "status") != "DONE") clock_.sleep(between_waits);
    }
    return operation;
}

Result<void> Compute::wait_for_others(const std::vector<std::string>& paths, const std::string& doing) {
    std::set<std::string> scopes;
    for (const std::string& path : paths) scopes.insert(scope_of(path));
    for (const std::string& scope : scopes) {
        auto at_work = list(scope + "/operations", "status != DONE", doing);
        if (!at_work) return failed(at_work);
        for (const json& operation : *at_work)
            if (std::ranges::any_of(paths, [target = text_in(operation, "targetLink")](const std::string& path) {
                    return target.ends_with("/" + path);
                }))
                if (auto done = ended(operation, project_of(scope), doing); !done) return failed(done);
    }
    return {};
}

}  // namespace aloft::gcp
