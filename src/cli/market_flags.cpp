#include "cli/market_flags.hpp"

#include <fmt/format.h>

#include "cli/comma_list.hpp"
#include "cli/whole_number.hpp"
#include "market/model_size.hpp"

namespace aloft::cli {
namespace {

std::unexpected<Error> wrong(std::string_view flag, std::string_view value, std::string_view expected) {
    return failure(ErrorKind::bad_input, {}, fmt::format("--{} cannot be '{}': {}", flag, value, expected),
                   "see: aloft gpus --help");
}

struct MemoryRange {
    std::optional<Bytes> least, most;
};

/// "24GB" and ">=24GB" are at least that, "<=24GB" at most, "16GB..48GB" both.
std::optional<MemoryRange> memory_from(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots != std::string_view::npos) {
        const auto least = parse_bytes(text.substr(0, dots));
        const auto most = parse_bytes(text.substr(dots + 2));
        return least && most && *least <= *most ? std::optional(MemoryRange{least, most}) : std::nullopt;
    }
    const bool at_most = text.starts_with("<=");
    if (at_most || text.starts_with(">=")) text.remove_prefix(2);
    const auto size = parse_bytes(text);
    if (!size) return std::nullopt;
    return at_most ? MemoryRange{std::nullopt, size} : MemoryRange{size, std::nullopt};
}

}  // namespace

Result<market::Lister> lister_from(const Words& words) {
    market::Lister lister;
    market::Wish& wish = lister.wish;
    if (const auto name = words.argument("GPU")) wish.gpus = gpu_names({*name});
    if (words.has("spot")) wish.spot = Spot::only;
    wish.clouds = comma_list(words.value("cloud").value_or(""));
    wish.regions = comma_list(words.value("region").value_or(""));
    if (const auto text = words.value("count")) {
        wish.count = whole_number(*text, 0);
        if (!wish.count) return wrong("count", *text, "it is a whole number");
    }
    if (const auto text = words.value("memory")) {
        const auto range = memory_from(*text);
        if (!range) return wrong("memory", *text, "it is a size, as in 24GB, '<=24GB' or 16GB..48GB");
        wish.gpu_memory_least = range->least;
        wish.gpu_memory_most = range->most;
    }
    if (const auto text = words.value("fits")) {
        wish.all_gpu_memory = market::memory_for_model(*text);
        if (!wish.all_gpu_memory)
            return wrong("fits", *text,
                         "it is a number of parameters, as in 7b, 350m, 7b:train, 7b:4bit or params=7e9");
    }
    if (const auto text = words.value("disk")) {
        wish.disk = parse_bytes(*text);
        if (!wish.disk) return wrong("disk", *text, "it is a size, as in 40GB");
    }
    if (const auto text = words.value("max-price")) {
        wish.most_an_hour = parse_money(*text);
        if (!wish.most_an_hour) return wrong("max-price", *text, "it is dollars an hour, as in 1.50");
    }
    if (const auto text = words.value("sort")) {
        const auto order = market::list_order_from(*text);
        if (!order) return wrong("sort", *text, "it is price, speed, price-per-tflop or distance");
        lister.order = *order;
    }
    return lister;
}

}  // namespace aloft::cli
