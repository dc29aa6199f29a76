#pragma once
#include <span>
#include <string_view>

namespace aloft::practice {

/// A file of the page in the browser, the same for everybody.
struct PageFile {
    std::string_view path;  ///< "/practice/page.js"
    std::string_view content_type;
    std::string_view text;
};

std::span<const PageFile> page_files();

}  // namespace aloft::practice
