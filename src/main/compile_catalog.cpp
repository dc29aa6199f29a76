#include <iostream>
#include <string>
#include <vector>

#include "market/catalog_text.hpp"
#include "market/catalog_writer.hpp"
#include "system/files.hpp"

// compile-catalog OUTPUT TEXT...: the built-in catalog out of its texts. A part of the build: a fact that cannot be
// stops it.
namespace aloft {
namespace {

struct Text {
    std::string path, content;
};

Result<std::vector<Text>> read_all(const std::vector<std::string>& paths) {
    std::vector<Text> texts;
    for (const std::string& path : paths) {
        auto content = read_file(path);
        if (!content) return failed(content);
        texts.push_back({path, std::move(*content)});
    }
    return texts;
}

Result<market::WrittenCatalog> compile(const std::vector<Text>& texts) {
    std::vector<market::CatalogText> views;
    views.reserve(texts.size());
    for (const Text& text : texts) views.push_back({text.path, text.content});
    auto content = market::read_catalog_text(views);
    if (!content) return failed(content);
    return market::write_catalog(std::move(*content));
}

int complain(const std::string& what) {
    std::cerr << "compile-catalog: " << what << '\n';
    return 1;
}

int run(const std::string& output, const std::vector<std::string>& paths) {
    const auto texts = read_all(paths);
    if (!texts) return complain(describe(texts.error()));
    const auto catalog = compile(*texts);
    if (!catalog) return complain(describe(catalog.error()));
    for (const market::Refused& refused : catalog->refused) complain(refused.what + ": " + refused.why);
    if (!catalog->refused.empty()) return 1;
    // What is the same stays as old as it is, so that nothing need be linked anew.
    if (const auto before = read_file(output); before && *before == catalog->bytes) return 0;
    const auto written = write_file(output, catalog->bytes, Readable::by_all);
    return written ? 0 : complain(describe(written.error()));
}

}  // namespace
}  // namespace aloft

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() < 2) return aloft::complain("give the file to write and the texts to read");
    return aloft::run(arguments.front(), {arguments.begin() + 1, arguments.end()});
}
