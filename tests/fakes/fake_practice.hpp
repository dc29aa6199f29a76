#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "operations/practice.hpp"
#include "system/daemon.hpp"
#include "system/files.hpp"
#include "system/lock.hpp"

namespace aloft::fakes {

/// The practice cloud's process as others see it: a lock, a file that says where it answers, and its answers.
class FakePractice final : public net::Http, public Daemons {
public:
    enum class Start { comes_up, dies, hangs };

    explicit FakePractice(Home home) : home_(std::move(home)) {}

    Start start_does = Start::comes_up;
    std::string last_words;  ///< of one that dies
    std::vector<Command> started;
    std::vector<std::string> asked;   ///< "PUT weather {…}"
    std::map<std::string, net::Reply> answers;  ///< by "GET status"
    std::vector<PracticeLaunch> served;
    int cleared = 0;

    bool runs() const { return lock_.has_value(); }
    void come_up() {
        hold_lock();
        const nlohmann::json endpoint = {{"port", 8470}, {"tls_port", 8471}, {"pid", pid}, {"token", "word"}};
        write_file(home_.practice_cloud() / "endpoint.json", endpoint.dump(), Readable::by_owner).value();
    }
    void die() { lock_.reset(); }
    void answer(const std::string& question, const nlohmann::json& said, long status = 200) {
        answers[question] = {status, said.dump(), {}};
    }

    PracticeTools tools() {
        return {home_,
                *this,
                *this,
                "/usr/bin/aloft",
                [this](const PracticeLaunch& launch) {
                    served.push_back(launch);
                    return Result<void>();
                },
                [this] {
                    ++cleared;
                    return Result<void>();
                }};
    }

    Result<void> start(const Command& command, const std::filesystem::path& words) override {
        started.push_back(command);
        switch (start_does) {
            case Start::comes_up: come_up(); break;
            case Start::dies: write_file(words, last_words, Readable::by_owner).value(); break;
            case Start::hangs: hold_lock(); break;
        }
        return {};
    }

    Result<net::Answer> get(const net::Request& request, const net::Sink& /*sink*/) override {
        return failure(ErrorKind::not_found, "reading " + request.url, "the answer is 404");
    }
    Result<net::Reply> call(const net::Call& call) override {
        static const std::string address = "http://127.0.0.1:8470/practice/v1/";
        if (!runs() || !call.url.starts_with(address))
            return failure(ErrorKind::unreachable, "reading " + call.url, "nobody is there");
        if (call.headers != std::vector<std::string>{"Authorization: Bearer word"}) return net::Reply{401, "{}", {}};
        const std::string path = call.url.substr(address.size());
        asked.push_back(call.method + " " + path + (call.body.empty() ? "" : " " + call.body));
        if (path == "stop") die();
        const auto found = answers.find(call.method + " " + path);
        return found == answers.end() ? net::Reply{404, "{}", {}} : found->second;
    }

private:
    static constexpr int pid = 42;

    void hold_lock() {
        make_private_folder(home_.practice_cloud()).value();
        lock_ = FileLock::try_take(home_.practice_cloud() / "lock", std::to_string(pid)).value();
    }

    Home home_;
    std::optional<FileLock> lock_;
};

}  // namespace aloft::fakes
