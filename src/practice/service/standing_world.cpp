#include "practice/service/standing_world.hpp"

#include <nlohmann/json.hpp>

#include "practice/ready_worlds.hpp"
#include "practice/world_file.hpp"
#include "system/files.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;

constexpr std::string_view clock_record = "practice/clock";
constexpr std::string_view machines_record = "practice/machines";
constexpr std::string_view usual_world = "calm";
constexpr std::size_t most_bytes = 4 << 20;

Result<World> world_of(std::string_view bytes, const std::string& file) {
    auto world = read_world(bytes);
    if (!world) {
        std::string mistakes = describe(world.error(), file);
        while (mistakes.ends_with('\n')) mistakes.pop_back();
        return failure(ErrorKind::bad_input, "reading the world", std::move(mistakes),
                       "docs/world-files.md has every key");
    }
    return std::move(*world);
}

std::string ready_names() {
    std::string names;
    for (const ReadyWorld& world : ready_worlds()) names += (names.empty() ? "" : ", ") + std::string(world.name);
    return names;
}

}  // namespace

Result<void> keep_world(const StateFolder& folder, std::string_view bytes) {
    return write_file(folder.weather(), bytes, Readable::by_owner);
}

Result<World> standing_world(const StateFolder& folder, const std::string& wished) {
    if (wished.empty() && std::filesystem::exists(folder.weather())) {
        const auto bytes = read_file(folder.weather(), most_bytes);
        if (!bytes) return failed(bytes);
        return world_of(*bytes, folder.weather());
    }
    const ReadyWorld* ready = ready_world(wished.empty() ? usual_world : std::string_view(wished));
    // A world has at least one key.
    if (ready == nullptr && wished.find(':') == std::string::npos)
        return failure(ErrorKind::not_found, "reading the world", "there is no world '" + wished + "'",
                       "there is: " + ready_names() + "; or give a file");
    const std::string_view bytes = ready == nullptr ? std::string_view(wished) : ready->yaml;
    auto world = world_of(bytes, "world");
    if (!world) return world;
    if (const auto kept = keep_world(folder, bytes); !kept) return failed(kept);
    return world;
}

std::chrono::milliseconds kept_turn(const Records& records) {
    const json* document = records.find(clock_record);
    return std::chrono::milliseconds(document == nullptr ? 0 : document->value("ahead_milliseconds", std::int64_t{0}));
}

Result<void> keep_turn(Records& records, std::chrono::milliseconds ahead) {
    records.put(clock_record, {{"ahead_milliseconds", ahead.count()}});
    return records.commit();
}

bool kept_paper(const Records& records) {
    const json* document = records.find(machines_record);
    return document != nullptr && document->value("paper", false);
}

bool ever_had_machines(const Records& records) {
    const json* document = records.find(machines_record);
    return document != nullptr && document->value("ever_real", true);
}

void keep_paper(Records& records, bool paper) {
    records.put(machines_record, {{"paper", paper}, {"ever_real", !paper || ever_had_machines(records)}});
}

}  // namespace aloft::practice
