#include "market/model_size.hpp"

#include <charconv>
#include <cmath>

namespace aloft::market {
namespace {

/// Bytes a parameter, in tenths. Running keeps 16 bits of each; training with Adam in mixed precision keeps weights
/// and gradients in 16 bits and a copy and two moments in 32.
constexpr struct {
    std::string_view word;
    double bytes;
} ways[] = {{"", 2}, {"16bit", 2}, {"8bit", 1}, {"4bit", 0.5}, {"train", 16}};

/// What is beside the parameters: activations, the cache of a context, CUDA itself.
constexpr double beside = 1.2;
constexpr double most_parameters = 1e14;

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, mistake] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (mistake != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value <= 0)
        return std::nullopt;
    return value;
}

std::optional<double> parameters(std::string_view text) {
    if (text.starts_with("params=")) return number(text.substr(7));
    if (text.empty()) return std::nullopt;
    const char unit = text.back();
    const double factor = unit == 'b' || unit == 'B' ? 1e9 : unit == 'm' || unit == 'M' ? 1e6 : 0;
    const auto value = number(text.substr(0, text.size() - 1));
    return value && factor > 0 ? std::optional(*value * factor) : std::nullopt;
}

}  // namespace

std::optional<Bytes> memory_for_model(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view way = colon < text.size() ? text.substr(colon + 1) : std::string_view();
    const auto count = parameters(text.substr(0, colon));
    if (!count || *count > most_parameters || (colon < text.size() && way.empty())) return std::nullopt;
    for (const auto& known : ways)
        if (known.word == way) return Bytes{static_cast<std::int64_t>(*count * known.bytes * beside)};
    return std::nullopt;
}

}  // namespace aloft::market
