#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "clouds/catalog_feed.hpp"
#include "operations/catalog.hpp"
#include "system/lock.hpp"

namespace aloft {

/// The folder in which the person's catalog lies: a text for each cloud that was imported or refreshed, which is kept,
/// and the file made from them and the built-in catalog, which can be made anew at any time.
class CatalogFolder {
public:
    explicit CatalogFolder(const CatalogKeeping& keeping);

    /// Its name says from which built-in catalog it was made: a newer aloft makes its own.
    const std::filesystem::path& file() const { return file_; }
    std::filesystem::path part(const std::string& cloud) const { return folder_ / (cloud + ".csv"); }

    /// Held by whoever writes here, from reading what is there to the last file.
    Result<FileLock> lock() const;

    /// The clouds of which something was imported or refreshed.
    std::vector<std::string> clouds() const;
    /// All rows together; a text that cannot be read is told and left out.
    Result<market::CatalogContent> content() const;

    /// The cloud's part from now on, and what it was read from. A kill at any moment leaves the old one or the new one.
    Result<void> keep(const std::string& cloud, const market::CatalogContent& part, const ReadStamps& stamps) const;
    Result<void> forget(const std::string& cloud) const;
    ReadStamps stamps(const std::string& cloud) const;

    /// The file anew from the texts; answers its bytes, also when they cannot be written, which is told.
    Result<std::string> build() const;

private:
    std::filesystem::path stamps_file(const std::string& cloud) const { return folder_ / (cloud + ".etags"); }
    /// From here on nobody takes the old file for what the texts say.
    Result<void> withdraw(const std::string& cloud) const;

    const CatalogKeeping& keeping_;
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

}  // namespace aloft
