#include "practice/service/page_files.hpp"

#include <string>
#include <vector>

#include "embedded/practice_page.hpp"

namespace aloft::practice {
namespace {

std::string_view type_of(std::string_view name) {
    if (name.ends_with(".js")) return "text/javascript; charset=UTF-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    return name.ends_with(".css") ? "text/css; charset=UTF-8" : "text/html; charset=UTF-8";
}

/// Paths are made once; what is served refers to them.
struct Files {
    std::vector<std::string> paths;
    std::vector<PageFile> all;
    Files() {
        paths.reserve(std::size(embedded::page_files));
        all.reserve(std::size(embedded::page_files));
        for (const auto& [name, text] : embedded::page_files) {
            paths.push_back("/practice/" + std::string(name == "index.html" ? "" : name));
            all.push_back({paths.back(), type_of(name), text});
        }
    }
};

}  // namespace

std::span<const PageFile> page_files() {
    static const Files files;
    return files.all;
}

}  // namespace aloft::practice
