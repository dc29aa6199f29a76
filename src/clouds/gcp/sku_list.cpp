#include "clouds/gcp/sku_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "core/utf8.hpp"

namespace aloft::gcp {
namespace {

using nlohmann::json;

constexpr std::string_view spot_beginning = "Spot Preemptible ";
constexpr std::string_view running = " running in ";
constexpr std::string_view spot_running = " attached to Spot Preemptible VMs running in ";
constexpr std::string_view local_ssd = "SSD backed Local Storage";
constexpr std::string_view local_ssd_of_spot = "SSD backed Local Storage attached to Spot Preemptible VMs";

constexpr std::array<std::string_view, 8> families{"N1 Predefined", "N2", "E2", "G2", "G4", "A2", "A3", "A3Plus"};

struct GpuWords {
    std::string_view words;
    std::string_view gpu;
};

constexpr std::array<GpuWords, 12> gpus{{
    {"Nvidia Tesla T4 GPU", "T4"},
    {"Nvidia Tesla P4 GPU", "P4"},
    {"Nvidia Tesla P100 GPU", "P100"},
    {"Nvidia Tesla V100 GPU", "V100"},
    {"Nvidia Tesla A100 GPU", "A100"},
    {"Nvidia Tesla A100 80GB GPU", "A100-80GB"},
    {"Nvidia L4 GPU", "L4"},
    {"Nvidia H100 80GB GPU", "H100"},
    {"Nvidia H100 80GB Plus GPU", "H100-MEGA"},
    {"Nvidia H100 80GB Mega GPU", "H100-MEGA"},
    {"Nvidia H200 141GB GPU", "H200"},
    {"RTX 6000 96GB", "RTX-PRO-6000"},
}};

std::optional<Described> read_host(std::string_view what, Rented rented) {
    for (const auto& [ending, piece] : {std::pair(std::string_view(" Instance Core"), Piece::core),
                                        std::pair(std::string_view(" Instance Ram"), Piece::memory)}) {
        if (!what.ends_with(ending)) continue;
        const auto* const family = std::ranges::find(families, what.substr(0, what.size() - ending.size()));
        if (family != families.end()) return Described{piece, *family, rented};
    }
    return std::nullopt;
}

/// What is described, without where it is; nothing when it is not said so.
std::optional<std::string_view> before(std::string_view description, std::string_view words) {
    const std::size_t at = description.find(words);
    if (at == std::string_view::npos) return std::nullopt;
    return description.substr(0, at);
}

std::optional<Described> read_gpu(std::string_view what, Rented rented) {
    const auto* const known = std::ranges::find(gpus, what, &GpuWords::words);
    if (known == gpus.end()) return std::nullopt;
    return Described{Piece::gpu, known->gpu, rented};
}

bool is_or_is_in(std::string_view description, std::string_view what) {
    return description == what ||
           (description.starts_with(what) && description.substr(what.size()).starts_with(" in "));
}

std::string text(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? valid_utf8(found->get<std::string>()) : std::string();
}

/// What `usageType` must be for it.
std::string_view usage_of(Rented rented) { return rented == Rented::on_demand ? "OnDemand" : "Preemptible"; }

std::string_view unit_of(Piece piece) {
    switch (piece) {
        case Piece::core:
        case Piece::gpu: return "h";
        case Piece::memory: return "GiBy.h";
        case Piece::local_ssd: return "GiBy.mo";
    }
    return "";
}

/// The price that begins with the first hour. One that changes with the amount is none that we can reckon with.
std::optional<PiecePrice> price_in(const json& sku, std::string_view unit) {
    const json& history = sku.at("pricingInfo");
    if (!history.is_array() || history.empty()) return std::nullopt;
    const json& expression = history.back().at("pricingExpression");
    const json& rates = expression.at("tieredRates");
    if (text(expression, "usageUnit") != unit || !rates.is_array() || rates.size() != 1) return std::nullopt;
    const json& amount = rates.front().at("unitPrice");
    const std::string units = text(amount, "units");
    std::int64_t whole = 0;
    std::from_chars(units.data(), units.data() + units.size(), whole);
    constexpr std::int64_t most_dollars = 1000;
    const std::int64_t nanos = amount.value("nanos", std::int64_t{0});
    if (text(amount, "currencyCode") != "USD" || whole < 0 || whole > most_dollars || nanos < 0) return std::nullopt;
    return PiecePrice{whole * 1'000'000'000 + nanos};
}

}  // namespace

std::optional<Described> read_description(std::string_view description) {
    if (is_or_is_in(description, local_ssd_of_spot)) return Described{Piece::local_ssd, "", Rented::spot};
    if (is_or_is_in(description, local_ssd)) return Described{Piece::local_ssd, "", Rented::on_demand};
    if (const auto what = before(description, spot_running)) return read_gpu(*what, Rented::spot);
    const auto what = before(description, running);
    if (!what) return std::nullopt;
    if (what->starts_with(spot_beginning)) return read_host(what->substr(spot_beginning.size()), Rented::spot);
    const std::optional<Described> host = read_host(*what, Rented::on_demand);
    return host ? host : read_gpu(*what, Rented::on_demand);
}

Result<std::string> SkuList::take_page(const json& page) try {
    for (const json& sku : page.at("skus")) {
        const std::string description = text(sku, "description");
        const std::optional<Described> described = read_description(description);
        if (!described || text(sku.at("category"), "usageType") != usage_of(described->rented)) continue;
        const std::optional<PiecePrice> price = price_in(sku, unit_of(described->piece));
        if (!price || price->nanos == 0) {
            refused_.push_back({description, "its price is of no kind that is known"});
            continue;
        }
        for (const json& region : sku.at("serviceRegions"))
            add({described->piece, std::string(described->name), region.get<std::string>(), described->rented}, *price,
                description);
    }
    return text(page, "nextPageToken");
} catch (const json::exception& error) {
    return failure(ErrorKind::failed, "reading Google's list of SKUs", valid_utf8(error.what()),
                   "Google may have changed its form; a newer aloft may know it");
}

void SkuList::add(const Key& key, PiecePrice price, std::string_view description) {
    const auto [known, is_new] = prices_.try_emplace(key, price);
    if (!is_new && known->second.nanos != price.nanos)
        refused_.push_back(
            {fmt::format("{} in {}", description, std::get<2>(key)), "it is said twice, and differently"});
}

std::optional<PiecePrice> SkuList::price(Piece piece, std::string_view name, std::string_view region,
                                         Rented rented) const {
    const auto found = prices_.find(Key{piece, std::string(name), std::string(region), rented});
    if (found == prices_.end()) return std::nullopt;
    return found->second;
}

}  // namespace aloft::gcp
