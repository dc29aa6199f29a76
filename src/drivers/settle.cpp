#include "drivers/settle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "drivers/wheels.hpp"

namespace aloft::drivers {
namespace {

std::unexpected<Error> refused(const Card& card, std::string detail, std::string hint) {
    return failure(ErrorKind::bad_input, "choosing driver and CUDA for " + card.name, std::move(detail),
                   std::move(hint));
}

std::string described(const Card& card, const Generation& generation) {
    return fmt::format("{} ({}, compute capability {})", card.name, generation.name, to_string(card.capability));
}

Result<void> check_cuda(const Card& card, const Generation& generation, const std::optional<Version>& wished) {
    if (!wished) return {};
    const bool too_new = generation.newest_cuda && *wished > *generation.newest_cuda;
    const bool too_old = next(*wished) <= generation.oldest_cuda;
    if (!too_new && !too_old) return {};
    return refused(card, fmt::format("CUDA {} serves no {}", to_string(*wished), described(card, generation)),
                   fmt::format("CUDA {} is the {} that does; without `cuda:` the one that fits is taken",
                               to_string(too_new ? *generation.newest_cuda : generation.oldest_cuda),
                               too_new ? "newest" : "oldest"));
}

int oldest_driver_for(const Rule& rule, const Generation& generation, const Version& cuda) {
    int oldest = generation.oldest_driver;
    for (const DriverForCuda& one : rule.drivers_for_cuda)
        if (one.cuda == cuda.places.front()) oldest = std::max(oldest, one.driver);
    return oldest;
}

/// The usual branch where it will do, else the oldest that does.
const Branch* branch_for(const Rule& rule, const Generation& generation, int oldest) {
    const Branch* best = nullptr;
    for (const Branch& branch : rule.branches) {
        if (branch.number < oldest || (generation.newest_driver && branch.number > *generation.newest_driver)) continue;
        const auto worth = [](const Branch& one) { return std::tuple(!one.usual, one.number); };
        if (best == nullptr || worth(branch) < worth(*best)) best = &branch;
    }
    return best;
}

Version newest_cuda(const Generation& generation, const Branch& branch) {
    return generation.newest_cuda ? std::min(*generation.newest_cuda, branch.newest_cuda) : branch.newest_cuda;
}

/// The frameworks' part of the choice.
class Frameworks {
public:
    Frameworks(const Rule& rule, const Card& card, const Generation& generation, const Software& software)
        : rule_(rule), card_(card), words_(described(card, generation)), software_(software) {}

    Result<void> settle(Choice& choice) {
        for (auto part : {&Frameworks::torch, &Frameworks::tensorflow, &Frameworks::r_torch})
            if (auto settled = (this->*part)(choice); !settled) return settled;
        return {};
    }

    /// The newest CUDA that any of them brings along; nothing without any.
    const std::optional<Version>& cuda() const { return cuda_; }

private:
    Result<void> torch(Choice& choice) {
        const auto asked = asked_of("torch", software_.python);
        if (!asked) return {};
        auto wheel = wheel_for(rule_, question("torch", asked));
        if (!wheel) return refused(card_, wheel.error().detail, wheel.error().hint);
        if (wheel->index != "default" && software_.pins == PythonPins::open) choice.torch_index = wheel->index;
        note(wheel->cuda);
        return {};
    }

    Result<void> tensorflow(Choice& choice) {
        const auto asked = asked_of("tensorflow", software_.python);
        if (!asked && !software_.tensorflow_apart) return {};
        WheelQuestion wanted = question("tensorflow", asked);
        wanted.cuda.reset();  // it has one CUDA, which it brings along
        auto wheel = wheel_for(rule_, wanted);
        if (!wheel) return refused(card_, wheel.error().detail, wheel.error().hint);
        note(wheel->cuda);
        if (!runs_without_compiling(*wheel, card_.capability))
            choice.warnings.push_back(fmt::format(
                "tensorflow has no code for {} and compiles it when it first starts, which takes minutes", words_));
        if (!asked) return {};
        // Without this extra it computes on the processors and says so only in its log.
        if (std::ranges::find(asked->extras, "and-cuda") == asked->extras.end())
            choice.more_packages.emplace_back("tensorflow[and-cuda]");
        if (asked_of("torch", software_.python))
            choice.warnings.emplace_back(
                "torch and tensorflow bring CUDA libraries along that may not fit together; `with: [tensorflow]` gives "
                "tensorflow an environment of its own");
        return {};
    }

