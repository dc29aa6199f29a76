#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "operations/doctor.hpp"

namespace aloft {
namespace {

namespace fs = std::filesystem;

/// What is seen is taken for what was wished; the next `aloft up` compares with the real wish.
Resource resource_from(const Found& found) {
    Resource resource{.ref = found.ref, .labels = found.labels, .belongs = belongs_by_kind(found.ref.kind)};
    for (const auto& [name, value] : found.properties) resource.properties[name] = Property{value, WhenChanged::keep};
    return resource;
}

Result<std::vector<Found>> all_owned(const std::vector<Cloud*>& clouds, Provider& keys, const std::string& owner) {
    std::vector<Provider*> everyone(clouds.begin(), clouds.end());
    everyone.push_back(&keys);
    std::vector<Found> all;
    for (Provider* provider : everyone) {
        auto owned = provider->owned(owner);
        if (!owned) return failed(owned);
        all.insert(all.end(), owned->begin(), owned->end());
    }
    return all;
}

std::vector<std::string> machines_of(const std::vector<Found>& all) {
    std::vector<std::string> names;
    for (const Found& one : all)
        if (!one.labels.machine.empty()) names.push_back(one.labels.machine);
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

/// Writes down what is in no row yet. What is shared is written for every machine, since its label names only the
/// one that made it.
Result<std::vector<std::string>> fill(Ledger& ledger, const std::vector<Found>& all) {
    auto records = ledger.all_resources();
    if (!records) return failed(records);
    std::vector<std::string> written;
    for (const std::string& machine : machines_of(all))
        for (const Found& one : all) {
            const Resource resource = resource_from(one);
            const bool recorded = std::ranges::any_of(
                *records, [&](const ResourceRecord& record) { return record.resource.ref == one.ref; });
            if (recorded || (!is_shared(resource.belongs) && one.labels.machine != machine)) continue;
            if (auto done = ledger.record(machine, resource, one); !done) return failed(done);
            if (written.empty() || written.back() != machine) written.push_back(machine);
        }
    return written;
}

fs::path journal_of(const fs::path& file) { return file.string() + "-journal"; }

Result<void> move(const fs::path& from, const fs::path& to) {
    std::error_code code;
    if (!fs::exists(from, code)) return {};
    fs::rename(from, to, code);
    if (code)
        return failure(ErrorKind::storage, fmt::format("moving {} to {}", from.string(), to.string()), code.message());
    return {};
}

Result<void> move_with_journal(const fs::path& from, const fs::path& to) {
    if (auto moved = move(from, to); !moved) return moved;
    return move(journal_of(from), journal_of(to));
}

/// Damage inside a row shows only when the row is read.
bool is_sound(const fs::path& file, const std::function<std::string()>& now) {
    auto ledger = Ledger::open(file, now);
    return ledger && (*ledger)->machines() && (*ledger)->all_resources();
}

fs::path free_name_beside(const fs::path& file) {
    int number = 1;
    fs::path candidate;
    do candidate = fmt::format("{}.set-aside-{}", file.string(), number++);
    while (fs::exists(candidate));
    return candidate;
}

}  // namespace

Result<Rebuilt> rebuild_ledger(const Home& home, const std::vector<Cloud*>& clouds, Provider& keys, Clock& clock) {
    const auto now = [&clock] { return to_iso(clock.now()); };
    const bool sound = is_sound(home.ledger(), now);
    const fs::path place = sound ? home.ledger() : fs::path(home.ledger().string() + ".rebuilt");
    std::error_code ignored;
    if (!sound) fs::remove(place, ignored);
    Rebuilt rebuilt;
    {
        auto ledger = Ledger::open(place, now);
        if (!ledger) return failed(ledger);
        auto all = all_owned(clouds, keys, (*ledger)->owner());
        if (!all) return failed(all);
        auto written = fill(**ledger, *all);
        if (!written) return failed(written);
        rebuilt.machines = std::move(*written);
    }
    if (sound) return rebuilt;
    const fs::path aside = free_name_beside(home.ledger());
    if (auto moved = move_with_journal(home.ledger(), aside); !moved) return failed(moved);
    if (auto moved = move_with_journal(place, home.ledger()); !moved) return failed(moved);
    rebuilt.set_aside = aside.string();
    return rebuilt;
}

}  // namespace aloft
