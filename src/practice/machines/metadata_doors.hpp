#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "practice/hall.hpp"
#include "practice/machines/metadata_server.hpp"
#include "serve/server.hpp"

namespace aloft::practice {

/// The metadata servers of all machines, each behind its own socket. One process and one server of HTTP for all: they
/// share the loop on which their source lives, and a machine that asks much is held by the limits of its connections.
class MetadataDoors {
public:
    MetadataDoors(MetadataSource& source, serve::Loop& loop, serve::Server& server);
    MetadataDoors(const MetadataDoors&) = delete;
    MetadataDoors& operator=(const MetadataDoors&) = delete;
    ~MetadataDoors();

    /// Twice is once.
    Result<void> open(const std::string& machine_id, const std::filesystem::path& socket);
    void close(std::string_view machine_id);

private:
    struct Door {
        std::filesystem::path socket;
        std::unique_ptr<MetadataServer> server;
    };
    void changed(std::string_view machine_id);

    MetadataSource& source_;
    serve::Loop& loop_;
    serve::Server& server_;
    std::map<std::string, Door, std::less<>> doors_;
    std::shared_ptr<MetadataDoors*> self_;  ///< what the source holds on to: empty when we are gone
};

}  // namespace aloft::practice
