#include "practice/service/state_folder.hpp"

#include <nlohmann/json.hpp>

#include "system/files.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = 64 << 10;

}  // namespace

Result<void> StateFolder::make() const { return make_private_folder(path_); }

std::optional<Endpoint> StateFolder::endpoint() const {
    const auto text = read_file(endpoint_file(), most_bytes);
    if (!text) return std::nullopt;
    const json said = json::parse(*text, nullptr, false);
    if (!said.is_object()) return std::nullopt;
    const auto number = [&](const char* name) {
        const auto found = said.find(name);
        return found != said.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
    };
    const auto token = said.find("token");
    if (token == said.end() || !token->is_string()) return std::nullopt;
    return Endpoint{static_cast<std::uint16_t>(number("port")), static_cast<std::uint16_t>(number("tls_port")),
                    static_cast<int>(number("pid")), token->get<std::string>()};
}

Result<void> StateFolder::keep(const Endpoint& endpoint) const {
    const json said = {
        {"port", endpoint.port}, {"tls_port", endpoint.tls_port}, {"pid", endpoint.pid}, {"token", endpoint.token}};
    return write_file(endpoint_file(), said.dump() + "\n", Readable::by_owner);
}

}  // namespace aloft::practice
