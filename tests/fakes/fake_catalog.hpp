#pragma once
#include <cstddef>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

#include "market/catalog.hpp"
#include "market/catalog_writer.hpp"

namespace aloft::fakes {

/// A catalog in memory, made of values.
class FakeCatalog {
public:
    explicit FakeCatalog(market::CatalogContent content) {
        const market::WrittenCatalog written = market::write_catalog(std::move(content));
        if (!written.refused.empty()) throw std::logic_error(written.refused[0].what + ": " + written.refused[0].why);
        size_ = written.bytes.size();
        words_.resize(size_ / sizeof(std::uint64_t) + 1);
        std::memcpy(words_.data(), written.bytes.data(), size_);
    }

    std::span<const std::byte> bytes() const { return std::as_bytes(std::span(words_)).first(size_); }
    market::Catalog catalog() const { return *market::Catalog::over(bytes(), "a catalog of a test"); }

private:
    std::vector<std::uint64_t> words_;  // begins at a multiple of eight
    std::size_t size_ = 0;
};

}  // namespace aloft::fakes
