#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// What the newer APIs have in common: times, marks of a version, pages, operations.

/// "2026-11-20T11:04:05.678Z"
std::string utc_time(Moment moment);

/// Of what a document says now: "BwXhqDVqrJk=".
std::string etag_of(const Json& document);

/// A page of `items` under that field, as the call's pageSize and pageToken say; a token that is none of ours is refused.
struct PageSize {
    std::size_t usual;
    std::size_t most;
};
Outcome page_of(const Call& call, std::string_view field, const std::vector<Json>& items, PageSize size);

/// A change that takes its time: done from that moment on, though what it does is decided now.
struct SlowChange {
    std::string name;  ///< "operations/acat.p2-123-…"
    Json metadata;
    Json response;  ///< with its @type
    Moment done;
};
/// Kept in the records under its name; answers what Google says about it.
Json keep_change(Office& office, const SlowChange& change);
/// What it says now; a refusal for one that there is not.
Outcome change_now(const Office& office, std::string_view name);

/// "12345678-90ab-cdef-1234-567890abcdef"
std::string new_uuid(Random& random);

/// Without line ends.
std::string base64(std::string_view bytes);

}  // namespace aloft::practice::google
