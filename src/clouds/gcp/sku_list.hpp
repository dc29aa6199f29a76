#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/result.hpp"
#include "market/catalog_writer.hpp"

namespace aloft::gcp {

enum class Piece {
    core,       ///< of a family of machines, by the hour
    memory,     ///< a GiB of it, by the hour
    gpu,        ///< one, by the hour
    local_ssd,  ///< a GiB, by the month
};
enum class Rented { on_demand, spot };

/// In billionths of a dollar, as Google says them: a core's thousandth of a cent counts in a machine of 400.
struct PiecePrice {
    std::int64_t nanos = 0;
};

/// The prices of pieces, read from the pages of Google's list of SKUs. A SKU says what it is by its description alone,
/// so what counts is the whole of that: commitments, reservations, calendar mode, sole tenancy and custom machines
/// are described otherwise and never taken for what is rented by the hour.
class SkuList {
public:
    /// Answers the token of the next page, empty after the last.
    Result<std::string> take_page(const nlohmann::json& page);

    /// `name` is a family ("N1 Predefined") or a kind of GPU as the catalog calls it; empty for local SSDs.
    std::optional<PiecePrice> price(Piece piece, std::string_view name, std::string_view region, Rented rented) const;
    std::size_t size() const { return prices_.size(); }
    const std::vector<market::Refused>& refused() const { return refused_; }

private:
    using Key = std::tuple<Piece, std::string, std::string, Rented>;
    void add(const Key& key, PiecePrice price, std::string_view description);

    std::map<Key, PiecePrice> prices_;
    std::vector<market::Refused> refused_;
};

/// What a description says; nothing for all that is no piece of a machine by the hour.
struct Described {
    Piece piece;
    std::string_view name;
    Rented rented;
    bool operator==(const Described&) const = default;
};
std::optional<Described> read_description(std::string_view description);

}  // namespace aloft::gcp
