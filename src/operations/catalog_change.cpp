#include "operations/catalog_change.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "market/catalog_merge.hpp"
#include "market/catalog_text.hpp"
#include "market/skypilot_csv.hpp"
#include "operations/catalog_folder.hpp"
#include "system/files.hpp"

namespace aloft {
namespace {

/// The clouds whose names are the names of SkyPilot's folders.
constexpr std::array<std::string_view, 22> known_clouds{
    "aws",    "azure",   "cudo",      "do",     "fluidstack", "gcp",        "hyperbolic",     "ibm",
    "lambda", "mithril", "nebius",    "novita", "oci",        "paperspace", "primeintellect", "runpod",
    "scp",    "seeweb",  "shadeform", "vast",   "verda",      "vsphere"};

bool is_known(std::string_view cloud) { return std::ranges::find(known_clouds, cloud) != known_clouds.end(); }

bool is_word(std::string_view cloud) {
    return !cloud.empty() && std::ranges::all_of(cloud, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    });
}

Result<std::string> cloud_of(const CatalogImport& wish) {
    const std::string doing = fmt::format("importing {}", wish.file.string());
    if (wish.cloud) {
        if (is_word(*wish.cloud)) return *wish.cloud;
        return failure(ErrorKind::bad_input, doing, fmt::format("'{}' is no name of a cloud", *wish.cloud),
                       "a cloud is one word of lower-case letters, as in --cloud gcp");
    }
    const std::filesystem::path path = std::filesystem::absolute(wish.file).lexically_normal();
    for (const std::string& name : {path.parent_path().filename().string(), path.stem().string()})
        if (is_known(name)) return name;
    return failure(ErrorKind::bad_input, doing, "which cloud it is of, neither its name nor its folder's says",
                   "say it: --cloud gcp, for example");
}

/// The largest catalog that is published has five megabytes.
constexpr std::size_t most_bytes = std::size_t{256} << 20;

/// When the file was written last, which is the only date that it has.
Result<market::Day> day_of(const std::filesystem::path& file) {
    std::error_code code;
    if (std::filesystem::is_directory(file, code))
        return failure(ErrorKind::bad_input, fmt::format("importing {}", file.string()), "it is a folder",
                       fmt::format("name a file in it: {}", (file / "vms.csv").string()));
    const auto written = std::filesystem::last_write_time(file, code);
    if (code)
        return failure(code == std::errc::no_such_file_or_directory ? ErrorKind::not_found : ErrorKind::bad_input,
                       fmt::format("reading {}", file.string()), code.message());
    return std::chrono::floor<std::chrono::days>(std::chrono::file_clock::to_sys(written));
}

}  // namespace

Result<CatalogImported> import_catalog(const CatalogKeeping& keeping, const CatalogImport& wish) {
    const Result<market::Day> day = day_of(wish.file);
    if (!day) return failed(day);
    const Result<std::string> cloud = cloud_of(wish);
    if (!cloud) return failed(cloud);
    const Result<std::string> text = read_file(wish.file, most_bytes);
    if (!text) return failed(text);
    const std::string origin = wish.file.filename().string();
    Result<market::SkyPilotImport> read = market::read_skypilot_csv({*text, origin, *cloud, *day});
    if (!read) return failed(read);
    const CatalogFolder folder(keeping);
    const Result<FileLock> lock = folder.lock();
    if (!lock) return failed(lock);
    if (const Result<void> kept = folder.keep(*cloud, read->content, {}); !kept) return failed(kept);
    return CatalogImported{*cloud, read->rows, read->content.offerings.size(), read->other_accelerators,
                           std::move(read->refused)};
}

Result<std::vector<std::string>> forget_catalog(const CatalogKeeping& keeping,
                                                const std::optional<std::string>& cloud) {
    const CatalogFolder folder(keeping);
    const Result<FileLock> lock = folder.lock();
    if (!lock) return failed(lock);
    std::vector<std::string> clouds = folder.clouds();
    if (cloud) std::erase_if(clouds, [&](const std::string& each) { return each != *cloud; });
    for (const std::string& each : clouds)
        if (const Result<void> forgotten = folder.forget(each); !forgotten) return failed(forgotten);
    return clouds;
}

}  // namespace aloft
