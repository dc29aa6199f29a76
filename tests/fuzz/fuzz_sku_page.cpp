#include <cstddef>
#include <cstdint>

#include "fuzz/properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    aloft::fuzz::read_any_sku_page({reinterpret_cast<const char*>(data), size});
    return 0;
}
