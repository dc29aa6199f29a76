#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/plan.hpp"

namespace aloft::tests {

/// Plans of every shape, the same ones in every run.
class Shapes {
public:
    explicit Shapes(unsigned seed) : engine_(seed) {}

    Plan plan() {
        Plan plan{.id = text(), .verb = Verb(below(4)), .machine = text(), .owner = text(), .spec = spec()};
        plan.offer = offer();
        plan.blueprint.resources = list([&] { return resource(); });
        for (std::size_t step = below(5); step > 0; --step) {
            plan.steps.push_back({.action = Action(below(6)), .resource = resource(), .reason = text()});
            if (plan.steps.size() > 1) plan.steps.back().needs = list([&] { return below(plan.steps.size() - 1); });
        }
        plan.found = list([&] { return found(); });
        plan.price = price();
        return plan;
    }

private:
    std::size_t below(std::size_t limit) { return engine_() % limit; }
    std::int64_t number() { return static_cast<std::int64_t>(engine_() >> below(64)); }
    std::string text() {
        static const std::vector<std::string> pieces{"a", "Z", "0", "-", " ", "\"", "\\", "\n", "é", "🚀", "{", "null"};
        std::string text;
        for (std::size_t left = below(6); left > 0; --left) text += pieces[below(pieces.size())];
        return text;
    }
    template <class Make>
    auto list(const Make& make) -> std::vector<decltype(make())> {
        std::vector<decltype(make())> values;
        for (std::size_t left = below(4); left > 0; --left) values.push_back(make());
        return values;
    }
    template <class Make>
    auto maybe(const Make& make) -> std::optional<decltype(make())> {
        if (below(2) == 0) return std::nullopt;
        return make();
    }
    HourlyPrice price() { return {Money{number()}, Money{-number()}}; }
    Labels labels() { return {text(), text(), text()}; }
    ResourceRef ref() { return {text(), ResourceKind(below(9)), text(), text()}; }
    GpuWish gpu() { return {text(), static_cast<int>(below(9))}; }
    Bytes bytes() { return {number() & INT64_MAX}; }
    Spec spec() {
        return {.name = text(),
                .on = maybe([&] { return text(); }),
                .kind = maybe([&] { return MachineKind(below(2)); }),
                .cpus = maybe([&] { return static_cast<int>(number()); }),
                .memory = maybe([&] { return bytes(); }),
                .disk = maybe([&] { return bytes(); }),
                .gpu = maybe([&] { return gpu(); })};
    }
    Offer offer() {
        return {.cloud = text(),
                .place = text(),
                .machine_type = text(),
                .kind = MachineKind(below(2)),
                .cpus = static_cast<int>(below(99)),
                .memory = bytes(),
                .disk = bytes(),
                .gpu = maybe([&] { return gpu(); }),
                .price = price(),
                .details = {{text(), text()}, {text(), text()}},
                .warnings = list([&] { return text(); })};
    }
    Resource resource() {
        return {.ref = ref(),
                .properties = {{text(), {text(), WhenChanged(below(5))}}, {text(), {text(), WhenChanged(below(5))}}},
                .labels = labels(),
                .needs = list([&] { return ref(); }),
                .belongs = Belongs(below(3)),
                .price = price()};
    }
    Found found() { return {ref(), Condition(below(4)), {{text(), text()}, {text(), text()}}, labels()}; }

    std::mt19937_64 engine_;
};

}  // namespace aloft::tests
