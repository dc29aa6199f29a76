#include "practice/service/own_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "practice/ready_worlds.hpp"
#include "practice/service/own_words.hpp"
#include "practice/world_file.hpp"

namespace aloft::practice {
namespace {

using nlohmann::json;
using Query = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view beginning = "/practice/v1/";
constexpr std::size_t most_calls = 1000;
constexpr std::chrono::seconds longest_wait{60};
/// A year: a wish beyond it is a slip of the finger, and the meter's sums stay small.
constexpr std::int64_t furthest_turn = 366LL * 24 * 3600;

serve::Answer answer_of(const json& said, int status = 200) {
    serve::Answer answer;
    answer.status = status;
    answer.body = said.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    // A browser must not guess what it is, nor keep it.
    answer.headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
    return answer;
}

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::bad_input: return 400;
        case ErrorKind::not_signed_in: return 401;
        case ErrorKind::denied: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::conflict: return 409;
        default: return 500;
    }
}

serve::Answer failure_of(const Error& error) { return answer_of({{"error", json_of(error)}}, status_of(error.kind)); }

serve::Answer refusal(int status, ErrorKind kind, std::string detail) {
    return answer_of({{"error", json_of(Error{kind, "", std::move(detail), "", Reach::nothing})}}, status);
}

Query query_of(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        const auto equals = pair.find('=');
        const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        query.emplace(pair.substr(0, equals), value);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return query;
}

