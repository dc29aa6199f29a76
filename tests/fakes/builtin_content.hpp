#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "market/catalog_text.hpp"
#include "source_folder.hpp"

namespace aloft::fakes {

/// The facts that aloft is built with, as they stand in src/market/catalog.
inline market::CatalogContent builtin_content() {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(aloft::tests::source_folder() / "src/market/catalog")) {
        if (entry.path().extension() != ".csv") continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        files.emplace_back(entry.path().filename(), std::string(std::istreambuf_iterator<char>(stream), {}));
    }
    std::vector<market::CatalogText> texts;
    texts.reserve(files.size());
    for (const auto& [name, text] : files) texts.push_back({name, text});
    return market::read_catalog_text(texts).value();
}

}  // namespace aloft::fakes
