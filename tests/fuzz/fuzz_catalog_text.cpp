#include <cstddef>
#include <cstdint>

#include "fuzz/properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    aloft::fuzz::read_any_catalog_text({reinterpret_cast<const char*>(data), size});
    return 0;
}
