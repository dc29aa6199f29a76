#include "wire/agent_messages.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "wire/agent_fields.hpp"
#include "wire/reader.hpp"
#include "wire/writer.hpp"

namespace aloft::wire {
namespace {

/// The word that a request bears, by its place in the variant.
constexpr std::array<std::string_view, std::variant_size_v<AgentRequest>> request_words{
    "software", "set-up", "follow-software", "run", "jobs", "cancel", "output", "readings"};

constexpr auto deepest = 32;

/// Deeper than anything that we exchange: the parser must not be led down an endless stair.
bool too_deep(std::string_view text) {
    int depth = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (in_text && text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            in_text = !in_text;
        } else if (!in_text && (text[at] == '[' || text[at] == '{')) {
            if (++depth > deepest) return true;
        } else if (!in_text && (text[at] == ']' || text[at] == '}')) {
            --depth;
        }
    }
    return false;
}

Result<nlohmann::json> parse(std::string_view text, const std::string& doing) {
    if (too_deep(text)) return failure(ErrorKind::bad_input, doing, "it is nested too deeply");
    try {
        auto json = nlohmann::json::parse(text);
        if (!json.is_object()) return failure(ErrorKind::bad_input, doing, "it is not a record");
        return json;
    } catch (const nlohmann::json::parse_error& error) {
        return failure(ErrorKind::bad_input, doing, fmt::format("it is not JSON: mistake at byte {}", error.byte));
    } catch (const nlohmann::json::out_of_range&) {
        return failure(ErrorKind::bad_input, doing, "it holds a number that is too large for any computer");
    }
}

template <class Value>
Result<Value> value_from(const nlohmann::json& json, const std::string& doing) {
    Reader reader;
    Value value{};
    reader.read(json, value);
    if (const auto& mistake = reader.mistake()) return failure(ErrorKind::bad_input, doing, *mistake);
    return value;
}

template <class Value>
Result<Value> value_from_text(std::string_view text, const std::string& doing) {
    const auto json = parse(text, doing);
    if (!json) return failed(json);
    return value_from<Value>(*json, doing);
}

/// Tries the words one after the other; the index of a variant is a constant.
template <std::size_t place = 0>
Result<AgentRequest> request_of(std::string_view word, const nlohmann::json& json, const std::string& doing) {
    if constexpr (place == std::variant_size_v<AgentRequest>) {
        return failure(ErrorKind::bad_input, doing, fmt::format("there is no request \"{}\"", valid_utf8(word)),
                       "the agent on the machine is of another version; `aloft up` brings it to this one");
    } else {
        if (word == request_words[place])
            return value_from<std::variant_alternative_t<place, AgentRequest>>(json, doing);
        return request_of<place + 1>(word, json, doing);
    }
}

template <class Value>
std::string as_member(const char* name, const Value& value) {
    return nlohmann::json{{name, write(value)}}.dump();
}

struct AnswerWriter {
    std::string operator()(const SoftwareReport& report) const { return as_member("software", report); }
    std::string operator()(const Job& job) const { return as_member("job", job); }
    std::string operator()(const std::vector<Job>& jobs) const { return as_member("jobs", jobs); }
    std::string operator()(const Readings& readings) const { return as_member("readings", readings); }
    std::string operator()(const Chunk& chunk) const { return write(chunk).dump(); }
    std::string operator()(const Error& error) const { return as_member("error", error); }
};

}  // namespace

std::string to_line(const AgentHello& hello) { return write(hello).dump(); }

std::string to_line(const AgentRequest& request) {
    nlohmann::json json = std::visit([](const auto& one) { return write(one); }, request);
    json["request"] = std::string(request_words.at(request.index()));
    return json.dump();
}

std::string to_line(const AgentAnswer& answer) { return std::visit(AnswerWriter{}, answer); }

Result<AgentHello> agent_hello_from_line(std::string_view line) {
    return value_from_text<AgentHello>(line, "reading the agent's greeting");
}

Result<AgentRequest> agent_request_from_line(std::string_view line) {
    const std::string doing = "reading a request to the agent";
    const auto json = parse(line, doing);
    if (!json) return failed(json);
    const auto word = json->find("request");
    if (word == json->end() || !word->is_string())
        return failure(ErrorKind::bad_input, doing, "it does not say what is asked for");
    return request_of(word->get_ref<const std::string&>(), *json, doing);
}

Result<AgentAnswer> agent_answer_from_line(std::string_view line) {
    const std::string doing = "reading the agent's answer";
    const auto json = parse(line, doing);
    if (!json) return failed(json);
    if (json->contains("software")) return value_from<SoftwareReport>((*json)["software"], doing);
    if (json->contains("job")) return value_from<Job>((*json)["job"], doing);
    if (json->contains("jobs")) return value_from<std::vector<Job>>((*json)["jobs"], doing);
    if (json->contains("readings")) return value_from<Readings>((*json)["readings"], doing);
    if (json->contains("error")) return value_from<Error>((*json)["error"], doing);
    if (!json->contains("bytes")) return failure(ErrorKind::bad_input, doing, "it is no answer that this aloft knows");
    const auto chunk = value_from<Chunk>(*json, doing);
    if (!chunk) return failed(chunk);
    if (chunk->bytes > largest_chunk)
        return failure(ErrorKind::bad_input, doing, fmt::format("a chunk of {} bytes is too large", chunk->bytes));
    return *chunk;
}

std::string to_text(const JobBegan& began) { return write(began).dump(); }
std::string to_text(const JobEnded& ended) { return write(ended).dump(); }

Result<JobBegan> job_began_from_text(std::string_view text) {
    return value_from_text<JobBegan>(text, "reading how a job began");
}
Result<JobEnded> job_ended_from_text(std::string_view text) {
    return value_from_text<JobEnded>(text, "reading how a job ended");
}

std::string to_text(const RecipeGraph& graph) { return write(graph).dump(); }
std::string to_text(const SoftwareReport& report) { return write(report).dump(); }

Result<RecipeGraph> recipe_graph_from_text(std::string_view text) {
    return value_from_text<RecipeGraph>(text, "reading the recipes that were asked for");
}
Result<SoftwareReport> software_report_from_text(std::string_view text) {
    return value_from_text<SoftwareReport>(text, "reading how far the recipes came");
}

}  // namespace aloft::wire
