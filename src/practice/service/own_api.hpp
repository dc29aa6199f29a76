#pragma once
#include <chrono>
#include <exception>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "practice/call_log.hpp"
#include "practice/service/cloud_desk.hpp"
#include "practice/service/news.hpp"
#include "practice/service/page_files.hpp"
#include "practice/service/page_state.hpp"
#include "practice/service/state_folder.hpp"
#include "serve/http.hpp"

namespace aloft::practice {

/// What the process can be asked to do, beside showing itself.
struct OwnActs {
    /// The bytes are those that the world was read from.
    std::function<Result<void>(World world, std::string_view bytes)> change_weather;
    std::function<Result<void>(std::chrono::seconds forward)> turn_clock;
    std::function<void(std::function<void(Result<nlohmann::json>)> then)> sign_in;
    std::function<void()> stop;
};

/// What is told of the process and never changes.
struct OwnFacts {
    Endpoint endpoint;
    std::string authority_file;
    std::string machines_kind;  ///< "real" or "paper"
    std::string why_paper;
    std::vector<std::string> limitations;  ///< what its machines are not that Google's are, a sentence each
};

/// The practice cloud's own API, for its owner alone: README.md has it call by call.
class OwnApi final : public serve::Handler {
public:
    struct Parts {
        OwnFacts facts;
        WorldView view;
        WorldClock& clock;
        CallLog& calls;
        News& news;
        CloudDesk& desk;
        OwnActs acts;
        std::span<const PageFile> page;
        std::function<void(std::string_view)> tell;  ///< a line for whoever runs it
    };
    explicit OwnApi(Parts parts) : parts_(std::move(parts)) {}

    static bool is_for_us(std::string_view target);
    void handle(serve::Request request, serve::Reply reply) override;

private:
    struct Asked;
    struct Row;
    static std::span<const Row> rows();

    void receive(const serve::Request& request, serve::Reply reply);
    void fail(const serve::Reply& reply, std::string_view target, const std::exception& problem);
    bool knows_the_word(const serve::Request& request) const;
    const PageFile* page_file(std::string_view path) const;

    void status(const Asked& asked);
    void bill(const Asked& asked);
    void log(const Asked& asked);
    void weather(const Asked& asked);
    void change_weather(const Asked& asked);
    void turn_clock(const Asked& asked);
    void state(const Asked& asked);
    void take_away(const Asked& asked);
    void sign_in(const Asked& asked);
    void stop(const Asked& asked);

    nlohmann::json clock_words() const;
    nlohmann::json weather_words() const;
    nlohmann::json calls_after(std::uint64_t number, std::size_t most) const;
    nlohmann::json whole_state() const;

    Parts parts_;
};

}  // namespace aloft::practice
