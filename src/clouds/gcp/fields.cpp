#include "clouds/gcp/fields.hpp"

#include <nlohmann/json.hpp>

namespace aloft::gcp {
namespace {

using nlohmann::json;

const json& nothing() {
    static const json null;
    return null;
}

}  // namespace

const json& member(const json& object, const char* name) {
    if (!object.is_object()) return nothing();
    const auto field = object.find(name);
    return field == object.end() ? nothing() : *field;
}

std::string text_in(const json& object, const char* name) {
    const json& field = member(object, name);
    return field.is_string() ? field.get<std::string>() : std::string();
}

const json& first_of(const json& list) { return list.is_array() && !list.empty() ? list.front() : nothing(); }

std::string last_part(std::string_view link) { return std::string(link.substr(link.rfind('/') + 1)); }

std::string path_of_link(std::string_view link) {
    const std::size_t at = link.find("projects/");
    return std::string(at == std::string_view::npos ? link : link.substr(at));
}

}  // namespace aloft::gcp
