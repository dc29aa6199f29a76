#pragma once
#include <map>
#include <string>
#include <vector>

#include "system/connect_times.hpp"

namespace aloft::fakes {

/// Hosts at the distance that a test gave them; all others do not answer.
class FakeConnectTimes final : public ConnectTimes {
public:
    std::map<std::string, std::chrono::milliseconds> answers;
    std::vector<std::string> asked;

    std::vector<Time> measure(std::span<const std::string> hosts, std::chrono::milliseconds) override {
        std::vector<Time> times;
        for (const std::string& host : hosts) {
            asked.push_back(host);
            const auto found = answers.find(host);
            times.push_back(found == answers.end() ? Time() : Time(found->second));
        }
        return times;
    }
};

}  // namespace aloft::fakes
