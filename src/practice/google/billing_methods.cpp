#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "market/google_types.hpp"
#include "practice/google/documents.hpp"
#include "practice/google/office.hpp"
#include "practice/google/projects.hpp"
#include "practice/google/signature.hpp"
#include "practice/google/sku_pieces.hpp"

namespace aloft::practice::google {
namespace {

constexpr std::string_view compute_engine = "services/6F81-5844-456A";
constexpr std::int64_t nanos_in_micro = 1000, nanos_in_dollar = 1'000'000'000;

std::vector<Json> accounts_of(const Office& office) {
    std::vector<Json> accounts;
    for (const std::string& name : office.records.names("billingAccounts/"))
        accounts.push_back(shown(*office.records.find(name)));
    return accounts;
}

Outcome list_accounts(Office& office, const Call& call) {
    constexpr PageSize size{100, 100};
    std::vector<Json> accounts = accounts_of(office);
    const std::string_view filter = call.in_query("filter");
    if (filter == "open=true" || filter == "open=false")
        std::erase_if(accounts, [&](const Json& account) { return account.at("open") != (filter == "open=true"); });
    else if (!filter.empty())
        return std::unexpected(invalid_argument("Request contains an invalid argument."));
    return page_of(call, "billingAccounts", accounts, size);
}

Outcome get_account(Office& office, const Call& call) {
    const Json* const account = office.records.find(call.in_path("name"));
    if (account == nullptr) return std::unexpected(not_permitted());
    return shown(*account);
}

Json info_of(const Office& office, const std::string& project) {
    const Json& document = *office.records.find(project);
    return {{"name", project + "/billingInfo"},
            {"projectId", id_of(project)},
            {"billingAccountName", document.at("billingAccountName")},
            {"billingEnabled", has_billing(office, project)}};
}

Outcome list_projects(Office& office, const Call& call) {
    constexpr PageSize size{100, 100};
    const std::string account(call.in_path("name"));
    if (office.records.find(account) == nullptr) return std::unexpected(not_permitted());
    std::vector<Json> projects;
    for (const std::string& project : project_records(office)) {
        Json info = info_of(office, project);
        if (info.at("billingAccountName") == account) projects.push_back(std::move(info));
    }
    return page_of(call, "projectBillingInfo", projects, size);
}

Outcome get_info(Office& office, const Call& call) {
    const auto project = known_project(office, call.in_path("name"));
    if (!project) return std::unexpected(project.error());
    return info_of(office, *project);
}

Outcome update_info(Office& office, const Call& call) {
    const auto project = known_project(office, call.in_path("name"));
    if (!project) return std::unexpected(project.error());
    if (auto permitted = check_permission(office, *project, "billing.resourceAssociations.create"); !permitted)
        return std::unexpected(permitted.error());
    const std::string account = text_in(call.body, "billingAccountName");
    if (!account.empty() && !account.starts_with("billingAccounts/"))
        return std::unexpected(invalid_argument("Request contains an invalid argument."));
    const Json* const known = account.empty() ? nullptr : office.records.find(account);
    if (!account.empty() && known == nullptr) return std::unexpected(not_permitted());
    if (known != nullptr && !known->value("open", false))
        return std::unexpected(failed_precondition("Precondition check failed."));
    Json document = *office.records.find(*project);
    document["billingAccountName"] = account;
    office.records.put(*project, std::move(document));
    return info_of(office, *project);
}

Outcome list_services(Office& /*office*/, const Call& call) {
    constexpr PageSize size{5000, 5000};
    return page_of(call, "services",
                   {{{"name", compute_engine},
                     {"serviceId", compute_engine.substr(compute_engine.find('/') + 1)},
                     {"displayName", "Compute Engine"},
                     {"businessEntityName", "businessEntities/GCP"}}},
                   size);
}

std::vector<SkuPiece> pieces_in(const Office& office, const std::string& region, Buying buying) {
    std::vector<PricedMachine> machines;
    std::vector<PricedGpu> gpus;
    const Moment now = office.clock.now();
    for (const std::string& zone : office.places.zones(region)) {
        std::string host;
        for (MachineTypeFacts& type : office.places.machine_types(zone)) {
            if (host.empty() && type.name.starts_with("n1-")) host = type.name;
            // Of these the price on demand is only a guess of ours.
            if (buying == Buying::on_demand && market::never_on_demand(type.name)) continue;
            if (std::ranges::any_of(machines, [&](const PricedMachine& it) { return it.type.name == type.name; }))
                continue;
            const auto rates = office.places.machine_rates({zone, type.name, {}, buying}, now);
            if (!rates.empty()) machines.push_back({std::move(type), rates.front().hour.micros * nanos_in_micro});
        }
        for (const AcceleratorFacts& gpu : office.places.accelerators(zone)) {
            if (std::ranges::find(gpus, gpu.type, &PricedGpu::accelerator) != gpus.end()) continue;
            const auto rates = office.places.machine_rates({zone, host, {gpu.type, 1}, buying}, now);
            if (rates.size() == 2) gpus.push_back({gpu.type, rates.back().hour.micros * nanos_in_micro});
        }
    }
    return pieces_of(machines, gpus);
}

/// In the words by which Google tells pieces apart.
std::string described(const SkuPiece& piece, Buying buying, const std::string& region) {
    if (buying == Buying::on_demand)
        return piece.group == "LocalSSD" ? fmt::format("{} in {}", piece.description, region)
                                         : fmt::format("{} running in {}", piece.description, region);
    if (piece.group == "LocalSSD")
        return fmt::format("{} attached to Spot Preemptible VMs in {}", piece.description, region);
    if (piece.group == "GPU")
        return fmt::format("{} attached to Spot Preemptible VMs running in {}", piece.description, region);
    return fmt::format("Spot Preemptible {} running in {}", piece.description, region);
}

/// "0123-4567-89AB", the same for the same piece each time.
std::string sku_id(std::string_view description) {
    constexpr std::size_t digits = 12;
    std::string id = sha256(description).substr(0, digits);
    for (char& letter : id) letter = letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
    id.insert(8, "-");
    id.insert(4, "-");
    return id;
}

Json pricing_of(const Office& office, const SkuPiece& piece) {
    const bool by_month = piece.unit == "GiBy.mo";
    const bool memory = piece.unit.starts_with("GiBy");
    return {{"summary", ""},
            {"effectiveTime", utc_time(office.clock.now())},
            {"currencyConversionRate", 1},
            {"pricingExpression",
             {{"usageUnit", piece.unit},
              {"displayQuantity", 1},
              {"usageUnitDescription", by_month ? "gibibyte month"
                                       : memory ? "gibibyte hour"
                                                : "hour"},
              {"baseUnit", memory ? "By.s" : "s"},
              {"baseUnitDescription", memory ? "byte second" : "second"},
              {"baseUnitConversionFactor", by_month ? 1073741824.0 * 2678400
                                           : memory ? 1073741824.0 * 3600
                                                    : 3600},
              {"tieredRates", Json::array({{{"startUsageAmount", 0},
                                            {"unitPrice",
                                             {{"currencyCode", "USD"},
                                              {"units", std::to_string(piece.nanos / nanos_in_dollar)},
                                              {"nanos", piece.nanos % nanos_in_dollar}}}}})}}}};
}

Json sku_of(const Office& office, const SkuPiece& piece, Buying buying, const std::string& region) {
    const std::string description = described(piece, buying, region);
    const std::string id = sku_id(description);
    return {{"name", fmt::format("{}/skus/{}", compute_engine, id)},
            {"skuId", id},
            {"description", description},
            {"category",
             {{"serviceDisplayName", "Compute Engine"},
              {"resourceFamily", piece.group == "LocalSSD" ? "Storage" : "Compute"},
              {"resourceGroup", piece.group},
              {"usageType", buying == Buying::spot ? "Preemptible" : "OnDemand"}}},
            {"serviceRegions", Json::array({region})},
            {"pricingInfo", Json::array({pricing_of(office, piece)})},
            {"serviceProviderName", "Google"},
            {"geoTaxonomy", {{"type", "REGIONAL"}, {"regions", Json::array({region})}}}};
}

Outcome list_skus(Office& office, const Call& call) {
    constexpr PageSize size{5000, 5000};
    if (call.in_path("parent") != compute_engine) return refused(404, "notFound", "Requested entity was not found.");
    if (!call.in_query("currencyCode").empty() && call.in_query("currencyCode") != "USD")
        return std::unexpected(invalid_argument("The practice cloud has prices in USD alone."));
    std::vector<Json> skus;
    for (const std::string& region : office.places.regions()) {
        for (const Buying buying : {Buying::on_demand, Buying::spot}) {
            for (const SkuPiece& piece : pieces_in(office, region, buying))
                skus.push_back(sku_of(office, piece, buying, region));
        }
    }
    return page_of(call, "skus", skus, size);
}

}  // namespace

std::span<const Method> billing_methods() {
    static constexpr std::array methods{
        Method{"cloudbilling.billingAccounts.list", list_accounts},
        Method{"cloudbilling.billingAccounts.get", get_account},
        Method{"cloudbilling.billingAccounts.projects.list", list_projects},
        Method{"cloudbilling.projects.getBillingInfo", get_info},
        Method{"cloudbilling.projects.updateBillingInfo", update_info},
        Method{"cloudbilling.services.list", list_services},
        Method{"cloudbilling.services.skus.list", list_skus},
    };
    return methods;
}

}  // namespace aloft::practice::google
