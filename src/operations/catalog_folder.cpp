#include "operations/catalog_folder.hpp"

#include <unistd.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <sstream>

#include "market/catalog_merge.hpp"
#include "market/catalog_text.hpp"
#include "market/catalog_writer.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

constexpr std::string_view part_ending = ".csv";
constexpr std::string_view file_beginning = "catalog-";
constexpr std::string_view half_written = ".new-";  ///< in the name of what a killed write_file leaves

std::string file_name(std::span<const std::byte> built_in) {
    market::CatalogHeader header{};
    if (built_in.size() >= sizeof header) std::memcpy(&header, built_in.data(), sizeof header);
    return fmt::format("{}{}-{:016x}", file_beginning, market::catalog_version, header.checksum);
}

Result<void> remove_file(const std::filesystem::path& path) { return remove_tree(path); }

std::string stamps_text(const ReadStamps& stamps) {
    std::string text;
    for (const auto& [address, etag] : stamps) text += fmt::format("{} {}\n", address, etag);
    return text;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code none;
    for (auto entry = std::filesystem::directory_iterator(folder, none); entry != std::filesystem::directory_iterator();
         entry.increment(none))
        files.push_back(entry->path());
    std::ranges::sort(files);
    return files;
}

}  // namespace

CatalogFolder::CatalogFolder(const CatalogKeeping& keeping)
    : keeping_(keeping), folder_(keeping.home.data / "catalog"), file_(folder_ / file_name(keeping.built_in)) {}

Result<FileLock> CatalogFolder::lock() const {
    return FileLock::take(keeping_.home.lock("catalog"), fmt::format("aloft catalog (process {})", ::getpid()));
}

std::vector<std::string> CatalogFolder::clouds() const {
    std::vector<std::string> clouds;
    for (const std::filesystem::path& path : files_in(folder_))
        if (path.extension() == part_ending) clouds.push_back(path.stem().string());
    return clouds;
}

Result<market::CatalogContent> CatalogFolder::content() const {
    const Result<market::Catalog> built_in = market::Catalog::over(keeping_.built_in, "built in");
    if (!built_in) return failed(built_in);
    market::CatalogContent whole = market::content_of(*built_in);
    for (const std::string& cloud : clouds()) {
        const Result<std::string> text = read_file(part(cloud));
        if (!text && text.error().kind == ErrorKind::not_found) continue;  // forgotten in between
        const std::string origin = part(cloud).string();
        const market::CatalogText as_text{origin, text ? *text : std::string_view()};
        Result<market::CatalogContent> content = market::read_catalog_text({&as_text, 1});
        const Error* const error = !text ? &text.error() : !content ? &content.error() : nullptr;
        if (error == nullptr)
            whole = market::with_part(std::move(whole), std::move(*content), cloud);
        else
            keeping_.events.show(
                Notice{Notice::Weight::warning,
                       fmt::format("{}; what was imported of {} is left out until it is imported or refreshed again",
                                   describe(*error), cloud)});
    }
    return whole;
}

Result<void> CatalogFolder::withdraw(const std::string& cloud) const {
    if (Result<void> removed = remove_file(stamps_file(cloud)); !removed) return removed;
    for (const std::filesystem::path& path : files_in(folder_)) {
        const std::string name = path.filename().string();
        if (!name.starts_with(file_beginning) && name.find(half_written) == std::string::npos) continue;
        if (Result<void> removed = remove_file(path); !removed) return removed;
    }
    return {};
}

Result<void> CatalogFolder::keep(const std::string& cloud, const market::CatalogContent& part_content,
                                 const ReadStamps& stamps) const {
    if (Result<void> made = make_private_folder(folder_); !made) return made;
    if (Result<void> withdrawn = withdraw(cloud); !withdrawn) return withdrawn;
    if (Result<void> written = write_file(part(cloud), market::to_text(part_content), Readable::by_owner); !written)
        return written;
    if (!stamps.empty())
        if (Result<void> written = write_file(stamps_file(cloud), stamps_text(stamps), Readable::by_owner); !written)
            return written;
    const Result<std::string> built = build();
    return built ? Result<void>() : failed(built);
}

Result<void> CatalogFolder::forget(const std::string& cloud) const {
    if (Result<void> withdrawn = withdraw(cloud); !withdrawn) return withdrawn;
    return remove_file(part(cloud));
}

ReadStamps CatalogFolder::stamps(const std::string& cloud) const {
    ReadStamps stamps;
    std::istringstream lines(read_file(stamps_file(cloud)).value_or(""));
    std::string address, etag;
    while (lines >> address && std::getline(lines >> std::ws, etag)) stamps[address] = etag;
    return stamps;
}

Result<std::string> CatalogFolder::build() const {
    Result<market::CatalogContent> whole = content();
    if (!whole) return failed(whole);
    std::string bytes = market::write_catalog(std::move(*whole)).bytes;
    // Without the file everything works too, and slower.
    if (const Result<void> written = write_file(file_, bytes, Readable::by_owner); !written)
        keeping_.events.show(Notice{Notice::Weight::warning, describe(written.error())});
    return bytes;
}

}  // namespace aloft
