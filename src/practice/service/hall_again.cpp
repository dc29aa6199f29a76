#include "practice/service/hall_again.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "practice/google/operations.hpp"
#include "practice/google/shelf.hpp"
#include "practice/google/spared.hpp"

namespace aloft::practice {
namespace {

std::vector<std::string> ids_of(const google::Office& office, std::string_view collection) {
    std::vector<std::string> ids;
    for (const std::string& name : google::kept_names(office, "projects/", collection))
        ids.push_back(google::text_in(*office.records.find(name), "id"));
    return ids;
}

}  // namespace

HallWish hall_wish(const google::Office& office) {
    HallWish wish{ids_of(office, "instances"), {}};
    for (const std::string_view collection : {"disks", "snapshots", "images"})
        for (std::string& id : ids_of(office, collection)) wish.disks.push_back(std::move(id));
    return wish;
}

Result<std::vector<std::string>> tidy(Hall& hall, const HallWish& wish) {
    if (auto kept = hall.keep_only(wish.machines, wish.disks); !kept) return failed(kept);
    return hall.running();
}

void start_again(google::Office& office, const std::vector<std::string>& running) {
    for (const std::string& name : google::kept_names(office, "projects/", "instances")) {
        const nlohmann::json& machine = *office.records.find(name);
        if (google::text_in(machine, "status") != "RUNNING") continue;
        if (std::ranges::find(running, google::text_in(machine, "id")) != running.end()) continue;
        google::do_unless_broken(office, name, [&] {
            google::begin_operation(
                office, "system@google.com",
                {"compute.instances.automaticRestart", name, "instance.start", nlohmann::json::object(), nullptr, ""});
        });
    }
}

}  // namespace aloft::practice
