#include "practice/google/documents.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "practice/google/agenda.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/signature.hpp"

namespace aloft::practice::google {
namespace {

/// What a page token says: how many came before. Marked, so that nobody makes one up.
constexpr std::string_view token_mark = "after-";
/// As long as Google shows an operation that has ended.
constexpr auto remembered = std::chrono::hours(24 * 14);

std::optional<std::size_t> number_in(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::string utc_time(Moment moment) {
    std::string text = to_iso(moment);
    const auto rest = (moment - std::chrono::floor<std::chrono::seconds>(moment)).count();
    text.insert(text.size() - 1, fmt::format(".{:03}", rest));
    return text;
}

std::string etag_of(const Json& document) {
    constexpr std::size_t letters = 8;
    return base64(sha256(document.dump(-1, ' ', false, Json::error_handler_t::replace)).substr(0, letters));
}

Outcome page_of(const Call& call, std::string_view field, const std::vector<Json>& items, PageSize size) {
    std::string_view token = call.in_query("pageToken");
    std::size_t begin = 0;
    if (!token.empty()) {
        const bool ours_it_is = token.starts_with(token_mark);
        const auto number = number_in(ours_it_is ? token.substr(token_mark.size()) : std::string_view());
        if (!number || *number > items.size()) return std::unexpected(invalid_argument("The page token is invalid."));
        begin = *number;
    }
    const std::string_view said = call.in_query("pageSize");
    if (said.starts_with('-')) return std::unexpected(invalid_argument("The page size must not be negative."));
    const std::size_t wished = number_in(said).value_or(0);
    const std::size_t end = std::min(items.size(), begin + (wished == 0 ? size.usual : std::min(wished, size.most)));
    Json page = Json::object();
    if (begin < end)
        page[std::string(field)] = Json(std::vector<Json>(items.begin() + static_cast<std::ptrdiff_t>(begin),
                                                          items.begin() + static_cast<std::ptrdiff_t>(end)));
    if (end < items.size()) page["nextPageToken"] = fmt::format("{}{}", token_mark, end);
    return page;
}

Json keep_change(Office& office, const SlowChange& change) {
    office.records.put(change.name, {{"name", change.name},
                                     {"metadata", change.metadata},
                                     {"response", change.response},
                                     {ours, {{"done", to_number(change.done)}}}});
    forget_at(office, change.done + remembered, change.name);
    return *change_now(office, change.name);
}

Outcome change_now(const Office& office, std::string_view name) {
    const Json* const kept = name.starts_with("operations/") ? office.records.find(name) : nullptr;
    if (kept == nullptr) return refused(404, "notFound", fmt::format("Operation \"{}\" was not found.", name));
    Json now = shown(*kept);
    if (office.clock.now() < to_moment(kept->at(ours).at("done").get<std::int64_t>())) {
        now.erase("response");
    } else {
        now["done"] = true;
    }
    return now;
}

std::string new_uuid(Random& random) {
    std::string digits =
        fmt::format("{:016x}{:016x}", random.next() * 0x9E3779B97F4A7C15U, random.next() * 0x9E3779B97F4A7C15U);
    digits[12] = '4';
    digits[16] = 'a';
    for (const std::size_t dash : {20U, 16U, 12U, 8U}) digits.insert(dash, "-");
    return digits;
}

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

}  // namespace aloft::practice::google
