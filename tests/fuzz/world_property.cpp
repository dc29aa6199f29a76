#include <algorithm>

#include "core/utf8.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "practice/world_file.hpp"

namespace aloft::fuzz {
namespace {

void require_sound(const std::vector<Mistake>& mistakes, std::string_view bytes) {
    const auto breaks = std::ranges::count_if(bytes, [](char byte) { return byte == '\n' || byte == '\r'; });
    require(!mistakes.empty(), "a world that is refused has a mistake");
    require(mistakes.size() <= 100, "nobody reads more mistakes than that");
    const Mistake* last = nullptr;
    for (const Mistake& mistake : mistakes) {
        require(mistake.line >= 1 && mistake.line <= breaks + 1, "a mistake's line is in the file");
        require(mistake.column >= 1 && mistake.column <= static_cast<int>(bytes.size()) + 1,
                "a mistake's column is in the file");
        require(!mistake.message.empty(), "a mistake has words");
        require(valid_utf8(mistake.message) == mistake.message, "the words are text");
        require(std::ranges::none_of(mistake.message,
                                     [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; }),
                "the words move no cursor");
        require(!last || std::pair(last->line, last->column) <= std::pair(mistake.line, mistake.column),
                "mistakes are in the file's order");
        last = &mistake;
    }
}

/// Whatever a world says, it can be asked.
void ask(const practice::World& world) {
    const practice::Moment monday(std::chrono::seconds(1'790'000'000));
    for (const practice::StockRule& rule : world.stock) {
        static_cast<void>(rule.hours.hold(monday));
        static_cast<void>(practice::matches_any(rule.zones, "us-central1-a"));
        require(rule.there_are >= 0, "there is never less than nothing");
    }
    for (const practice::FaultRule& rule : world.faults) {
        static_cast<void>(practice::matches_any(rule.methods, "compute.instances.insert"));
        require(rule.calls.every >= 1 && rule.calls.from >= 1 && rule.calls.from <= rule.calls.until,
                "calls are counted from 1");
        require(!rule.calls.hold(rule.calls.from - 1) && rule.calls.hold(rule.calls.from), "the first is the first");
    }
    for (const practice::LatencyRule& rule : world.latency)
        require(rule.least <= rule.most, "least is not more than most");
    for (const practice::PreemptionRule& rule : world.preemptions)
        require(rule.per_hour >= 0 && rule.per_hour <= 1, "a share is a share");
}

}  // namespace

void read_any_world(std::string_view bytes) {
    const auto world = practice::read_world(bytes);
    if (!world) return require_sound(world.error(), bytes);
    ask(*world);
    const auto again = practice::read_world(practice::write_world(*world));
    require(again.has_value(), "what was written reads");
    require(*again == *world, "what was written reads back equal");
}

}  // namespace aloft::fuzz
