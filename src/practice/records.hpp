#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "practice/meter.hpp"

namespace aloft::practice {

/// Everything that the practice cloud must know after its own death: documents by name, and the meter's readings.
/// Held in memory and written through to one SQLite file, a call's changes at once. Lives on the loop.
class Records {
public:
    /// Makes the file where there is none. An empty path: in memory alone.
    static Result<std::unique_ptr<Records>> open(const std::filesystem::path& file);
    ~Records();

    /// By its name, "projects/p/zones/z/instances/vm"; nothing when there is none. Valid until the record is changed.
    const nlohmann::json* find(std::string_view name) const;
    void put(std::string_view name, nlohmann::json document);
    void remove(std::string_view name);
    /// Names that begin so, in order.
    std::vector<std::string> names(std::string_view beginning) const;
    /// The first of these; empty when there is none.
    std::string first(std::string_view beginning) const;

    void append(Reading reading);
    const std::vector<Reading>& readings() const;

    /// What could not be read when it was opened: it was set aside in the file, in a table of that name.
    const std::vector<std::string>& damaged() const;

    /// Writes what was changed since the last time, all of it or nothing. What is answered to a client is kept first.
    Result<void> commit();

private:
    class File;
    explicit Records(std::unique_ptr<File> file);
    std::unique_ptr<File> file_;
};

}  // namespace aloft::practice