/// Nothing for what is no such number, or is not there.
std::optional<std::uint64_t> number_in(const Query& query, std::string_view name) {
    const auto found = query.find(name);
    if (found == query.end()) return std::nullopt;
    std::uint64_t number = 0;
    const char* end = found->second.data() + found->second.size();
    const auto read = std::from_chars(found->second.data(), end, number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::chrono::milliseconds wait_in(const Query& query) {
    const std::uint64_t seconds = number_in(query, "wait").value_or(0);
    return std::chrono::seconds(std::min<std::uint64_t>(seconds, longest_wait.count()));
}

/// In a time that does not tell how much of it was right.
bool same_word(std::string_view one, std::string_view other) {
    if (one.size() != other.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < one.size(); ++i) difference |= static_cast<unsigned char>(one[i] ^ other[i]);
    return difference == 0;
}

std::string text_in(const json& body, const char* name) {
    const auto found = body.is_object() ? body.find(name) : body.end();
    return body.is_object() && found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

json mistakes_of(const std::vector<Mistake>& mistakes) {
    json list = json::array();
    for (const Mistake& mistake : mistakes)
        list.push_back({{"line", mistake.line}, {"column", mistake.column}, {"what", mistake.message}});
    return list;
}

}  // namespace

struct OwnApi::Asked {
    Query query;
    json body;
    serve::Reply reply;
};

struct OwnApi::Row {
    std::string_view method;
    std::string_view path;
    void (OwnApi::*act)(const Asked&);
};

std::span<const OwnApi::Row> OwnApi::rows() {
    static constexpr Row table[] = {
        {"GET", "status", &OwnApi::status},
        {"GET", "bill", &OwnApi::bill},
        {"GET", "log", &OwnApi::log},
        {"GET", "weather", &OwnApi::weather},
        {"PUT", "weather", &OwnApi::change_weather},
        {"POST", "clock", &OwnApi::turn_clock},
        {"GET", "state", &OwnApi::state},
        {"POST", "machines/take-away", &OwnApi::take_away},
        {"POST", "sign-in", &OwnApi::sign_in},
        {"POST", "stop", &OwnApi::stop},
    };
    return table;
}

bool OwnApi::is_for_us(std::string_view target) {
    return target == "/practice" || target.starts_with("/practice/") || target.starts_with("/practice?");
}

bool OwnApi::knows_the_word(const serve::Request& request) const {
    const std::string* said = request.header("Authorization");
    return said != nullptr && same_word(*said, "Bearer " + parts_.facts.endpoint.token);
}

const PageFile* OwnApi::page_file(std::string_view path) const {
    const auto found = std::ranges::find(parts_.page, path, &PageFile::path);
    return found == parts_.page.end() ? nullptr : &*found;
}

void OwnApi::handle(serve::Request request, serve::Reply reply) {
    const std::string target = request.target.substr(0, request.target.find('?'));
    try {
        receive(request, reply);
    } catch (const std::exception& problem) {
        fail(reply, target, problem);
    }
}

void OwnApi::fail(const serve::Reply& reply, std::string_view target, const std::exception& problem) {
    parts_.tell(fmt::format("{} failed: {}", target, problem.what()));
    reply(refusal(500, ErrorKind::failed, problem.what()));
}

void OwnApi::receive(const serve::Request& request, serve::Reply reply) {
    const std::string_view target = request.target;
    const std::string_view path = target.substr(0, target.find('?'));
    if (const PageFile* file = page_file(path); file != nullptr && request.method == "GET") {
        serve::Answer answer{200, std::string(file->content_type), std::string(file->text), {}, {}, {}};
        // The page may load what is ours and nothing else, and nobody may frame it.
        answer.headers = {{"Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"},
                          {"X-Content-Type-Options", "nosniff"},
                          {"Referrer-Policy", "no-referrer"},
                          {"Cache-Control", "no-store"}};
        return reply(std::move(answer));
    }
    if (!knows_the_word(request))
        return reply(refusal(401, ErrorKind::not_signed_in, "this is for the owner of the practice cloud"));
    const std::string_view what = path.starts_with(beginning) ? path.substr(beginning.size()) : "";
    const Row* row = nullptr;
    bool known = false;
    for (const Row& one : rows()) {
        known = known || one.path == what;
        if (one.path == what && one.method == request.method) row = &one;
    }
    if (!known) return reply(refusal(404, ErrorKind::not_found, "there is no such call"));
    if (row == nullptr) return reply(refusal(405, ErrorKind::bad_input, "that is not how it is called"));
    const auto question = target.find('?');
    Asked asked{query_of(question == std::string_view::npos ? "" : target.substr(question + 1)), nullptr,
                std::move(reply)};
    if (!request.body.empty()) asked.body = json::parse(request.body, nullptr, false);
    if (asked.body.is_discarded())
        return asked.reply(refusal(400, ErrorKind::bad_input, "the request's body is no JSON"));
    (this->*row->act)(asked);
}

json OwnApi::clock_words() const {
    const auto ahead = std::chrono::duration_cast<std::chrono::seconds>(parts_.clock.ahead());
    return {{"now", to_iso(parts_.clock.now())}, {"ahead_seconds", ahead.count()}};
}

void OwnApi::status(const Asked& asked) {
    const OwnFacts& facts = parts_.facts;
    const auto machines = machines_in(parts_.view.records);
    const auto running =
        std::ranges::count_if(machines, [&](const std::string& name) { return runs(parts_.view.records, name); });
    asked.reply(answer_of({{"practice", "google"},
                           {"address", "http://127.0.0.1:" + std::to_string(facts.endpoint.port)},
                           {"tls_address", "https://127.0.0.1:" + std::to_string(facts.endpoint.tls_port)},
                           {"authority_file", facts.authority_file},
                           {"pid", facts.endpoint.pid},
                           {"world", parts_.view.weather.world().name},
                           {"clock", clock_words()},
                           {"machines",
                            {{"kind", facts.machines_kind},
                             {"why_paper", facts.why_paper},
                             {"limitations", facts.limitations},
                             {"total", machines.size()},
                             {"running", running}}},
                           {"projects", projects_in(parts_.view.records)},
                           {"calls", parts_.calls.last()}}));
}

void OwnApi::bill(const Asked& asked) {
    const Moment now = parts_.clock.now();
    asked.reply(answer_of(json_of(bill_of(parts_.view.records.readings(), now), now)));
}

json OwnApi::calls_after(std::uint64_t number, std::size_t most) const {
    json calls = json::array();
    for (const LoggedCall& call : parts_.calls.after(number, most)) calls.push_back(json_of(call));
    return {{"calls", calls}, {"last", parts_.calls.last()}};
}

void OwnApi::log(const Asked& asked) {
    const std::uint64_t after = number_in(asked.query, "after").value_or(0);
    const std::size_t most = std::min<std::size_t>(number_in(asked.query, "most").value_or(most_calls), most_calls);
    const auto wait = wait_in(asked.query);
    if (wait.count() == 0 || parts_.calls.last() > after) return asked.reply(answer_of(calls_after(after, most)));
    parts_.news.wait(wait, [this, after, most, reply = asked.reply] { reply(answer_of(calls_after(after, most))); });
}

json OwnApi::weather_words() const {
    json ready = json::array();
    for (const ReadyWorld& world : ready_worlds()) ready.push_back(world.name);
    const World& world = parts_.view.weather.world();
    return {{"name", world.name}, {"text", write_world(world)}, {"ready", ready}};
}

void OwnApi::weather(const Asked& asked) { asked.reply(answer_of(weather_words())); }

void OwnApi::change_weather(const Asked& asked) {
    std::string bytes = text_in(asked.body, "text");
    if (const std::string name = text_in(asked.body, "name"); !name.empty()) {
        const ReadyWorld* ready = ready_world(name);
        if (ready == nullptr)
            return asked.reply(refusal(404, ErrorKind::not_found, "there is no ready world of that name"));
        bytes = ready->yaml;
    }
    if (bytes.empty()) return asked.reply(refusal(400, ErrorKind::bad_input, "say a world: text or name"));
    auto world = read_world(bytes);
    if (!world) {
        json said = {{"error", json_of(Error{ErrorKind::bad_input, "reading the world", "it has mistakes", "", {}})}};
        said["mistakes"] = mistakes_of(world.error());
        return asked.reply(answer_of(said, 400));
    }
    const auto changed = parts_.acts.change_weather(std::move(*world), bytes);
    asked.reply(changed ? answer_of(weather_words()) : failure_of(changed.error()));
}

void OwnApi::turn_clock(const Asked& asked) {
    const auto found = asked.body.is_object() ? asked.body.find("forward_seconds") : asked.body.end();
    if (!asked.body.is_object() || found == asked.body.end() || !found->is_number_unsigned() ||
        found->get<std::uint64_t>() > furthest_turn)
        return asked.reply(refusal(400, ErrorKind::bad_input,
                                   "forward_seconds is a number of seconds, a year at most: time does not go back"));
    const auto turned = parts_.acts.turn_clock(std::chrono::seconds(found->get<std::int64_t>()));
    asked.reply(turned ? answer_of(clock_words()) : failure_of(turned.error()));
}

json OwnApi::whole_state() const {
    const Moment now = parts_.clock.now();
    const Bill bill = bill_of(parts_.view.records.readings(), now);
    return {{"revision", parts_.news.revision()},
            {"now", to_iso(now)},
            {"world", parts_.view.weather.world().name},
            {"machines_kind", parts_.facts.machines_kind},
            {"limitations", parts_.facts.limitations},
            {"zones", zones_state(parts_.view, now)},
            {"machines", machines_state(parts_.view, now)},
            {"quotas", quotas_state(parts_.view)},
            {"bill", {{"total_micros", bill.total.micros}, {"hourly_now_micros", bill.hourly_now.micros}}},
            {"calls", parts_.calls.last()}};
}

void OwnApi::state(const Asked& asked) {
    const auto known = number_in(asked.query, "after");
    const auto wait = wait_in(asked.query);
    const bool is_new = !known || (*known != parts_.news.revision() && !parts_.news.is_owed());
    if (wait.count() == 0 || is_new) return asked.reply(answer_of(whole_state()));
    parts_.news.wait(wait, [this, reply = asked.reply] {
        // Nobody else would catch it: here it is later.
        try {
            reply(answer_of(whole_state()));
        } catch (const std::exception& problem) {
            fail(reply, "state", problem);
        }
    });
}

void OwnApi::take_away(const Asked& asked) {
    const std::string name = text_in(asked.body, "name");
    if (parts_.view.records.find(name) == nullptr)
        return asked.reply(refusal(404, ErrorKind::not_found, "there is no machine of that name"));
    const auto taken = parts_.desk.take_away(name);
    if (!taken) return asked.reply(failure_of(taken.error()));
    parts_.news.happened();
    asked.reply(answer_of({{"name", name}}));
}

void OwnApi::sign_in(const Asked& asked) {
    parts_.acts.sign_in(
        [reply = asked.reply](const Result<json>& made) { reply(made ? answer_of(*made) : failure_of(made.error())); });
}

void OwnApi::stop(const Asked& asked) {
    asked.reply(answer_of(json::object(), 202));
    parts_.acts.stop();
}

}  // namespace aloft::practice
