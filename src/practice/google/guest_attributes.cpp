#include "practice/google/guest_attributes.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "practice/google/shelf.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::size_t longest_name = 256;  ///< namespace and key
constexpr std::size_t longest_value = 32 << 10;
constexpr std::size_t most_together = 256 << 10;
constexpr std::size_t most_of_them = 1000;

std::size_t size_of(const Json& attributes) {
    std::size_t size = 0;
    for (const auto& [name, value] : attributes.items())
        size += name.size() + value.get_ref<const std::string&>().size();
    return size;
}

}  // namespace

Result<void> write_guest_attribute(Json& instance, std::string_view path, std::optional<std::string> value) {
    Json& practice = instance[std::string(ours)];
    Json attributes = practice.is_object() ? practice.value("guest", Json::object()) : Json::object();
    attributes.erase(std::string(path));
    if (value) {
        const auto refused = [&](std::string why) {
            return failure(ErrorKind::bad_input,
                           fmt::format("setting guest attribute {}", path.substr(0, longest_name)), std::move(why));
        };
        if (path.size() > longest_name)
            return refused(fmt::format("The guest attribute's name is longer than {} bytes.", longest_name));
        if (value->size() > longest_value)
            return refused(fmt::format("The guest attribute's value is longer than {} bytes.", longest_value));
        if (attributes.size() >= most_of_them)
            return refused(fmt::format("The machine has {} guest attributes already.", most_of_them));
        if (size_of(attributes) + path.size() + value->size() > most_together)
            return refused(
                fmt::format("The machine's guest attributes are longer than {} bytes together.", most_together));
        attributes[std::string(path)] = std::move(*value);
    }
    practice["guest"] = std::move(attributes);
    return {};
}

}  // namespace aloft::practice::google
