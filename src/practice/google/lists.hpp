#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {

/// A page of them in Google's form, sieved, in order and cut as the call's query says. `kind` is "compute#instanceList".
Outcome list_answer(const Call& call, std::string_view kind, std::vector<Json> items);

/// Things of one scope: "zones/us-central1-a".
struct Scoped {
    std::string scope;
    std::vector<Json> items;
};
/// The same of all scopes at once; `collection` is the word under which each scope has its things. A scope that the
/// weather hides is named as not reached.
Outcome aggregated_answer(const Call& call, std::string_view kind, std::string_view collection,
                          std::vector<Scoped> scopes);

/// Resources of our records as one list, or of all scopes.
Outcome list_of(Office& office, const Call& call, std::string_view kind, std::string_view collection);
Outcome aggregated_list_of(Office& office, const Call& call, std::string_view kind, std::string_view collection);

/// Set by whoever guards the door on a call for an aggregated list: this scope does not answer.
inline constexpr std::string_view unreachable_scope = "aloft.unreachable";

/// "zones/us-central1-a" and so on of the world, in order of name; with regions, and with "global".
std::vector<std::string> zone_scopes(const Office& office);
std::vector<std::string> region_scopes(const Office& office);

}  // namespace aloft::practice::google
