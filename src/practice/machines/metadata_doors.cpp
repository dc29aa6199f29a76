#include "practice/machines/metadata_doors.hpp"

#include <nlohmann/json.hpp>

namespace aloft::practice {

MetadataDoors::MetadataDoors(MetadataSource& source, serve::Loop& loop, serve::Server& server)
    : source_(source), loop_(loop), server_(server), self_(std::make_shared<MetadataDoors*>(this)) {
    source_.on_change([self = self_](std::string_view machine_id) {
        if (*self != nullptr) (*self)->changed(machine_id);
    });
}

MetadataDoors::~MetadataDoors() {
    *self_ = nullptr;
    for (const auto& [id, door] : doors_) server_.close(door.socket);
}

Result<void> MetadataDoors::open(const std::string& machine_id, const std::filesystem::path& socket) {
    if (const auto present = doors_.find(machine_id); present != doors_.end()) {
        if (present->second.socket == socket) return {};
        close(machine_id);
    }
    auto handler = std::make_unique<MetadataServer>(source_, loop_, machine_id);
    if (auto listening = server_.listen_on(socket, *handler); !listening) return listening;
    doors_[machine_id] = {socket, std::move(handler)};
    return {};
}

void MetadataDoors::close(std::string_view machine_id) {
    const auto door = doors_.find(machine_id);
    if (door == doors_.end()) return;
    server_.close(door->second.socket);
    doors_.erase(door);
}

void MetadataDoors::changed(std::string_view machine_id) {
    if (const auto door = doors_.find(machine_id); door != doors_.end()) door->second.server->tree_changed();
}

}  // namespace aloft::practice
