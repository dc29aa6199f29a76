#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "practice/machines/metadata_query.hpp"
#include "serve/http.hpp"

namespace aloft::practice {

/// What a GET for something in the tree is answered at this moment, ETag and all.
serve::Answer metadata_answer(const nlohmann::json& tree, const MetadataQuery& query);

/// With the headers that every answer of the metadata server has.
serve::Answer metadata_page(int status, std::string content_type, std::string body);
/// Google's refusals are HTML.
serve::Answer metadata_refusal(int status, std::string_view why);
serve::Answer metadata_not_found(std::string_view path);

std::string_view etag_of(const serve::Answer& answer);

inline constexpr std::string_view metadata_root = "/computeMetadata/v1/";

}  // namespace aloft::practice
