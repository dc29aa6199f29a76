#include "practice/google/lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "practice/google/filter.hpp"
#include "practice/google/names.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::size_t most_on_a_page = 500;

struct Page {
    std::size_t from = 0;
    std::size_t most = most_on_a_page;
};

/// A page's token says how far we are, and of which question, so that it is of no use for another one.
std::string token_of(std::size_t next, std::string_view question) {
    return fmt::format("{}-{:x}", next, std::hash<std::string_view>()(question));
}

std::string question_of(const Call& call) {
    std::string question = call.method;
    for (const auto& [name, value] : call.path) question.append("/").append(value);
    return question.append("?").append(call.in_query("filter")).append("&").append(call.in_query("orderBy"));
}

std::expected<Page, Refusal> page_of(const Call& call) {
    Page page;
    const std::string_view most = call.in_query("maxResults");
    if (!most.empty()) {
        std::from_chars(most.data(), most.data() + most.size(), page.most);
        if (page.most > most_on_a_page)
            return std::unexpected(invalid_value("maxResults", most, "Values must be within the range: [0, 500]"));
        if (page.most == 0) page.most = most_on_a_page;
    }
    const std::string_view token = call.in_query("pageToken");
    if (!token.empty()) {
        std::from_chars(token.data(), token.data() + token.size(), page.from);
        if (token_of(page.from, question_of(call)) != token)
            return std::unexpected(invalid_value("pageToken", token, "The page token is invalid."));
    }
    return page;
}

std::expected<void, Refusal> put_in_order(const Call& call, std::vector<Json>& items) {
    const std::string_view order = call.in_query("orderBy");
    if (order.empty() || order == "name" || order == "name asc") return {};  // that is how they come
    if (order == "creationTimestamp desc") {
        const auto made = [](const Json& item) {
            const std::string time = text_in(item, "creationTimestamp");
            return time.empty() ? text_in(item, "insertTime") : time;
        };
        std::ranges::sort(items, [&](const Json& a, const Json& b) {
            const std::string first = made(a), second = made(b);
            return first == second ? text_in(a, "name") < text_in(b, "name") : first > second;
        });
        return {};
    }
    return std::unexpected(
        invalid_value("orderBy", order, "Only orderBy 'name' and 'creationTimestamp desc' are supported."));
}

std::expected<std::vector<Json>, Refusal> sieved(const Call& call, std::vector<Json> items) {
    const auto filter = filter_of(call.in_query("filter"));
    if (!filter) return std::unexpected(invalid_value("filter", call.in_query("filter"), filter.error()));
    std::erase_if(items, [&](const Json& item) { return !(*filter)(item); });
    if (auto ordered = put_in_order(call, items); !ordered) return std::unexpected(ordered.error());
    return items;
}

/// "projects/p/zones/us-central1-a/instances"
std::string name_of_list(const Call& call, std::string_view collection) {
    std::string name = fmt::format("projects/{}/", call.in_path("project"));
    if (!call.in_path("zone").empty()) {
        name += fmt::format("zones/{}/", call.in_path("zone"));
    } else if (!call.in_path("region").empty()) {
        name += fmt::format("regions/{}/", call.in_path("region"));
    } else if (collection != "zones" && collection != "regions") {
        name += "global/";
    }
    return name.append(collection);
}

std::string collection_of(const Call& call) {
    const std::string_view id = call.method;
    const std::string_view kind = id.substr(id.find('.') + 1, id.rfind('.') - id.find('.') - 1);
    return kind.ends_with("Operations") ? "operations" : std::string(kind);
}

Json nothing_here(const std::string& scope) {
    return {{"warning",
             {{"code", "NO_RESULTS_ON_PAGE"},
              {"message", fmt::format("There are no results for scope '{}' on this page.", scope)},
              {"data", Json::array({{{"key", "scope"}, {"value", scope}}})}}}};
}

}  // namespace

Outcome list_answer(const Call& call, std::string_view kind, std::vector<Json> items) {
    const auto page = page_of(call);
    if (!page) return std::unexpected(page.error());
    auto wished = sieved(call, std::move(items));
    if (!wished) return std::unexpected(wished.error());
    const std::string name = name_of_list(call, collection_of(call));
    Json answer = {{"kind", kind}, {"id", name}, {"selfLink", link(name)}};
    const std::size_t end = std::min(wished->size(), page->from + page->most);
    // Google leaves the list out when nothing is in it.
    for (std::size_t at = page->from; at < end; ++at) answer["items"].push_back(std::move((*wished)[at]));
    if (end < wished->size()) answer["nextPageToken"] = token_of(end, question_of(call));
    return answer;
}

Outcome aggregated_answer(const Call& call, std::string_view kind, std::string_view collection,
                          std::vector<Scoped> scopes) {
    const auto page = page_of(call);
    if (!page) return std::unexpected(page.error());
    const std::string_view hidden = call.in_query(unreachable_scope);
    const std::string name = fmt::format("projects/{}/aggregated/{}", call.in_path("project"), collection);
    Json answer = {{"kind", kind}, {"id", name}, {"selfLink", link(name)}, {"items", Json::object()}};
    std::size_t seen = 0;
    const std::size_t end = page->from + page->most;
    for (Scoped& scoped : scopes) {
        if (!hidden.empty() && scoped.scope == hidden) {
            answer["unreachables"].push_back(scoped.scope);
            continue;
        }
        auto wished = sieved(call, std::move(scoped.items));
        if (!wished) return std::unexpected(wished.error());
        Json& place = answer["items"][scoped.scope];
        for (Json& item : *wished) {
            if (seen >= page->from && seen < end) place[std::string(collection)].push_back(std::move(item));
            ++seen;
        }
        if (place.is_null()) place = nothing_here(scoped.scope);
    }
    if (seen > end) answer["nextPageToken"] = token_of(end, question_of(call));
    return answer;
}

std::vector<std::string> zone_scopes(const Office& office) {
    std::vector<std::string> scopes;
    for (const std::string& region : office.places.regions())
        for (const std::string& zone : office.places.zones(region)) scopes.push_back("zones/" + zone);
    std::ranges::sort(scopes);
    return scopes;
}

std::vector<std::string> region_scopes(const Office& office) {
    std::vector<std::string> scopes;
    for (const std::string& region : office.places.regions()) scopes.push_back("regions/" + region);
    std::ranges::sort(scopes);
    return scopes;
}

Outcome list_of(Office& office, const Call& call, std::string_view kind, std::string_view collection) {
    return list_answer(call, kind, listed(office, name_of_list(call, collection) + "/", collection));
}

Outcome aggregated_list_of(Office& office, const Call& call, std::string_view kind, std::string_view collection) {
    std::vector<std::string> scopes{"global"};
    for (auto& scope : region_scopes(office)) scopes.push_back(std::move(scope));
    for (auto& scope : zone_scopes(office)) scopes.push_back(std::move(scope));
    std::map<std::string, std::vector<Json>> by_scope;
    for (Json& item : listed(office, fmt::format("projects/{}/", call.in_path("project")), collection))
        by_scope[scope_of(unlinked(text_in(item, "selfLink")))].push_back(std::move(item));
    std::vector<Scoped> all;
    all.reserve(scopes.size());
    for (const std::string& scope : scopes) all.push_back({scope, std::move(by_scope[scope])});
    return aggregated_answer(call, kind, collection, std::move(all));
}

}  // namespace aloft::practice::google
