#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "core/result.hpp"
#include "market/catalog_writer.hpp"

namespace aloft::aws {

struct ListedPrices {
    std::map<std::string, Money, std::less<>> hour;  ///< on demand, of Linux, by machine type
    std::vector<market::Refused> refused;
};

/// The price list of one region, comma-separated, as it comes in. Hundreds of megabytes, of which a thousandth part is
/// what we want to know; no more than a line of it is ever held.
class PriceList {
public:
    explicit PriceList(std::string region) : region_(std::move(region)) {}

    Result<void> take(std::string_view piece);
    /// When all of it has been taken.
    Result<ListedPrices> finish();

private:
    struct Column {
        std::size_t place;
        std::string_view wanted;
    };

    Result<void> take_line(std::string_view line);
    Result<void> read_head(std::string_view line);
    void read_price(std::string_view line);

    std::string region_;
    std::string rest_;  ///< the beginning of a line whose end has not come
    std::vector<Column> conditions_;  ///< what must stand in a line that counts; empty until the head was read
    std::size_t type_ = 0;
    std::size_t price_ = 0;
    ListedPrices prices_;
};

}  // namespace aloft::aws