    Result<void> r_torch(Choice& choice) {
        if (!software_.r_torch) return {};
        auto wheel = wheel_for(rule_, question("r-torch", std::nullopt));
        if (!wheel) return refused(card_, wheel.error().detail, wheel.error().hint);
        choice.r_torch = wheel->index;
        note(wheel->cuda);
        return {};
    }

    WheelQuestion question(std::string_view package, const std::optional<Requirement>& asked) const {
        return {.package = package,
                .asked = asked,
                .capability = card_.capability,
                .card = words_,
                .architecture = card_.architecture,
                .cuda = software_.cuda,
                .locked = software_.pins == PythonPins::locked};
    }

    void note(const Version& cuda) { cuda_ = cuda_ ? std::max(*cuda_, cuda) : cuda; }

    const Rule& rule_;
    const Card& card_;
    std::string words_;
    const Software& software_;
    std::optional<Version> cuda_;
};

bool fits(const Image& image, const Card& card, const Choice& choice, std::string_view cloud) {
    if (image.cloud != cloud || image.architecture != card.architecture) return false;
    return image.driver == 0 || (image.driver >= choice.oldest_driver && image.modules == choice.modules);
}

}  // namespace

Result<Choice> settle(const Rule& rule, const Card& card, const Software& software) {
    if (card.is_part)
        return refused(card,
                       fmt::format("{} is a part of a card, for which NVIDIA's licensed GRID driver is needed; aloft "
                                   "installs none",
                                   card.name),
                       "take the whole card, or say `setup: bare` and bring the driver yourself");
    const Generation* generation = generation_of(rule, card.capability);
    if (generation == nullptr)
        return refused(
            card, fmt::format("no rule of aloft's knows a card of compute capability {}", to_string(card.capability)),
            "`setup: bare` leaves driver and software to you; `aloft gpus` shows other cards");
    if (auto fine = check_cuda(card, *generation, software.cuda); !fine) return failed(fine);
    Choice choice;
    Frameworks frameworks(rule, card, *generation, software);
    if (auto settled = frameworks.settle(choice); !settled) return failed(settled);
    std::optional<Version> needed = frameworks.cuda();
    if (software.cuda) needed = needed ? std::max(*needed, *software.cuda) : software.cuda;
    choice.oldest_driver = needed ? oldest_driver_for(rule, *generation, *needed) : generation->oldest_driver;
    const Branch* branch = branch_for(rule, *generation, choice.oldest_driver);
    if (branch == nullptr)
        return refused(card,
                       fmt::format("NVIDIA's last driver for {} is {}, which nobody maintains any more",
                                   described(card, *generation), generation->newest_driver.value_or(0)),
                       "take a newer card: `aloft gpus` shows them");
    choice.driver = branch->number;
    choice.modules = generation->modules == Modules::proprietary ? Modules::proprietary : Modules::open;
    choice.cuda = needed.value_or(newest_cuda(*generation, *branch));
    return choice;
}

std::vector<Image> images_for(const Rule& rule, const Card& card, const Choice& choice, std::string_view cloud) {
    std::vector<Image> images;
    for (const bool with_driver : {true, false})
        std::ranges::copy_if(rule.images, std::back_inserter(images), [&](const Image& image) {
            return (image.driver != 0) == with_driver && fits(image, card, choice, cloud);
        });
    return images;
}

}  // namespace aloft::drivers
