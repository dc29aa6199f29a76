#include "practice/machines/metadata_answer.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/fingerprint.hpp"
#include "practice/machines/metadata_tree.hpp"

namespace aloft::practice {
namespace {

constexpr auto text_type = "application/text";
constexpr auto json_type = "application/json";
constexpr auto html_type = "text/html; charset=UTF-8";

struct Signpost {
    std::string_view path;
    std::string_view listing;
};

/// What lies above the tree.
constexpr std::array signposts{Signpost{"/", "computeMetadata/\n"}, Signpost{"/computeMetadata/", "v1/\n"}};

std::string_view word_for(int status) {
    switch (status) {
        case 400: return "Bad Request";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        default: return "Error";
    }
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '&')
            result += "&amp;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

serve::Answer moved_to(const std::string& place) {
    serve::Answer answer = metadata_page(
        301, html_type, "<HTML><BODY>Moved to <A HREF=\"" + escaped(place) + "\">here</A></BODY></HTML>\n");
    answer.headers.push_back({"Location", place});
    return answer;
}

serve::Answer of_folder(const MetadataPlace& place, const MetadataQuery& query) {
    if (!query.path.ends_with('/')) return moved_to("http://metadata.google.internal" + query.path + "/" + query.words);
    if (!query.recursive) return metadata_page(200, text_type, metadata_listing(place));
    if (query.form == MetadataForm::text) return metadata_page(200, text_type, metadata_lines(place));
    return metadata_page(200, json_type, metadata_json(place));
}

serve::Answer of_value(const MetadataPlace& place, const MetadataQuery& query) {
    if (query.path.ends_with('/')) return metadata_not_found(query.path);
    if (query.form == MetadataForm::json) return metadata_page(200, json_type, metadata_json(place));
    return metadata_page(200, text_type, metadata_text(place, query.path));
}

}  // namespace

serve::Answer metadata_page(int status, std::string content_type, std::string body) {
    serve::Answer answer;
    answer.status = status;
    answer.content_type = std::move(content_type);
    answer.headers = {{"Metadata-Flavor", "Google"},
                      {"Server", "Metadata Server for VM"},
                      {"ETag", fingerprint(std::to_string(status) + body)},
                      {"X-XSS-Protection", "0"},
                      {"X-Frame-Options", "SAMEORIGIN"}};
    answer.body = std::move(body);
    return answer;
}

serve::Answer metadata_refusal(int status, std::string_view why) {
    const std::string title = "Error " + std::to_string(status) + " (" + std::string(word_for(status)) + ")!!1";
    return metadata_page(status, html_type,
                         "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>" + title +
                             "</title>\n  <p><b>" + std::to_string(status) +
                             ".</b> <ins>That’s an error.</ins>\n  <p>" + std::string(why) +
                             "  <ins>That’s all we know.</ins>\n");
}

serve::Answer metadata_not_found(std::string_view path) {
    return metadata_refusal(404, "The requested URL <code>" + escaped(path) + "</code> was not found on this server.");
}

std::string_view etag_of(const serve::Answer& answer) {
    const auto match = std::ranges::find(answer.headers, "ETag", &serve::Header::name);
    return match == answer.headers.end() ? std::string_view() : std::string_view(match->value);
}

serve::Answer metadata_answer(const nlohmann::json& tree, const MetadataQuery& query) {
    for (const Signpost& sign : signposts) {
        if (query.path == sign.path) return metadata_page(200, text_type, std::string(sign.listing));
        if (query.path + "/" == sign.path) return moved_to("http://metadata.google.internal" + std::string(sign.path));
    }
    if (query.path + "/" == metadata_root)
        return moved_to("http://metadata.google.internal" + std::string(metadata_root) + query.words);
    if (!query.path.starts_with(metadata_root)) return metadata_not_found(query.path);
    std::string_view below = std::string_view(query.path).substr(metadata_root.size());
    if (below.ends_with('/')) below.remove_suffix(1);
    if (below.ends_with('/')) return metadata_not_found(query.path);
    const auto place = metadata_place(tree, below);
    if (!place) return metadata_not_found(query.path);
    return place->kind == MetadataPlace::Kind::folder ? of_folder(*place, query) : of_value(*place, query);
}

}  // namespace aloft::practice
