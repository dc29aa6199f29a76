#pragma once
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "fakes/fake_cloud.hpp"
#include "system/files.hpp"
#include "wire/json.hpp"

/// What a fake cloud has made stands in a file, an array of what there is, and survives a kill.
namespace aloft::harness {

inline void load(fakes::FakeCloud& cloud, const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return;
    for (const auto& one : nlohmann::json::parse(read_file(file).value())) {
        Found found = wire::found_from_json(one.dump()).value();
        cloud.standing[found.ref] = found;
    }
}

/// The moment of the effect is the rename inside write_file.
inline void keep(fakes::FakeCloud& cloud, const std::filesystem::path& file) {
    load(cloud, file);
    cloud.after_effect = [file](const fakes::FakeCloud& changed) {
        auto all = nlohmann::json::array();
        for (const auto& [ref, found] : changed.standing) all.push_back(wire::to_json(found));
        if (!write_file(file, all.dump(), Readable::by_all)) std::abort();
    };
}

}  // namespace aloft::harness
