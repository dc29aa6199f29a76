#include "operations/practice_talk.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = 64 << 10;
constexpr std::chrono::milliseconds longest_wait{90'000};

std::unexpected<Error> does_not_run(const std::string& doing) {
    return failure(ErrorKind::not_found, doing, "the practice cloud does not run", "start it: aloft practice start");
}

std::string mistakes_text(const json& mistakes, const std::string& file) {
    std::string text;
    for (const json& mistake : mistakes)
        text += fmt::format("{}{}:{}:{}: {}", text.empty() ? "" : "\n", file, practice_number(mistake, "line"),
                            practice_number(mistake, "column"), practice_text(mistake, "what"));
    return text;
}

std::unexpected<Error> refused(const PracticeQuestion& question, long status, const json& said) {
    const auto mistakes = said.is_object() ? said.find("mistakes") : said.end();
    if (said.is_object() && mistakes != said.end() && mistakes->is_array())
        return failure(ErrorKind::bad_input, question.doing, mistakes_text(*mistakes, question.file),
                       "docs/world-files.md has every key");
    const json error = said.is_object() ? said.value("error", json::object()) : json::object();
    const std::string detail = practice_text(error, "detail");
    return failure(error_kind_from(practice_text(error, "kind")), question.doing,
                   detail.empty() ? fmt::format("the practice cloud answered {}", status) : detail,
                   practice_text(error, "hint"));
}

}  // namespace

std::filesystem::path practice_lock(const Home& home) { return home.practice_cloud() / "lock"; }

std::string practice_text(const json& said, std::string_view name) {
    const auto found = said.is_object() ? said.find(name) : said.end();
    return said.is_object() && found != said.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t practice_number(const json& said, std::string_view name) {
    const auto found = said.is_object() ? said.find(name) : said.end();
    return said.is_object() && found != said.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<PracticeEndpoint> practice_endpoint(const Home& home) {
    const auto holder = FileLock::holder(practice_lock(home));
    if (!holder) return std::nullopt;
    const auto text = read_file(home.practice_cloud() / "endpoint.json", most_bytes);
    if (!text) return std::nullopt;
    const json said = json::parse(*text, nullptr, false);
    // What a dead process left would lead elsewhere.
    if (std::to_string(practice_number(said, "pid")) != *holder) return std::nullopt;
    return PracticeEndpoint{static_cast<int>(practice_number(said, "port")), practice_text(said, "token")};
}

Result<json> ask_practice(const PracticeKeeping& keeping, const PracticeQuestion& question) {
    const auto endpoint = practice_endpoint(keeping.home);
    if (!endpoint) return does_not_run(question.doing);
    net::Call call;
    call.method = question.method;
    call.url = fmt::format("http://127.0.0.1:{}/practice/v1/{}", endpoint->port, question.path);
    call.body = question.body;
    call.time_limit = longest_wait;
    call.headers = {"Authorization: Bearer " + endpoint->token};
    auto reply = keeping.tools.http.call(call);
    if (!reply) {
        reply.error().doing = question.doing;
        return failed(reply);
    }
    json said = json::parse(reply->body, nullptr, false);
    if (reply->status >= 400 || !said.is_object()) return refused(question, reply->status, said);
    return said;
}

}  // namespace aloft
