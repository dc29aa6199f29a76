#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "practice/hall.hpp"

namespace aloft::practice {

enum class MetadataForm { as_is, text, json };

/// What a request for metadata asks for.
struct MetadataQuery {
    std::string path;  ///< decoded, as it was sent: "/computeMetadata/v1/instance/"
    std::string words; ///< "?recursive=true", or nothing
    bool recursive = false;
    MetadataForm form = MetadataForm::as_is;
    bool wait_for_change = false;
    std::optional<std::string> last_etag;
    std::optional<std::chrono::seconds> timeout;
    bool licenses = false;
    IdentityWish identity;  ///< the audience is empty when it was not said
};

/// Nothing for a target that is no path.
std::optional<MetadataQuery> read_metadata_query(std::string_view target);

}  // namespace aloft::practice
