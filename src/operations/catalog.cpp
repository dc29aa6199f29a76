#include "operations/catalog.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "operations/catalog_folder.hpp"
#include "system/files.hpp"
#include "system/mapped_file.hpp"

namespace aloft {
namespace {

Result<OpenCatalog> map_catalog(const std::filesystem::path& path) {
    Result<MappedFile> mapped = MappedFile::open(path);
    if (!mapped) return failed(mapped);
    auto kept = std::make_shared<const MappedFile>(std::move(*mapped));
    const Result<market::Catalog> catalog = market::Catalog::over(kept->bytes(), path.string());
    if (!catalog) return failed(catalog);
    return OpenCatalog{*catalog, std::move(kept)};
}

Result<OpenCatalog> over_built_in(const CatalogKeeping& keeping) {
    const Result<market::Catalog> catalog = market::Catalog::over(keeping.built_in, "built in");
    if (!catalog) return failed(catalog);
    return OpenCatalog{*catalog, nullptr};
}

void tell(const CatalogKeeping& keeping, const Error& error, const std::vector<std::string>& clouds) {
    if (error.kind == ErrorKind::not_found) return;  // the folder knows when there should be one
    const std::string mended = clouds.empty() ? std::string("the built-in one is used")
                                              : fmt::format("it is made anew from what was imported and refreshed: {}",
                                                            fmt::join(clouds, ", "));
    keeping.events.show(Notice{Notice::Weight::warning, fmt::format("{}; {}", describe(error), mended)});
}

/// Somebody else may have made it while we waited for the lock. Without a lock, on a disk that nobody can write,
/// nobody else writes either.
Result<OpenCatalog> make_anew(const CatalogKeeping& keeping, const CatalogFolder& folder) {
    const Result<FileLock> lock = folder.lock();
    if (Result<OpenCatalog> open = map_catalog(folder.file())) return open;
    Result<std::string> bytes = folder.build();
    if (!bytes) return failed(bytes);
    auto kept = std::make_shared<const std::string>(std::move(*bytes));
    const Result<market::Catalog> catalog =
        market::Catalog::over(std::as_bytes(std::span(*kept)), keeping.home.data.string());
    if (!catalog) return failed(catalog);
    return OpenCatalog{*catalog, std::move(kept)};
}

}  // namespace

CatalogKeeping keeping_of(Surroundings& around) { return {around.home, around.builtin_catalog, around.events}; }

Result<OpenCatalog> open_catalog(const CatalogKeeping& keeping) {
    const CatalogFolder folder(keeping);
    Result<OpenCatalog> open = map_catalog(folder.file());
    if (open) return open;
    const std::vector<std::string> clouds = folder.clouds();
    tell(keeping, open.error(), clouds);
    if (!clouds.empty()) return make_anew(keeping, folder);
    if (open.error().kind != ErrorKind::not_found)
        if (const Result<void> removed = remove_tree(folder.file()); !removed)
            keeping.events.show(Notice{Notice::Weight::warning, describe(removed.error())});
    return over_built_in(keeping);
}

}  // namespace aloft
