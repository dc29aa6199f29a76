#include "operations/card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "clouds/no_card.hpp"
#include "operations/catalog.hpp"
#include "operations/offers.hpp"

namespace aloft {
namespace {

using market::Architecture;
using market::Catalog;

/// Nothing for one that CUDA does not run on.
std::optional<drivers::Card> card_of(const Catalog& catalog, const market::GpuRow& gpu, Architecture architecture) {
    const auto tenths = static_cast<int>(gpu.compute_capability);
    if (tenths == 0) return std::nullopt;
    return drivers::Card{.name = std::string(catalog.text(gpu.name)),
                         .capability = {{tenths / 10, tenths % 10}},
                         .architecture = std::string(to_string(architecture)),
                         .is_part = catalog.text(gpu.name).contains('/')};
}

Architecture architecture_of(const Catalog& catalog, const Offer& offer) {
    for (const market::TypeRow& type : catalog.types())
        if (catalog.text(type.cloud) == offer.cloud && catalog.text(type.name) == offer.machine_type)
            return static_cast<Architecture>(type.architecture);
    return Architecture::x86_64;
}

/// Hosts tell a card by the words of its driver: "Tesla T4", "NVIDIA A100-SXM4-40GB".
const market::GpuRow* row_of(const Catalog& catalog, std::string_view name) {
    for (const std::string_view prefix : {"NVIDIA ", "Tesla "})
        if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    const market::GpuRow* row = catalog.find_gpu(name);
    return row != nullptr ? row : catalog.find_gpu(name.substr(0, name.find_first_of("- ")));
}

}  // namespace

Result<std::optional<CardSetup>> card_setup(Surroundings& around, const Spec& spec, const Offer& offer) {
    if (!offer.gpu || spec.setup == Setup::bare) return std::nullopt;
    auto opened = open_catalog(keeping_of(around));
    if (!opened) return failed(opened);
    const Catalog& catalog = opened->catalog;
    const market::GpuRow* row = row_of(catalog, offer.gpu->name);
    if (row == nullptr) return std::nullopt;
    const auto card = card_of(catalog, *row, architecture_of(catalog, offer));
    if (!card) return std::nullopt;
    auto software = software_for_the_card(spec);
    if (!software) return failed(software);
    const drivers::Rule& rule = drivers::built_in_rule();
    auto choice = drivers::settle(rule, *card, *software);
    if (!choice) return failed(choice);
    auto images = drivers::images_for(rule, *card, *choice, offer.cloud);
    const bool is_there = !offer.details.contains(no_card_detail);
    return CardSetup{std::move(*choice), is_there && as_tried(offer, {}).has_value(), std::move(images)};
}

Result<Misfit> misfit_of(const Catalog& catalog, const Spec& spec) {
    if (spec.setup == Setup::bare) return Misfit{};
    auto software = software_for_the_card(spec);
    if (!software) return failed(software);
    using Kind = std::pair<const market::GpuRow*, std::uint8_t>;
    const auto judged = std::make_shared<std::map<Kind, std::optional<std::string>>>();
    return [&catalog, software = std::move(*software), judged](const market::Candidate& candidate) {
        const Kind kind{candidate.gpu, candidate.type->architecture};
        if (const auto known = judged->find(kind); known != judged->end()) return known->second;
        std::optional<std::string>& why = (*judged)[kind];
        if (const auto card = card_of(catalog, *candidate.gpu, static_cast<Architecture>(kind.second)))
            if (const auto choice = drivers::settle(drivers::built_in_rule(), *card, software); !choice)
                why = choice.error().detail;
        return why;
    };
}

Result<void> check_extras(const Spec& spec, const Offer& offer) {
    if (spec.setup == Setup::bare || !is_with(spec, "docker")) return {};
    if (offer.cloud != default_place || offer.kind != MachineKind::container) return {};
    return failure(ErrorKind::bad_input, "planning what is installed with the machine",
                   "Docker runs in no container of this computer: it may not set up networks there",
                   "say `machine: {kind: vm}` for a machine with a kernel of its own, or leave docker out of `with:`");
}

std::string describe(const CardSetup& card) {
    const drivers::Choice& choice = card.choice;
    std::string words = card.installs_driver ? fmt::format("driver {} with {} kernel modules; ", choice.driver,
                                                           drivers::to_string(choice.modules))
                                             : std::string();
    words += fmt::format("CUDA {}", drivers::to_string(choice.cuda));
    if (!choice.torch_index.empty()) words += fmt::format("; torch from {}", choice.torch_index);
    return words;
}

void name_images(const CardSetup& card, Offer& offer) {
    std::string images;
    for (const drivers::Image& image : card.images)
        images += fmt::format("{}{}/{}", images.empty() ? "" : "\n", image.where, image.family);
    if (!images.empty()) offer.details["images"] = std::move(images);
}

void warn_of(const CardSetup& card, Offer& offer) {
    std::ranges::copy(card.choice.warnings, std::back_inserter(offer.warnings));
    if (const auto why = offer.details.find(no_card_detail); why != offer.details.end())
        offer.warnings.push_back(why->second);
}

}  // namespace aloft
