#include "practice/google/call.hpp"

namespace aloft::practice::google {
namespace {

std::string_view in(const std::map<std::string, std::string, std::less<>>& words, std::string_view name) {
    const auto found = words.find(name);
    return found == words.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

std::string_view Call::in_path(std::string_view name) const { return in(path, name); }
std::string_view Call::in_query(std::string_view name) const { return in(query, name); }

}  // namespace aloft::practice::google
