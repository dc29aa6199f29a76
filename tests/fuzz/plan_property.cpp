#include <nlohmann/json.hpp>

#include "core/utf8.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/require.hpp"
#include "wire/json.hpp"

namespace aloft::fuzz {

void read_any_plan(std::string_view bytes) {
    const auto plan = wire::plan_from_json(bytes);
    if (!plan) {
        require(!plan.error().detail.empty(), "a failure has words");
        require(valid_utf8(plan.error().detail) == plan.error().detail, "the words are text");
        return;
    }
    const auto again = wire::plan_from_json(wire::to_json(*plan).dump());
    require(again.has_value(), "what was written reads");
    require(*again == *plan, "what was written reads back equal");
    for (std::size_t step = 0; step < plan->steps.size(); ++step) {
        for (const std::size_t need : plan->steps[step].needs) require(need < step, "a step needs only earlier ones");
    }
}

}  // namespace aloft::fuzz
